package io.timecoin.capture;

import io.aeron.archive.checksum.Checksum;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.zip.CRC32C;

/** CRC-32C of what Aeron Archive writes; its own needs a part of the JDK opened that nothing else here needs. */
final class FrameChecksum implements Checksum
{
    private final CRC32C crc = new CRC32C();
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private byte[] copy = new byte[64 * 1024];

    @Override
    public int compute(final long address, final int offset, final int length)
    {
        view.wrap(address + offset, length);
        return compute(view, 0, length);
    }

    /** The same of bytes in a buffer. */
    int compute(final UnsafeBuffer buffer, final int offset, final int length)
    {
        if (copy.length < length)
        {
            copy = new byte[length];
        }
        buffer.getBytes(offset, copy, 0, length);
        crc.reset();
        crc.update(copy, 0, length);
        return (int)crc.getValue();
    }
}
