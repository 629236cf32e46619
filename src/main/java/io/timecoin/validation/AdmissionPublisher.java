package io.timecoin.validation;

import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.AdmissionSlot;
import io.timecoin.pipeline.SlotRing;
import org.agrona.DirectBuffer;

/** Puts what validation admits on its ring, stamped with slot and slot time. The stage has made sure of the space. */
public final class AdmissionPublisher implements Admissions
{
    private final SlotRing<AdmissionSlot> ring;
    private long timeNs;
    private long sequence;

    /**
     * A publisher that knows no slot yet.
     *
     * @param ring of which validation is the producer.
     */
    public AdmissionPublisher(final SlotRing<AdmissionSlot> ring)
    {
        this.ring = ring;
    }

    /**
     * Says which slot is the cause of what is told from now on.
     *
     * @param slotTimeNs   its time.
     * @param slotSequence its sequence.
     */
    public void slot(final long slotTimeNs, final long slotSequence)
    {
        timeNs = slotTimeNs;
        sequence = slotSequence;
    }

    @Override
    public void admit(final int handle)
    {
        publish(AdmissionSlot.Kind.ADMIT, handle);
    }

    @Override
    public void conflict(final int handle, final int[] rivals, final int count)
    {
        final AdmissionSlot slot = claim(AdmissionSlot.Kind.CONFLICT);
        slot.handle = handle;
        slot.count = count;
        System.arraycopy(rivals, 0, slot.handles, 0, count);
        ring.publish();
    }

    @Override
    public void batch(
        final int peer, final byte[] name, final int count, final int[] members, final long ready, final long invalid)
    {
        final AdmissionSlot slot = claim(AdmissionSlot.Kind.BATCH);
        slot.peer = peer;
        slot.count = count;
        slot.ready = ready;
        slot.invalid = invalid;
        System.arraycopy(name, 0, slot.name, 0, slot.name.length);
        System.arraycopy(members, 0, slot.handles, 0, count);
        ring.publish();
    }

    @Override
    public void overruled(final DirectBuffer txid, final int offset, final int[] accepted, final int count)
    {
        final AdmissionSlot slot = claim(AdmissionSlot.Kind.OVERRULED);
        slot.handle = TransactionTable.NULL_HANDLE;
        slot.count = count;
        txid.getBytes(offset, slot.name);
        System.arraycopy(accepted, 0, slot.handles, 0, count);
        ring.publish();
    }

    @Override
    public void ready(final int handle)
    {
        publish(AdmissionSlot.Kind.READY, handle);
    }

    @Override
    public void evict(final int handle)
    {
        publish(AdmissionSlot.Kind.EVICT, handle);
    }

    @Override
    public void expire(final int handle)
    {
        publish(AdmissionSlot.Kind.EXPIRE, handle);
    }

    @Override
    public void abandon(final int handle)
    {
        publish(AdmissionSlot.Kind.ABANDON, handle);
    }

    private void publish(final AdmissionSlot.Kind kind, final int handle)
    {
        claim(kind).handle = handle;
        ring.publish();
    }

    private AdmissionSlot claim(final AdmissionSlot.Kind kind)
    {
        final AdmissionSlot slot = ring.claim();
        slot.kind = kind;
        slot.stampNs = timeNs;
        slot.sequence = sequence;
        return slot;
    }
}
