package io.timecoin.consensus.avalanche;

import io.timecoin.consensus.validators.ValidatorSet;
import io.timecoin.pending.TransactionTable;
import org.agrona.DirectBuffer;

/** Acceptance by polls, for one validator. */
public final class Avalanche
{
    private final AvalancheStats stats = new AvalancheStats();

    public Avalanche(final AvalancheParameters parameters, final ValidatorSet validators, final int self,
        final TransactionTable table, final Outbox outbox, final Decisions decisions, final AcceptanceRule rule,
        final long seed)
    {
    }

    public void acceptanceListener(final AcceptanceListener listener)
    {
    }

    public void onTick(final long nowNs)
    {
    }

    public void onAdmit(final int handle, final long nowNs)
    {
    }

    public void onConflict(final int handle, final int[] rivals, final int count)
    {
    }

    public void onBatch(final int peer, final byte[] name, final int count, final int[] members, final long ready,
        final long invalid, final long nowNs)
    {
    }

    public void onReady(final int handle, final long nowNs)
    {
    }

    public void onEvict(final int handle)
    {
    }

    public void onExpire(final int handle)
    {
    }

    public void onAbandon(final int handle)
    {
    }

    public void onMessage(final int peer, final int templateId, final DirectBuffer buffer, final int offset,
        final int length, final long nowNs)
    {
    }

    public void onPeerConnected(final int peer, final long nowNs)
    {
    }

    public void onPeerDisconnected(final int peer, final long nowNs)
    {
    }

    public int doWork(final long nowNs)
    {
        return 0;
    }

    public AvalancheStats stats()
    {
        return stats;
    }
}
