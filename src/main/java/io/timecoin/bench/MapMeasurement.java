package io.timecoin.bench;

import io.timecoin.crypto.Sha256;
import io.timecoin.utxo.UtxoEntry;
import io.timecoin.utxo.UtxoView;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.file.Path;
import java.util.List;

/** What the mapped set takes for one operation, without the memory over it. */
final class MapMeasurement implements Measurement
{
    private static final int ROUND = 1_000;
    private static final int THOUSAND = 1_000;
    private static final int MILLION = 1_000_000;

    private enum Operation
    {
        GET("get", "looking an output up"),
        ABSENT("absent", "looking for an output that is not there"),
        PAYMENT("payment", "committing a payment with 1 input and 2 outputs");

        private final String word;
        private final String what;

        Operation(final String word, final String what)
        {
            this.word = word;
            this.what = what;
        }
    }

    private final MapFixture fixture;
    private final Operation operation;
    private final List<Figure> figures;
    private final UtxoEntry entry = new UtxoEntry();
    private final UnsafeBuffer spent = new UnsafeBuffer(new byte[ROUND * UtxoView.OUTPOINT_LENGTH]);
    private final UnsafeBuffer made = new UnsafeBuffer(new byte[ROUND * Sha256.LENGTH]);
    private long turn;
    private long serial;

    private MapMeasurement(final MapFixture fixture, final Operation operation)
    {
        this.fixture = fixture;
        this.operation = operation;
        final int outputs = fixture.outputs();
        final String size = outputs >= MILLION ? outputs / MILLION + "m" : outputs / THOUSAND + "k";
        figures = List.of(new Figure("map." + size + "." + operation.word,
            operation.what + ", mapped set of " + outputs + " outputs, CPU time of one thread", Unit.NS,
            Yardstick.NAME));
    }

    /** All operations over one set. */
    static List<Measurement> of(final Path parent, final int outputs)
    {
        final MapFixture fixture = new MapFixture(parent, outputs);
        return List.of(new MapMeasurement(fixture, Operation.GET), new MapMeasurement(fixture, Operation.ABSENT),
            new MapMeasurement(fixture, Operation.PAYMENT));
    }

    @Override
    public List<Figure> figures()
    {
        return figures;
    }

    @Override
    public void prepare()
    {
        fixture.open();
    }

    @Override
    public double[] run(final long budgetNs)
    {
        final long endNs = System.nanoTime() + budgetNs;
        long busyNs = 0;
        long rounds = 0;
        do
        {
            choose();
            final long startNs = CpuTime.ns();
            if (operation == Operation.PAYMENT)
            {
                pay();
            }
            else
            {
                look();
            }
            busyNs += CpuTime.ns() - startNs;
            rounds++;
            if (operation == Operation.PAYMENT)
            {
                payBack();
            }
        }
        while (System.nanoTime() - endNs < 0);
        return new double[]{ (double)busyNs / (rounds * ROUND) };
    }

    @Override
    public void close()
    {
        fixture.close();
    }

    private void choose()
    {
        // A step that shares no divisor with the number of outputs meets none of them twice in a round.
        final long first = fixture.somewhere(turn++);
        final long step = fixture.outputs() / ROUND + 1;
        final long absent = operation == Operation.ABSENT ? fixture.outputs() : 0;
        for (int i = 0; i < ROUND; i++)
        {
            MapFixture.txid(absent + (first + i * step) % fixture.outputs(), spent, i * UtxoView.OUTPOINT_LENGTH);
            MapFixture.txid(2L * fixture.outputs() + serial++, made, i * Sha256.LENGTH);
        }
    }

    private void look()
    {
        final UtxoView view = fixture.open();
        final boolean isThere = operation == Operation.GET;
        for (int i = 0; i < ROUND; i++)
        {
            if (view.get(spent, i * UtxoView.OUTPOINT_LENGTH, entry) != isThere)
            {
                throw new BenchException(BenchException.Kind.WRONG, "the set of unspent outputs does not hold what " +
                    "was put in", "", "do not use this build; report it");
            }
        }
    }

    private void pay()
    {
        for (int i = 0; i < ROUND; i++)
        {
            fixture.pay(spent, i * UtxoView.OUTPOINT_LENGTH, made, i * Sha256.LENGTH);
        }
    }

    private void payBack()
    {
        for (int i = 0; i < ROUND; i++)
        {
            fixture.payBack(spent, i * UtxoView.OUTPOINT_LENGTH, made, i * Sha256.LENGTH);
        }
    }
}
