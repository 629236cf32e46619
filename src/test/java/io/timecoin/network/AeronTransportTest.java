package io.timecoin.network;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AeronTransportTest
{
    private static final String ANY_PORT = "127.0.0.1:0";
    /** Long enough for a machine that has other work: what comes, comes in milliseconds. */
    private static final long DEADLINE_NS = TimeUnit.MINUTES.toNanos(3);

    @TempDir
    private static Path folder;
    private static EmbeddedDriver driver;
    private static volatile Throwable halted;

    private final List<AeronTransport> transports = new ArrayList<>();

    @BeforeAll
    static void launch()
    {
        driver = EmbeddedDriver.launch(DriverSettings.shared(), folder, cause -> halted = cause);
    }

    @AfterAll
    static void close()
    {
        driver.close();
        assertThat(halted).isNull();
    }

    @AfterEach
    void closeTransports()
    {
        transports.forEach(AeronTransport::close);
    }

    private AeronTransport transport(final AeronSettings settings, final String endpoint)
    {
        final AeronTransport transport = new AeronTransport(driver, settings, endpoint);
        transports.add(transport);
        return transport;
    }

    private AeronTransport transport()
    {
        return transport(AeronSettings.standard(), ANY_PORT);
    }

    @Test
    void shouldCarryFramesOfAllSizesInOrderOnAllStreams()
    {
        final AeronTransport here = transport();
        final AeronTransport there = transport();
        for (final int stream : new int[]{Transport.CONTROL, Transport.BULK})
        {
            final int link = connected(here, there, stream);
            final Recorder recorder = new Recorder();
            final int max = here.maxFrameLength(stream);
            final int[] sizes = {1, 2, 31, 32, 33, 1_376, 1_377, 8_160, 8_161, max / 2, max - 1, max};
            for (final int size : sizes)
            {
                final byte[] frame = Frames.filled(Math.min(size, max), size);
                await(() -> here.send(link, new UnsafeBuffer(frame), 0, frame.length) == Transport.Sent.OK);
                await(() ->
                {
                    there.doWork(0);
                    there.poll(stream, recorder, 100);
                    return !recorder.frames.isEmpty();
                });
                assertThat(recorder.frames).hasSize(1);
                assertThat(recorder.frames.remove(0)).isEqualTo(frame);
            }
            assertThat(recorder.streams).containsOnly(stream);
        }
    }

    @Test
    void shouldShowAFrameAgainThatTheReceiverLeft()
    {
        final AeronTransport here = transport();
        final AeronTransport there = transport();
        final int link = connected(here, there, Transport.BULK);
        final int[] sizes = {10, 40_000, 20};
        for (final int size : sizes)
        {
            final byte[] frame = Frames.filled(size, size);
            await(() -> here.send(link, new UnsafeBuffer(frame), 0, frame.length) == Transport.Sent.OK);
        }
        final Recorder recorder = new Recorder();
        final int[] offered = new int[1];
        await(() ->
        {
            there.doWork(0);
            // Takes each frame only when it is shown for the third time.
            recorder.takes = () -> ++offered[0] % 3 == 0;
            there.poll(Transport.BULK, recorder, 100);
            return recorder.frames.size() == sizes.length;
        });
        assertThat(recorder.frames).extracting(frame -> frame.length).containsExactly(10, 40_000, 20);
        assertThat(offered[0]).isEqualTo(9);
    }

    @Test
    void shouldThrowWhatTheReceiverThrows()
    {
        final AeronTransport here = transport();
        final AeronTransport there = transport();
        final int link = connected(here, there, Transport.CONTROL);
        await(() -> here.send(link, new UnsafeBuffer(new byte[9]), 0, 9) == Transport.Sent.OK);
        final Recorder recorder = new Recorder();
        recorder.takes = () ->
        {
            throw new IllegalStateException("our own fault");
        };
        assertThatThrownBy(() -> await(() ->
        {
            there.doWork(0);
            there.poll(Transport.CONTROL, recorder, 100);
            return false;
        })).hasMessage("our own fault");
    }

    @Test
    void shouldAnswerLaterToASenderWhoseReceiverDoesNotRead()
    {
        final AeronTransport here = transport();
        final AeronTransport there = transport();
        final int bulk = connected(here, there, Transport.BULK);
        final int control = connected(here, there, Transport.CONTROL);
        final byte[] frame = Frames.filled(100_000, 1);
        await(() -> here.send(bulk, new UnsafeBuffer(frame), 0, frame.length) == Transport.Sent.LATER);
        // The other stream of the same receiver is as free as before.
        final Recorder recorder = new Recorder();
        for (int i = 1; i <= 200; i++)
        {
            final int expected = i;
            await(() -> here.send(control, new UnsafeBuffer(new byte[1_000]), 0, 1_000) == Transport.Sent.OK);
            await(() ->
            {
                there.doWork(0);
                there.poll(Transport.CONTROL, recorder, 100);
                return recorder.frames.size() == expected;
            });
        }
        await(() ->
        {
            there.poll(Transport.BULK, new Recorder(), 100);
            return here.send(bulk, new UnsafeBuffer(frame), 0, frame.length) == Transport.Sent.OK;
        });
    }

    @Test
    void shouldTellWhenASourceHasGone()
    {
        final AeronTransport here = transport();
        final AeronTransport there = transport();
        final int link = connected(here, there, Transport.BULK);
        final Recorder recorder = new Recorder();
        await(() -> here.send(link, new UnsafeBuffer(new byte[9]), 0, 9) == Transport.Sent.OK);
        here.close(link);
        await(() ->
        {
            there.doWork(0);
            there.poll(Transport.BULK, recorder, 100);
            return recorder.closed.size() == 1;
        });
        assertThat(recorder.frames).hasSize(1);
        assertThat(recorder.sources).containsAll(recorder.closed);
    }

    @Test
    void shouldSendLaterWhileNobodyListensAndClosedIfNobodyCan()
    {
        final AeronTransport here = transport();
        final int nobody = here.open("127.0.0.1:9", Transport.CONTROL);
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[9]);
        for (int i = 0; i < 1_000; i++)
        {
            assertThat(here.send(nobody, frame, 0, 9)).isEqualTo(Transport.Sent.LATER);
            assertThat(here.isConnected(nobody)).isFalse();
        }
        here.close(nobody);
        final int unknown = here.open("no-such-host.invalid:9", Transport.CONTROL);
        await(() -> here.send(unknown, frame, 0, 9) == Transport.Sent.CLOSED);
        here.close(unknown);
        assertThat(here.open("127.0.0.1:9", Transport.BULK)).as("numbers are used again").isEqualTo(nobody);
    }

    @Test
    void shouldListenToNoMoreSourcesThanAllowed()
    {
        final AeronTransport there = transport(AeronSettings.standard().withMaxSourcesPerStream(2), ANY_PORT);
        final AeronTransport here = transport();
        final List<Integer> links = new ArrayList<>();
        for (int i = 0; i < 4; i++)
        {
            links.add(connected(here, there, Transport.CONTROL));
        }
        final Recorder recorder = new Recorder();
        for (final int link : links)
        {
            await(() -> here.send(link, new UnsafeBuffer(new byte[9]), 0, 9) == Transport.Sent.OK);
        }
        await(() ->
        {
            there.doWork(0);
            there.poll(Transport.CONTROL, recorder, 100);
            return recorder.frames.size() == 2 && there.sourcesIgnored() == 2;
        });
        there.refuse(recorder.sources.get(0));
        for (final int link : links)
        {
            await(() -> here.send(link, new UnsafeBuffer(new byte[9]), 0, 9) == Transport.Sent.OK);
        }
        await(() ->
        {
            there.poll(Transport.CONTROL, recorder, 100);
            return recorder.frames.size() == 3;
        });
    }

    @Test
    void shouldSayThatAPortIsInUse() throws Exception
    {
        final AeronTransport here = transport();
        assertThatThrownBy(() -> transport(AeronSettings.standard(), here.endpoint()))
            .isInstanceOfSatisfying(NetworkException.class,
                e -> assertThat(e.fault()).isEqualTo(NetworkException.Fault.PORT_IN_USE));
        try (DatagramSocket other = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
        {
            final String taken = "127.0.0.1:" + other.getLocalPort();
            assertThatThrownBy(() -> transport(AeronSettings.standard(), taken))
                .isInstanceOfSatisfying(NetworkException.class,
                    e -> assertThat(e.fault()).isEqualTo(NetworkException.Fault.PORT_IN_USE))
                .hasMessageContaining(taken);
        }
        final String endpoint = here.endpoint();
        here.close();
        transports.remove(here);
        await(() ->
        {
            try
            {
                transport(AeronSettings.standard(), endpoint);
                return true;
            }
            catch (final NetworkException e)
            {
                return false;
            }
        });
    }

    @Test
    void shouldSayThatAnAddressIsBad()
    {
        for (final String bad : new String[]{"", "127.0.0.1", "127.0.0.1:1|x=y"})
        {
            assertThatThrownBy(() -> transport(AeronSettings.standard(), bad))
                .isInstanceOfSatisfying(NetworkException.class,
                    e -> assertThat(e.fault()).isEqualTo(NetworkException.Fault.BAD_ENDPOINT));
        }
        for (final String bad : new String[]{"192.0.2.1:4000", "no-such-host.invalid:4000"})
        {
            assertThatThrownBy(() -> transport(AeronSettings.standard(), bad))
                .isInstanceOfSatisfying(NetworkException.class,
                    e -> assertThat(e.fault()).isEqualTo(NetworkException.Fault.BAD_ADDRESS));
        }
    }

    private static int connected(final AeronTransport from, final AeronTransport to, final int stream)
    {
        final int link = from.open(to.endpoint(), stream);
        await(() -> from.isConnected(link));
        return link;
    }

    static void await(final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (!condition.getAsBoolean())
        {
            assertThat(System.nanoTime() - deadlineNs).as("the condition holds in time").isNegative();
            Thread.yield();
        }
    }

    private static final class Recorder implements Transport.FrameHandler
    {
        private final List<byte[]> frames = new ArrayList<>();
        private final List<Integer> streams = new ArrayList<>();
        private final List<Long> sources = new ArrayList<>();
        private final List<Long> closed = new ArrayList<>();
        private BooleanSupplier takes = () -> true;

        @Override
        public boolean onFrame(
            final int stream,
            final long source,
            final org.agrona.DirectBuffer buffer,
            final int offset,
            final int length)
        {
            if (!takes.getAsBoolean())
            {
                return false;
            }
            final byte[] frame = new byte[length];
            buffer.getBytes(offset, frame);
            frames.add(Arrays.copyOf(frame, length));
            streams.add(stream);
            sources.add(source);
            return true;
        }

        @Override
        public void onSourceClosed(final int stream, final long source)
        {
            closed.add(source);
        }
    }
}
