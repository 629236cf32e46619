package io.timecoin.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import static io.timecoin.pipeline.RingName.ADMISSIONS;
import static io.timecoin.pipeline.RingName.BALLOTS;
import static io.timecoin.pipeline.RingName.BLOCKS_EGRESS;
import static io.timecoin.pipeline.RingName.BLOCK_ORDERS;
import static io.timecoin.pipeline.RingName.BLOCK_REPORTS;
import static io.timecoin.pipeline.RingName.CONSENSUS_EGRESS;
import static io.timecoin.pipeline.RingName.CONTROL;
import static io.timecoin.pipeline.RingName.DECISIONS;
import static io.timecoin.pipeline.RingName.INGRESS_EGRESS;
import static io.timecoin.pipeline.RingName.TRANSACTIONS;
import static io.timecoin.pipeline.RingName.UTXO_EGRESS;
import static io.timecoin.pipeline.RingName.VALIDATION_EGRESS;
import static io.timecoin.pipeline.Stage.BLOCKS;
import static io.timecoin.pipeline.Stage.CAPTURE;
import static io.timecoin.pipeline.Stage.CONSENSUS;
import static io.timecoin.pipeline.Stage.EGRESS;
import static io.timecoin.pipeline.Stage.INGRESS;
import static io.timecoin.pipeline.Stage.UTXO;
import static io.timecoin.pipeline.Stage.VALIDATION;
import static io.timecoin.pipeline.Stage.VERIFY;

/**
 * The pipeline as a table. {@link Rings} refuses any connection that is not in it, and a test refuses an entry without
 * one.
 * <p>
 * Each row: stage; the rings that it reads, each after the stages that must be done with a slot first; the rings that
 * it writes; its access to the UTXO set. The network is read by ingress and written by egress.
 */
public final class Topology
{
    private static final List<Row> TABLE = List.of(
        row(INGRESS, reads(), writes(TRANSACTIONS, CONTROL, INGRESS_EGRESS, BALLOTS), UtxoAccess.NONE),
        row(VERIFY, reads(TRANSACTIONS.after()), writes(), UtxoAccess.NONE),
        // Looks on, and only while there is a recording: what a transaction is called must not go before it has looked.
        // Whoever follows it looks at its position last, see RingTap.attach.
        row(CAPTURE, reads(TRANSACTIONS.after(), CONTROL.after(), DECISIONS.after()), writes(), UtxoAccess.NONE),
        row(VALIDATION, reads(DECISIONS.after(UTXO, CAPTURE), TRANSACTIONS.after(VERIFY)),
            writes(ADMISSIONS, VALIDATION_EGRESS), UtxoAccess.VIEW),
        row(CONSENSUS, reads(CONTROL.after(), ADMISSIONS.after(), BLOCK_ORDERS.after()),
            writes(DECISIONS, CONSENSUS_EGRESS, BLOCK_REPORTS), UtxoAccess.NONE),
        // The journal's place: it will read decisions first, and utxo after it.
        row(UTXO, reads(DECISIONS.after()), writes(UTXO_EGRESS), UtxoAccess.STORE),
        // All that is slow about blocks: it forces votes to disk, signs, hashes and stores. Nobody waits for it.
        row(BLOCKS, reads(BALLOTS.after(), BLOCK_REPORTS.after()), writes(BLOCK_ORDERS, BLOCKS_EGRESS),
            UtxoAccess.NONE),
        row(EGRESS, reads(CONSENSUS_EGRESS.after(), BLOCKS_EGRESS.after(), VALIDATION_EGRESS.after(),
            UTXO_EGRESS.after(), INGRESS_EGRESS.after()), writes(), UtxoAccess.NONE));

    /**
     * A ring that a stage reads.
     *
     * @param ring  the ring.
     * @param after the stages that must be done with a slot first, in the order in which their positions are looked at:
     *              optional ones, which read by a {@link RingTap}, last.
     */
    public record Read(RingName ring, List<Stage> after)
    {
        /** Refuses an order in which a tap that attaches could be passed by; why, see {@link RingTap#attach}. */
        public Read
        {
            for (int i = 1; i < after.size(); i++)
            {
                if (after.get(i - 1).isOptional() && !after.get(i).isOptional())
                {
                    throw new IllegalArgumentException(
                        after.get(i - 1).label() + " must come behind " + after.get(i).label());
                }
            }
        }
    }

    /**
     * One stage.
     *
     * @param stage  the stage.
     * @param reads  in the order in which it polls them.
     * @param writes rings of which it is the only producer.
     * @param utxo   its access to the UTXO set.
     */
    public record Row(Stage stage, List<Read> reads, List<RingName> writes, UtxoAccess utxo)
    {
    }

    private Topology()
    {
    }

    /**
     * The whole table.
     *
     * @return one row a stage, in the order of {@link Stage}.
     */
    public static List<Row> table()
    {
        return TABLE;
    }

    /**
     * The row of one stage.
     *
     * @param stage any stage.
     * @return its row.
     */
    public static Row row(final Stage stage)
    {
        return TABLE.get(stage.ordinal());
    }

    /**
     * The agents of a node, in the order in which one thread runs them: one a stage, but several to verify.
     *
     * @param verifyWorkers number of agents that verify signatures, at least 1.
     * @return names that threads, counters and tuning profiles use.
     */
    public static List<String> agentNames(final int verifyWorkers)
    {
        return agentNames(verifyWorkers, Stage::label);
    }

    /**
     * The agents of a replay, in the same order.
     *
     * @param verifyWorkers number of agents that verify signatures, at least 1.
     * @return names that threads and tuning profiles use.
     */
    public static List<String> replayAgentNames(final int verifyWorkers)
    {
        return agentNames(verifyWorkers, Stage::replayLabel);
    }

    /**
     * The name of one of the agents that verify signatures.
     *
     * @param worker index, from 0.
     * @return its name.
     */
    public static String verifyAgentName(final int worker)
    {
        return VERIFY.label() + "-" + worker;
    }

    private static List<String> agentNames(final int verifyWorkers, final Function<Stage, String> label)
    {
        final List<String> names = new ArrayList<>();
        for (final Row row : TABLE)
        {
            if (row.stage() == VERIFY)
            {
                for (int i = 0; i < verifyWorkers; i++)
                {
                    names.add(verifyAgentName(i));
                }
            }
            else if (label.apply(row.stage()) != null)
            {
                names.add(label.apply(row.stage()));
            }
        }
        return names;
    }

    static Read read(final Stage stage, final RingName ring)
    {
        for (final Read read : row(stage).reads())
        {
            if (read.ring() == ring)
            {
                return read;
            }
        }
        throw new IllegalArgumentException(stage.label() + " does not read " + ring.label());
    }

    static void checkWrites(final Stage stage, final RingName ring)
    {
        if (!row(stage).writes().contains(ring))
        {
            throw new IllegalArgumentException(stage.label() + " does not write " + ring.label());
        }
    }

    private static Row row(
        final Stage stage, final List<Read> reads, final List<RingName> writes, final UtxoAccess utxo)
    {
        return new Row(stage, reads, writes, utxo);
    }

    private static List<Read> reads(final Read... reads)
    {
        return List.of(reads);
    }

    private static List<RingName> writes(final RingName... rings)
    {
        return List.of(rings);
    }
}
