package io.timecoin.client;

import io.timecoin.network.RefusalReason;
import io.timecoin.transaction.Verdict;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Brings payments, one after the other, to one of several nodes and waits for what becomes of each. One thread. */
public final class Courier implements AutoCloseable
{
    /** How far a payment came. */
    public enum Stage
    {
        /** No node was there, or it went away: the payment may have come to it or not. */
        UNREACHABLE,
        /** The node said no; the verdict says why. */
        REFUSED,
        /** In time no node said anything, or nothing more. */
        PENDING,
        /** Accepted, but in no final block in time. */
        ACCEPTED,
        /** In a final block. */
        FINAL
    }

    /**
     * What became of a payment.
     *
     * @param stage   how far it came.
     * @param verdict of the node; null if it said nothing.
     * @param height  of the final block, 0 if there is none.
     */
    public record Fate(Stage stage, Verdict verdict, long height)
    {
    }

    private static final long PARK_NS = 1_000_000L;
    private static final int UNKNOWN_PLACE = Integer.MIN_VALUE;
    private static final int NOBODY = -1;

    private final Client client;
    private final Ear ear = new Ear();
    private long reference;
    private Verdict verdict;
    private boolean isAccepted;
    private long height;
    private boolean isLost;
    private int place;
    private int unanswered;
    private RefusalReason refusal;

    /**
     * A courier.
     *
     * @param client its own; closed with it.
     */
    public Courier(final Client client)
    {
        this.client = client;
    }

    /**
     * Waits for a node that lets this client in.
     *
     * @param timeoutNs at most so long.
     * @return whether there is one.
     */
    public boolean awaitNode(final long timeoutNs)
    {
        return await(timeoutNs, () -> node() != NOBODY || refusal == RefusalReason.WRONG_CHAIN) && node() != NOBODY;
    }

    /**
     * Why a node has refused this client.
     *
     * @return the last reason, or null.
     */
    public RefusalReason refusal()
    {
        return refusal;
    }

    /**
     * Asks all nodes that are there which place an identity has; some may not have the block yet that says it.
     *
     * @param identity  32 bytes.
     * @param timeoutNs at most so long.
     * @return its place; negative if it has none, or nobody answered.
     */
    public int place(final byte[] identity, final long timeoutNs)
    {
        place = UNKNOWN_PLACE;
        unanswered = 0;
        for (int i = 0; i < client.nodes(); i++)
        {
            unanswered += client.askPlace(i, identity) == Client.Submitted.OK ? 1 : 0;
        }
        await(timeoutNs, () -> place >= 0 || unanswered <= 0);
        return place;
    }

    /**
     * Submits a payment.
     *
     * @param payment   its encoding.
     * @param isFinal   whether to wait for a final block.
     * @param timeoutNs at most so long.
     * @return what became of it.
     */
    public Fate submit(final byte[] payment, final boolean isFinal, final long timeoutNs)
    {
        final long deadlineNs = System.nanoTime() + timeoutNs;
        reference++;
        verdict = null;
        isAccepted = false;
        isLost = false;
        height = 0;
        final UnsafeBuffer bytes = new UnsafeBuffer(payment);
        final int[] target = {NOBODY};
        await(deadlineNs - System.nanoTime(), () ->
        {
            target[0] = node();
            return target[0] != NOBODY &&
                client.submit(target[0], reference, bytes, 0, payment.length) == Client.Submitted.OK;
        });
        if (target[0] == NOBODY)
        {
            return new Fate(Stage.UNREACHABLE, null, 0);
        }
        ear.node = target[0];
        await(deadlineNs - System.nanoTime(), () -> isLost || isRefused() || height > 0 || isAccepted && !isFinal);
        return new Fate(stage(), verdict, height);
    }

    @Override
    public void close()
    {
        client.close();
    }

    private Stage stage()
    {
        if (height > 0)
        {
            return Stage.FINAL;
        }
        if (isRefused())
        {
            return Stage.REFUSED;
        }
        return isAccepted ? Stage.ACCEPTED : isLost ? Stage.UNREACHABLE : Stage.PENDING;
    }

    private boolean isRefused()
    {
        return verdict != null && verdict != Verdict.ADMITTED;
    }

    private int node()
    {
        for (int i = 0; i < client.nodes(); i++)
        {
            if (client.isConnected(i))
            {
                return i;
            }
        }
        return NOBODY;
    }

    private boolean await(final long timeoutNs, final BooleanSupplier condition)
    {
        final long startNs = System.nanoTime();
        while (!condition.getAsBoolean())
        {
            if (System.nanoTime() - startNs > timeoutNs)
            {
                return false;
            }
            if (client.poll(ear, System.nanoTime()) == 0)
            {
                LockSupport.parkNanos(PARK_NS);
            }
        }
        return true;
    }

    /** What the nodes say. */
    private final class Ear implements ClientListener
    {
        private int node = NOBODY;

        @Override
        public void onVerdict(
            final int from, final long of, final Verdict said, final long requiredFee, final DirectBuffer txid,
            final int txidOffset)
        {
            // One that is told twice is on its way: what becomes of it is told as well.
            if (of == reference && said != Verdict.KNOWN)
            {
                verdict = said;
            }
        }

        @Override
        public void onOutcome(
            final int from, final long of, final Verdict outcome, final DirectBuffer txid, final int txidOffset)
        {
            if (of == reference)
            {
                verdict = outcome;
                isAccepted = outcome == Verdict.ADMITTED;
            }
        }

        @Override
        public void onConfirmed(
            final int from, final long of, final long ofBlock, final DirectBuffer txid, final int txidOffset)
        {
            if (of == reference)
            {
                height = ofBlock;
            }
        }

        @Override
        public void onPlace(final int from, final DirectBuffer identity, final int offset, final int said)
        {
            place = Math.max(place, said);
            unanswered--;
        }

        @Override
        public void onRefused(final int from, final RefusalReason reason)
        {
            refusal = reason;
        }

        @Override
        public void onDisconnected(final int from)
        {
            isLost |= from == node;
        }
    }
}
