package io.timecoin.bench;

import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.Sha256;
import io.timecoin.transaction.TransactionBuilder;
import io.timecoin.transaction.TransactionCheck;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionView;
import io.timecoin.transaction.Verdict;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.List;

/** What the bytes of a payment with one input and two outputs cost before a signature is looked at. */
final class TransactionMeasurements
{
    private static final String SHAPE = " of a payment with 1 input and 2 outputs, CPU time";
    private static final int PAYMENTS = 64;
    private static final long MAX_SUPPLY = 1L << 60;
    private static final long AMOUNT = 1_000_000;

    private final byte[] chainId = Sha256.of(Sha256.tag("timecoin/bench"));
    private final TransactionCheck check = new TransactionCheck(chainId, MAX_SUPPLY);
    private final TransactionIds ids = new TransactionIds(chainId);
    private final UnsafeBuffer id = new UnsafeBuffer(new byte[Sha256.LENGTH]);
    private final UnsafeBuffer[] bytes = new UnsafeBuffer[PAYMENTS];
    private final TransactionView[] views = new TransactionView[PAYMENTS];

    private TransactionMeasurements()
    {
        final KeyPair key = KeyPair.fromSeed(chainId);
        for (int i = 0; i < PAYMENTS; i++)
        {
            bytes[i] = new UnsafeBuffer(payment(chainId, key, i));
            views[i] = new TransactionView();
            views[i].wrap(bytes[i], 0, bytes[i].capacity());
        }
    }

    static List<Measurement> decode()
    {
        final TransactionMeasurements all = new TransactionMeasurements();
        return List.of(new LoopMeasurement(
            new Figure("decode.check", "decoding and checking the form" + SHAPE, Unit.NS, Yardstick.NAME),
            all::check, 1));
    }

    static List<Measurement> hash()
    {
        final TransactionMeasurements all = new TransactionMeasurements();
        return List.of(
            new LoopMeasurement(
                new Figure("hash.txid", "the txid" + SHAPE, Unit.NS, Yardstick.NAME), all::txid, 1),
            new LoopMeasurement(
                new Figure("hash.wtxid", "the wtxid" + SHAPE, Unit.NS, Yardstick.NAME), all::wtxid, 1));
    }

    /** A payment with one input and two outputs. */
    static byte[] payment(final byte[] chainId, final KeyPair key, final int index)
    {
        return new TransactionBuilder(chainId)
            .input(TransactionBuilder.outpoint(chainId, index), key)
            .output(AMOUNT, key.keyHash())
            .output(AMOUNT, key.keyHash())
            .build();
    }

    private long check(final int index)
    {
        final UnsafeBuffer each = bytes[index % PAYMENTS];
        if (check.check(each, 0, each.capacity(), views[index % PAYMENTS]) != Verdict.ADMITTED)
        {
            throw new BenchException(BenchException.Kind.WRONG, "a correct payment is refused", "",
                "do not use this build; report it");
        }
        return each.capacity();
    }

    private long txid(final int index)
    {
        ids.txid(views[index % PAYMENTS], id, 0);
        return id.getLong(0);
    }

    private long wtxid(final int index)
    {
        ids.wtxid(views[index % PAYMENTS], id, 0);
        return id.getLong(0);
    }
}
