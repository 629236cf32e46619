package io.timecoin.crypto.ed25519;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** 64-bit words of byte arrays. */
final class LittleEndian
{
    private static final VarHandle LONGS =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private LittleEndian()
    {
    }

    static long getLong(final byte[] bytes, final int offset)
    {
        return (long)LONGS.get(bytes, offset);
    }

    static void putLong(final byte[] bytes, final int offset, final long value)
    {
        LONGS.set(bytes, offset, value);
    }
}
