package io.timecoin.capture;

import org.agrona.DirectBuffer;

/**
 * Goes through the stream of a capture without knowing what its records are: for a {@link SchemaDecoder} of the file's
 * own schema. For one thread.
 */
public final class CaptureRecords implements AutoCloseable
{
    private final RecordReader records;

    CaptureRecords(final RecordReader records)
    {
        this.records = records;
    }

    /**
     * Goes to the next record.
     *
     * @return false behind the last record of a whole capture.
     * @throws CaptureException where the capture cannot be read further.
     */
    public boolean next() throws CaptureException
    {
        return records.next(CaptureFormat.STREAM_BLOCK);
    }

    /**
     * Where the record lies.
     *
     * @return the mapped file.
     */
    public DirectBuffer buffer()
    {
        return records.buffer();
    }

    /**
     * Where the record begins, with its message header.
     *
     * @return offset in the buffer.
     */
    public int offset()
    {
        return records.recordOffset();
    }

    /**
     * Bytes of the record, its message header included.
     *
     * @return at least those of the header.
     */
    public int length()
    {
        return records.recordLength();
    }

    @Override
    public void close()
    {
        records.close();
    }
}
