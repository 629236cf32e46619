package io.timecoin.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Sha256Test
{
    @ParameterizedTest
    @ValueSource(ints = { 0, 1, 55, 56, 64, 4095, 4096, 4097, 8192, 40_990, 65_536 })
    void shouldHashBuffersOfEveryLength(final int length) throws NoSuchAlgorithmException
    {
        final byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        final byte[] expected = MessageDigest.getInstance("SHA-256").digest(bytes);
        final UnsafeBuffer direct = new UnsafeBuffer(ByteBuffer.allocateDirect(length + 5));
        direct.putBytes(3, bytes);
        final Sha256 sha256 = new Sha256();
        final UnsafeBuffer out = new UnsafeBuffer(new byte[40]);
        sha256.add(direct, 3, length).finish(out, 7);
        assertThat(Arrays.copyOfRange(out.byteArray(), 7, 39)).isEqualTo(expected);
        sha256.add(bytes, 0, length / 2).add(bytes, length / 2, length - length / 2).finish(out, 0, 20);
        assertThat(Arrays.copyOf(out.byteArray(), 20)).isEqualTo(Arrays.copyOf(expected, 20));
        assertThat(Sha256.of(bytes)).isEqualTo(expected);
    }

    @Test
    void shouldKnowThePublishedHashOfAbc()
    {
        assertThat(HexFormat.of().formatHex(Sha256.of(Sha256.tag("a"), Sha256.tag("bc"))))
            .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThatThrownBy(() -> new Sha256().finish(new byte[31], 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
