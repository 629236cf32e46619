package io.timecoin.capture;

import org.agrona.DirectBuffer;

/** Where a recorder puts its records. It takes a record at once or refuses it, and never waits. */
public interface CaptureSink
{
    /**
     * Offers one record, in two pieces that belong together.
     *
     * @param head       buffer with the first piece.
     * @param headLength bytes of it, from offset 0.
     * @param tail       buffer with the second piece.
     * @param tailOffset where it begins.
     * @param tailLength bytes of it, 0 if there is none.
     * @return false if there is no room now; the record is lost then unless it is offered again.
     */
    boolean offer(DirectBuffer head, int headLength, DirectBuffer tail, int tailOffset, int tailLength);

    /**
     * Whether it may ever take another record.
     *
     * @return false once it is full or broken: it then refuses everything.
     */
    boolean isOpen();

    /**
     * Bytes taken so far, with whatever the sink puts around a record.
     *
     * @return a position.
     */
    long position();
}
