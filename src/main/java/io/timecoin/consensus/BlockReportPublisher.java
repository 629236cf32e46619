package io.timecoin.consensus;

import io.timecoin.consensus.avalanche.BlockReports;
import io.timecoin.consensus.avalanche.BlockVerdict;
import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.BlockOrderSlot;
import io.timecoin.pipeline.BlockReportSlot;
import io.timecoin.pipeline.PayloadRing;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.nio.ByteOrder;

/** Puts acceptance's answers on the ring {@code block_reports}, with the ids of what they name. */
final class BlockReportPublisher implements BlockReports
{
    private final PayloadRing<BlockReportSlot> ring;
    private final TransactionTable table;

    BlockReportPublisher(final PayloadRing<BlockReportSlot> ring, final TransactionTable table)
    {
        this.ring = ring;
        this.table = table;
    }

    @Override
    public boolean composed(
        final long ticket, final int part, final boolean isLast, final int count, final int[] handles)
    {
        final BlockReportSlot slot = claim(BlockReportSlot.Kind.COMPOSED, count);
        if (slot == null)
        {
            return false;
        }
        slot.ticket = ticket;
        put(slot, part, isLast, handles);
        ring.publish();
        return true;
    }

    @Override
    public boolean checked(final long ticket, final BlockVerdict verdict)
    {
        final BlockReportSlot slot = claim(BlockReportSlot.Kind.CHECKED, 0);
        if (slot == null)
        {
            return false;
        }
        slot.ticket = ticket;
        slot.verdict = verdict.code();
        ring.publish();
        return true;
    }

    @Override
    public boolean applied(
        final long height,
        final int part,
        final boolean isLast,
        final long fees,
        final int count,
        final int[] handles)
    {
        final BlockReportSlot slot = claim(BlockReportSlot.Kind.APPLIED, count);
        if (slot == null)
        {
            return false;
        }
        slot.height = height;
        slot.amount = fees;
        put(slot, part, isLast, handles);
        ring.publish();
        return true;
    }

    @Override
    public boolean contradicted(final long height, final DirectBuffer txids, final int offset)
    {
        final BlockReportSlot slot = claim(BlockReportSlot.Kind.CONTRADICTED, 1);
        if (slot == null)
        {
            return false;
        }
        slot.height = height;
        ring.payloads().putBytes(slot.idOffset(0), txids, offset, BlockOrderSlot.ID_LENGTH);
        ring.publish();
        return true;
    }

    @Override
    public boolean pending(final int unlisted, final boolean isContested)
    {
        final BlockReportSlot slot = claim(BlockReportSlot.Kind.PENDING, 0);
        if (slot == null)
        {
            return false;
        }
        slot.count = unlisted;
        slot.isContested = isContested;
        ring.publish();
        return true;
    }

    private BlockReportSlot claim(final BlockReportSlot.Kind kind, final int count)
    {
        final BlockReportSlot slot = ring.claim(BlockReportSlot.recordLength(count));
        if (slot != null)
        {
            slot.kind = kind;
            slot.count = count;
        }
        return slot;
    }

    private void put(final BlockReportSlot slot, final int part, final boolean isLast, final int[] handles)
    {
        slot.part = part;
        slot.isLast = isLast;
        final MutableDirectBuffer payloads = ring.payloads();
        for (int i = 0; i < slot.count; i++)
        {
            payloads.putBytes(
                slot.idOffset(i), table.ids(), table.txidOffset(handles[i]), BlockOrderSlot.ID_LENGTH);
            payloads.putInt(slot.handleOffset(i), handles[i], ByteOrder.LITTLE_ENDIAN);
        }
    }
}
