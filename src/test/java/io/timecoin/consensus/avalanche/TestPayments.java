package io.timecoin.consensus.avalanche;

import io.timecoin.transaction.TransactionView;
import io.timecoin.wire.BatchEncoder;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.TransactionEncoder;
import io.timecoin.wire.TransactionRequestEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;

/**
 * Payments of {@link TestNode}s: a number, and the coins that it spends; a negative coin is the output of the payment
 * with that number. Laid out as real ones, without outputs and witnesses.
 */
final class TestPayments
{
    private static final int COIN = 1;
    private static final int PAYMENT = 2;

    private TestPayments()
    {
    }

    /** Bytes of a payment. */
    static byte[] payment(final int number, final int... coins)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64 + 35 * coins.length]);
        final TransactionEncoder encoder = new TransactionEncoder();
        encoder.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder()).lockHeight(number);
        final TransactionEncoder.InputsEncoder inputs = encoder.inputsCount(coins.length);
        for (final int coin : coins)
        {
            inputs.next().putTransactionId(coin < 0 ? txid(-coin) : id(COIN, coin), 0, 32).outputIndex(0);
        }
        encoder.outputsCount(0);
        encoder.witnessesCount(0);
        return Arrays.copyOf(buffer.byteArray(), MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength());
    }

    /** Id of a payment. */
    static byte[] txid(final int number)
    {
        return id(PAYMENT, number);
    }

    /** Number of a payment, from its id. */
    static int numberOf(final DirectBuffer ids, final int offset)
    {
        return ids.getInt(offset);
    }

    private static byte[] id(final int kind, final int value)
    {
        final UnsafeBuffer id = new UnsafeBuffer(new byte[32]);
        id.putInt(0, value);
        id.putInt(4, kind);
        return id.byteArray();
    }

    private static TransactionView view(final byte[] payment)
    {
        final TransactionView view = new TransactionView();
        view.wrap(new UnsafeBuffer(payment), 0, payment.length);
        return view;
    }

    /** Number of a payment, from its bytes. */
    static int number(final byte[] payment)
    {
        return (int)view(payment).lockHeight();
    }

    /** What a payment spends. */
    static int[] coins(final byte[] payment)
    {
        final TransactionView view = view(payment);
        final int[] coins = new int[view.inputCount()];
        for (int i = 0; i < coins.length; i++)
        {
            final int value = view.buffer().getInt(view.outpointOffset(i));
            coins[i] = view.buffer().getInt(view.outpointOffset(i) + 4) == COIN ? value : -value;
        }
        return coins;
    }

    /** What a payment pays. */
    static long fee(final int number)
    {
        return 1_000 + number % 7;
    }

    /** A batch's message. */
    static UnsafeBuffer batch(final byte[]... payments)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[256 * 1024]);
        final BatchEncoder encoder = new BatchEncoder();
        final BatchEncoder.MembersEncoder members =
            encoder.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder()).membersCount(payments.length);
        for (final byte[] payment : payments)
        {
            members.next().putTransaction(payment, 0, payment.length);
        }
        return buffer;
    }

    /** The message that asks for payments. */
    static UnsafeBuffer request(final int... payments)
    {
        final UnsafeBuffer message = new UnsafeBuffer(new byte[4_096]);
        final TransactionRequestEncoder encoder = new TransactionRequestEncoder();
        final TransactionRequestEncoder.EntriesEncoder entries =
            encoder.wrapAndApplyHeader(message, 0, new MessageHeaderEncoder()).entriesCount(payments.length);
        for (final int number : payments)
        {
            entries.next().putTransactionId(txid(number), 0, 32);
        }
        message.wrap(message, 0, MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength());
        return message;
    }
}
