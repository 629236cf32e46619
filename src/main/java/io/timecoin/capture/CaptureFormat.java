package io.timecoin.capture;

import io.timecoin.wire.CaptureBlockDecoder;
import io.timecoin.wire.CaptureTransactionDecoder;
import io.timecoin.wire.MessageHeaderDecoder;

import java.io.IOException;
import java.io.InputStream;

/** Numbers of the file format; the layouts are in the schema, messages 40 to 50. */
final class CaptureFormat
{
    /** "TIMETCAP", little endian. */
    static final long MAGIC = 0x50414354_454D4954L;
    static final int VERSION = 1;
    static final int SCHEMA_VERSION = CaptureBlockDecoder.SCHEMA_VERSION;

    static final int HEADER_BLOCK = 0;
    static final int SCHEMA_BLOCK = 1;
    static final int GENESIS_BLOCK = 2;
    static final int OUTPUTS_BLOCK = 3;
    static final int STREAM_BLOCK = 4;
    static final int END_BLOCK = 5;

    static final int MESSAGE_HEADER_LENGTH = MessageHeaderDecoder.ENCODED_LENGTH;
    static final int BLOCK_HEADER_LENGTH = MESSAGE_HEADER_LENGTH + CaptureBlockDecoder.BLOCK_LENGTH;
    /** Before each record stands its length, as 32 bits. */
    static final int LENGTH_FIELD = Integer.BYTES;
    /** Before bytes of variable length stands how many they are, as 32 bits. */
    static final int DATA_HEADER_LENGTH = CaptureTransactionDecoder.transactionHeaderLength();
    /** What a writer puts into a block at most, unless one record is larger. */
    static final int FULL_PAYLOAD = 1 << 20;
    /** A genesis and a schema are one record each, of a few MiB at most. */
    static final int MAX_PAYLOAD = 1 << 24;

    static final long NO_SEQUENCE = -1;

    private static final String IR_RESOURCE = "timecoin.sbeir";

    private CaptureFormat()
    {
    }

    /** The serialized schema of this build. */
    static byte[] schemaIr()
    {
        try (InputStream in = CaptureFormat.class.getResourceAsStream(IR_RESOURCE))
        {
            if (in == null)
            {
                throw new IllegalStateException("the build has not packed " + IR_RESOURCE);
            }
            return in.readAllBytes();
        }
        catch (final IOException ex)
        {
            throw new IllegalStateException("cannot read " + IR_RESOURCE + " of this build", ex);
        }
    }
}
