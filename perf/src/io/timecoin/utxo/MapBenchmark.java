package io.timecoin.utxo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.timecoin.crypto.Sha256;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The mapped set alone, without the memory over it and without the checks of a commit. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MapBenchmark
{
    private static final double FILL = 0.8;
    private static final int TXID_WORDS = 4;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;
    private static final int SPREAD_SHIFT = 31;

    /** Set by JMH: unspent outputs in the map, which is full to 80 %. */
    @Param({ "1000000" })
    public int outputs;

    private final UnsafeBuffer outpoint = new UnsafeBuffer(new byte[UtxoView.OUTPOINT_LENGTH]);
    private final UtxoEntry entry = new UtxoEntry();
    private Path folder;
    private ChronicleUtxoStore store;
    private long next;

    /**
     * Fills the map.
     *
     * @throws IOException if there is no temporary folder.
     */
    @Setup
    public void setUp() throws IOException
    {
        folder = Files.createTempDirectory("timecoin-perf-");
        store = ChronicleUtxoStore.createScratch(
            folder.resolve("set"), Sha256.of(Sha256.tag("timecoin/perf")), (long)(outputs / FILL));
        for (long i = 0; i < outputs; i++)
        {
            point(i);
            store.insert(outpoint, 0, entry);
        }
    }

    /** Removes the map. */
    @TearDown
    public void tearDown()
    {
        store.close();
        IoUtil.delete(folder.toFile(), false);
    }

    /**
     * Looks an output up.
     *
     * @return true.
     */
    @Benchmark
    public boolean get()
    {
        point(somewhere());
        return store.get(outpoint, 0, entry);
    }

    /**
     * Looks for an output that is not there.
     *
     * @return false.
     */
    @Benchmark
    public boolean getAbsent()
    {
        point(outputs + somewhere());
        return store.get(outpoint, 0, entry);
    }

    /** Takes an output out and puts it in again. */
    @Benchmark
    public void removeAndPut()
    {
        point(somewhere());
        store.delete(outpoint, 0);
        store.insert(outpoint, 0, entry);
    }

    private long somewhere()
    {
        final long mixed = next++ * MIX;
        return Long.remainderUnsigned(mixed ^ mixed >>> SPREAD_SHIFT, outputs);
    }

    private void point(final long index)
    {
        for (int i = 0; i < TXID_WORDS; i++)
        {
            final long mixed = (index * TXID_WORDS + i + 1) * MIX;
            outpoint.putLong(i * Long.BYTES, (mixed ^ mixed >>> SPREAD_SHIFT) * MIX);
        }
    }
}
