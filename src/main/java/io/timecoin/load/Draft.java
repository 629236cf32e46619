package io.timecoin.load;

import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.Sha256;
import io.timecoin.transaction.TransactionBuilder;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionLayout;
import io.timecoin.transaction.TransactionView;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.SubmitEncoder;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;
import java.util.List;

/**
 * A payment decided but not yet signed. Everything in it is fixed: any thread may sign it, in any order.
 *
 * @param kind     what it is to be.
 * @param coin     what it spends.
 * @param from     whose the coin is.
 * @param payee    account that gets the first output; the second returns to the spender.
 * @param paid     amount of the first output.
 * @param rest     amount of the second.
 * @param variant  makes a rival, or one invalid payment, differ from another.
 */
record Draft(PaymentKind kind, Coin coin, KeyPair from, Payee payee, long paid, long rest, long variant)
{
    /** Who gets the first output of a payment, and of its rival. */
    record Payee(int account, byte[] keyHash, byte[] rivalKeyHash)
    {
    }

    private static final int SUBMIT_LENGTH = 64;

    Payment sign(final byte[] chainId)
    {
        final byte[] bytes = build(chainId, payee.keyHash());
        switch (kind)
        {
            case VALID:
                final byte[] id = id(chainId, bytes);
                return new Payment(kind, bytes, id, null, null, outputs(id), coin.home());

            case DOUBLE_SPEND:
                final byte[] rival = build(chainId, payee.rivalKeyHash());
                return new Payment(
                    kind, bytes, id(chainId, bytes), rival, id(chainId, rival), List.of(), coin.home());

            case BAD_SIGNATURE:
                spoilSignature(bytes);
                return invalid(bytes, id(chainId, bytes));

            case TRUNCATED_FRAME:
                return invalid(truncatedFrame(bytes), null);

            case OVERDRAFT:
            case UNKNOWN_INPUT:
            default:
                return invalid(bytes, id(chainId, bytes));
        }
    }

    private Payment invalid(final byte[] bytes, final byte[] id)
    {
        return new Payment(kind, bytes, id, null, null, List.of(), Coin.EVERYWHERE);
    }

    private byte[] build(final byte[] chainId, final byte[] payeeKeyHash)
    {
        return new TransactionBuilder(chainId)
            .input(TransactionBuilder.outpoint(coin.transactionId(), coin.index()), from)
            .output(paid, payeeKeyHash)
            .output(rest, from.keyHash())
            .build();
    }

    private List<Coin> outputs(final byte[] id)
    {
        return List.of(
            new Coin(id, 0, paid, payee.account(), Coin.EVERYWHERE, 0),
            new Coin(id, 1, rest, coin.account(), Coin.EVERYWHERE, 0));
    }

    private static byte[] id(final byte[] chainId, final byte[] bytes)
    {
        final TransactionView view = new TransactionView();
        view.wrap(new UnsafeBuffer(bytes), 0, bytes.length);
        final UnsafeBuffer id = new UnsafeBuffer(new byte[Sha256.LENGTH]);
        new TransactionIds(chainId).txid(view, id, 0);
        return id.byteArray();
    }

    private void spoilSignature(final byte[] bytes)
    {
        final TransactionView view = new TransactionView();
        view.wrap(new UnsafeBuffer(bytes), 0, bytes.length);
        bytes[view.signatureOffset(0) + (int)(variant % (KeyPair.SIGNATURE_LENGTH - 1))] ^= 1;
    }

    private byte[] truncatedFrame(final byte[] transaction)
    {
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[SUBMIT_LENGTH + TransactionLayout.MAX_LENGTH]);
        final SubmitEncoder submit = new SubmitEncoder().wrapAndApplyHeader(frame, 0, new MessageHeaderEncoder());
        submit.entriesCount(1).next().reference(1).putTransaction(transaction, 0, transaction.length);
        final int length = MessageHeaderEncoder.ENCODED_LENGTH + submit.encodedLength();
        return Arrays.copyOf(frame.byteArray(), 1 + (int)(variant % (length - 1)));
    }
}
