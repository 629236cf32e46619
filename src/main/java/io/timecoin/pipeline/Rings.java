package io.timecoin.pipeline;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import org.agrona.DirectBuffer;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * All rings of one node, and the only way to connect a stage to one: what {@link Topology} does not list is refused.
 * Readers of one ring are connected in the order in which they read.
 */
public final class Rings
{
    /** Arena bytes a slot of the rings that carry answers to clients: the largest, Verdict, has 58 with its header. */
    public static final int CLIENT_MESSAGE_BYTES = 64;

    private final Identities identities;
    private final PayloadRing<TransactionSlot> transactions;
    private final PayloadRing<ControlSlot> control;
    private final SlotRing<AdmissionSlot> admissions;
    private final SlotRing<DecisionSlot> decisions;
    private final PayloadRing<EgressSlot> ingressEgress;
    private final PayloadRing<EgressSlot> validationEgress;
    private final PayloadRing<EgressSlot> consensusEgress;
    private final PayloadRing<EgressSlot> utxoEgress;
    private final PayloadRing<ControlSlot> ballots;
    private final PayloadRing<BlockOrderSlot> blockOrders;
    private final PayloadRing<BlockReportSlot> blockReports;
    private final PayloadRing<EgressSlot> blocksEgress;
    private final VerifyClaims verifyClaims;
    private final Map<RingName, RingBuffer<?>> buffers = new EnumMap<>(RingName.class);
    private final Map<RingName, Stage> writers = new EnumMap<>(RingName.class);
    private final Map<RingName, Map<Stage, Sequence>> readers = new EnumMap<>(RingName.class);

    /**
     * Makes the rings.
     *
     * @param sizes          slots and bytes.
     * @param validatorCount validators that a set of receivers can name.
     */
    public Rings(final RingSizes sizes, final int validatorCount)
    {
        this(sizes, new Identities(List.of(), validatorCount));
    }

    /**
     * Makes the rings of a node.
     *
     * @param sizes      slots and bytes.
     * @param identities of all validators there may be, which stages share beside the rings.
     */
    public Rings(final RingSizes sizes, final Identities identities)
    {
        this.identities = identities;
        final int validatorCount = identities.capacity();
        transactions = new PayloadRing<>(TransactionSlot::new, sizes.transactions(), sizes.transactionBytes());
        control = new PayloadRing<>(ControlSlot::new, sizes.control(), sizes.controlBytes());
        admissions = new SlotRing<>(AdmissionSlot::new, sizes.admissions());
        decisions = new SlotRing<>(DecisionSlot::new, sizes.decisions());
        ingressEgress = egress(sizes.ingressEgress(), sizes.ingressEgress() * CLIENT_MESSAGE_BYTES, 1);
        validationEgress = egress(sizes.validationEgress(), sizes.validationEgress() * CLIENT_MESSAGE_BYTES, 1);
        consensusEgress = egress(sizes.consensusEgress(), sizes.consensusEgressBytes(), validatorCount);
        utxoEgress = egress(sizes.utxoEgress(), sizes.utxoEgress() * CLIENT_MESSAGE_BYTES, 1);
        final BlockRingSizes blocks = sizes.blocks();
        ballots = new PayloadRing<>(ControlSlot::new, blocks.ballots(), blocks.ballotsBytes());
        blockOrders = new PayloadRing<>(BlockOrderSlot::new, blocks.orders(), blocks.ordersBytes());
        blockReports = new PayloadRing<>(BlockReportSlot::new, blocks.reports(), blocks.reportsBytes());
        blocksEgress = egress(blocks.egress(), blocks.egressBytes(), validatorCount);
        verifyClaims = new VerifyClaims(transactions);
        buffers.put(RingName.TRANSACTIONS, transactions.ring());
        buffers.put(RingName.CONTROL, control.ring());
        buffers.put(RingName.ADMISSIONS, admissions.ring());
        buffers.put(RingName.DECISIONS, decisions.ring());
        buffers.put(RingName.INGRESS_EGRESS, ingressEgress.ring());
        buffers.put(RingName.VALIDATION_EGRESS, validationEgress.ring());
        buffers.put(RingName.CONSENSUS_EGRESS, consensusEgress.ring());
        buffers.put(RingName.UTXO_EGRESS, utxoEgress.ring());
        buffers.put(RingName.BALLOTS, ballots.ring());
        buffers.put(RingName.BLOCK_ORDERS, blockOrders.ring());
        buffers.put(RingName.BLOCK_REPORTS, blockReports.ring());
        buffers.put(RingName.BLOCKS_EGRESS, blocksEgress.ring());
    }

    /**
     * Connects the producer of {@code transactions}.
     *
     * @param writer its stage.
     * @return the ring to claim from.
     */
    public PayloadRing<TransactionSlot> writeTransactions(final Stage writer)
    {
        connectWriter(writer, RingName.TRANSACTIONS);
        return transactions;
    }

    /**
     * Connects the producer of {@code control}.
     *
     * @param writer its stage.
     * @return the ring to claim from.
     */
    public PayloadRing<ControlSlot> writeControl(final Stage writer)
    {
        connectWriter(writer, RingName.CONTROL);
        return control;
    }

    /**
     * Connects the producer of {@code admissions}.
     *
     * @param writer its stage.
     * @return the ring to claim from.
     */
    public SlotRing<AdmissionSlot> writeAdmissions(final Stage writer)
    {
        connectWriter(writer, RingName.ADMISSIONS);
        return admissions;
    }

    /**
     * Connects the producer of {@code decisions}.
     *
     * @param writer its stage.
     * @return the ring to claim from.
     */
    public SlotRing<DecisionSlot> writeDecisions(final Stage writer)
    {
        connectWriter(writer, RingName.DECISIONS);
        return decisions;
    }

    /**
     * Connects the producer of an egress ring.
     *
     * @param writer its stage.
     * @param ring   one of the egress rings.
     * @return the ring to claim from.
     */
    public PayloadRing<EgressSlot> writeEgress(final Stage writer, final RingName ring)
    {
        final PayloadRing<EgressSlot> egress = egress(ring);
        connectWriter(writer, ring);
        return egress;
    }

    /**
     * Connects the producer of {@code ballots}.
     *
     * @param writer its stage.
     * @return the ring to claim from; without a reader there is always space in it.
     */
    public PayloadRing<ControlSlot> writeBallots(final Stage writer)
    {
        connectWriter(writer, RingName.BALLOTS);
        return ballots;
    }

    /**
     * Connects the producer of {@code block_orders}.
     *
     * @param writer its stage.
     * @return the ring to claim from.
     */
    public PayloadRing<BlockOrderSlot> writeBlockOrders(final Stage writer)
    {
        connectWriter(writer, RingName.BLOCK_ORDERS);
        return blockOrders;
    }

    /**
     * Connects the producer of {@code block_reports}.
     *
     * @param writer its stage.
     * @return the ring to claim from.
     */
    public PayloadRing<BlockReportSlot> writeBlockReports(final Stage writer)
    {
        connectWriter(writer, RingName.BLOCK_REPORTS);
        return blockReports;
    }

    /**
     * Connects one more verify worker.
     *
     * @return its own view of the claims that all workers share.
     */
    public VerifyRun readUnverified()
    {
        Topology.read(Stage.VERIFY, RingName.TRANSACTIONS);
        // The workers gate nobody themselves: validation reads only what they have marked.
        readers.computeIfAbsent(RingName.TRANSACTIONS, ring -> new EnumMap<>(Stage.class)).put(Stage.VERIFY, null);
        return new VerifyRun(verifyClaims);
    }

    /**
     * Connects the reader of verified transactions.
     *
     * @param reader its stage.
     * @return reads in the ring's order.
     */
    public VerifiedReader readVerified(final Stage reader)
    {
        final VerifiedReader verified = new VerifiedReader(verifyClaims);
        connectReader(reader, RingName.TRANSACTIONS, verified.sequence());
        return verified;
    }

    /**
     * Connects a reader of {@code control}.
     *
     * @param reader its stage.
     * @return reads in the ring's order.
     */
    public RingPoller<ControlSlot> readControl(final Stage reader)
    {
        return poller(reader, RingName.CONTROL, control.ring());
    }

    /**
     * Connects a reader of {@code admissions}.
     *
     * @param reader its stage.
     * @return reads in the ring's order.
     */
    public RingPoller<AdmissionSlot> readAdmissions(final Stage reader)
    {
        return poller(reader, RingName.ADMISSIONS, admissions.ring());
    }

    /**
     * Connects a reader of {@code decisions}.
     *
     * @param reader its stage.
     * @return reads in the ring's order.
     */
    public RingPoller<DecisionSlot> readDecisions(final Stage reader)
    {
        return poller(reader, RingName.DECISIONS, decisions.ring());
    }

    /**
     * Connects a reader of {@code ballots}.
     *
     * @param reader its stage.
     * @return reads in the ring's order.
     */
    public RingPoller<ControlSlot> readBallots(final Stage reader)
    {
        return poller(reader, RingName.BALLOTS, ballots.ring());
    }

    /**
     * Connects a reader of {@code block_orders}.
     *
     * @param reader its stage.
     * @return reads in the ring's order.
     */
    public RingPoller<BlockOrderSlot> readBlockOrders(final Stage reader)
    {
        return poller(reader, RingName.BLOCK_ORDERS, blockOrders.ring());
    }

    /**
     * Connects a reader of {@code block_reports}.
     *
     * @param reader its stage.
     * @return reads in the ring's order.
     */
    public RingPoller<BlockReportSlot> readBlockReports(final Stage reader)
    {
        return poller(reader, RingName.BLOCK_REPORTS, blockReports.ring());
    }

    /**
     * Connects a stage that looks on at {@code transactions}, as ingress wrote them, verified or not.
     *
     * @param reader its stage.
     * @return reads from the first slot on; detach it to let the ring go by.
     */
    public RingTap<TransactionSlot> tapTransactions(final Stage reader)
    {
        return tap(reader, RingName.TRANSACTIONS, transactions.ring());
    }

    /**
     * Connects a stage that looks on at {@code control}.
     *
     * @param reader its stage.
     * @return reads from the first slot on; detach it to let the ring go by.
     */
    public RingTap<ControlSlot> tapControl(final Stage reader)
    {
        return tap(reader, RingName.CONTROL, control.ring());
    }

    /**
     * Connects a stage that looks on at {@code decisions}.
     *
     * @param reader its stage.
     * @return reads from the first slot on; detach it to let the ring go by.
     */
    public RingTap<DecisionSlot> tapDecisions(final Stage reader)
    {
        return tap(reader, RingName.DECISIONS, decisions.ring());
    }

    /**
     * Connects a reader of an egress ring.
     *
     * @param reader its stage.
     * @param ring   one of the egress rings.
     * @return reads in the ring's order.
     */
    public RingPoller<EgressSlot> readEgress(final Stage reader, final RingName ring)
    {
        return poller(reader, ring, egress(ring).ring());
    }

    /**
     * The payload bytes of a ring, for its readers.
     *
     * @param ring any ring with payloads.
     * @return the arena's buffer.
     */
    public DirectBuffer payloads(final RingName ring)
    {
        return switch (ring)
        {
            case TRANSACTIONS -> transactions.payloads();
            case CONTROL -> control.payloads();
            case BALLOTS -> ballots.payloads();
            case BLOCK_ORDERS -> blockOrders.payloads();
            case BLOCK_REPORTS -> blockReports.payloads();
            default -> egress(ring).payloads();
        };
    }

    /**
     * Free slots of a ring as seen from any thread.
     *
     * @param ring any ring.
     * @return number of slots, exact only if nobody works.
     */
    public int remaining(final RingName ring)
    {
        final RingBuffer<?> buffer = buffers.get(ring);
        return (int)(buffer.getBufferSize() - (buffer.getCursor() - buffer.getMinimumGatingSequence()));
    }

    /**
     * Slots of a ring that not all of its readers have read, as seen from any thread.
     *
     * @param ring any ring.
     * @return number of slots, exact only if nobody works.
     */
    public int waiting(final RingName ring)
    {
        return buffers.get(ring).getBufferSize() - remaining(ring);
    }

    /**
     * Slots of {@code transactions} that no verify worker has claimed, as seen from any thread.
     *
     * @return number of slots, exact only if nobody works.
     */
    public int unclaimed()
    {
        final long claimed = verifyClaims.next();
        return (int)Math.max(0, transactions.ring().getCursor() + 1 - claimed);
    }

    /**
     * Slots of a ring.
     *
     * @param ring any ring.
     * @return its size.
     */
    public int slots(final RingName ring)
    {
        return buffers.get(ring).getBufferSize();
    }

    /**
     * How far a stage has read a ring, as seen from any thread.
     *
     * @param reader its stage.
     * @param ring   any ring that it reads in order.
     * @return sequence of a slot that it is done with, as all before are; -1 before the first.
     */
    public long position(final Stage reader, final RingName ring)
    {
        return readers.get(ring).get(reader).get();
    }

    /**
     * Whether nothing is on its way in any ring, as seen from any thread.
     *
     * @return true if each reader has read all that was written.
     */
    public boolean isDrained()
    {
        for (final RingName ring : RingName.values())
        {
            if (waiting(ring) != 0)
            {
                return false;
            }
        }
        return true;
    }

    /**
     * What is connected now.
     *
     * @return rows like those of {@link Topology#table()}, without what was not connected.
     */
    public List<Topology.Row> connections()
    {
        final List<Topology.Row> rows = new ArrayList<>();
        for (final Topology.Row row : Topology.table())
        {
            final List<Topology.Read> reads = row.reads().stream()
                .filter(read -> readers.getOrDefault(read.ring(), Map.of()).containsKey(row.stage()))
                .toList();
            final List<RingName> writes = row.writes().stream()
                .filter(ring -> writers.get(ring) == row.stage())
                .toList();
            rows.add(new Topology.Row(row.stage(), reads, writes, row.utxo()));
        }
        return rows;
    }

    private PayloadRing<EgressSlot> egress(final RingName ring)
    {
        return switch (ring)
        {
            case INGRESS_EGRESS -> ingressEgress;
            case VALIDATION_EGRESS -> validationEgress;
            case CONSENSUS_EGRESS -> consensusEgress;
            case UTXO_EGRESS -> utxoEgress;
            case BLOCKS_EGRESS -> blocksEgress;
            default -> throw new IllegalArgumentException(ring.label() + " has other slots");
        };
    }

    private <S> RingPoller<S> poller(final Stage reader, final RingName name, final RingBuffer<S> ring)
    {
        final Sequence[] before = sequencesBefore(reader, name);
        final EventPoller<S> poller = ring.newPoller(before);
        connectReader(reader, name, poller.getSequence());
        return new RingPoller<>(poller);
    }

    private <S> RingTap<S> tap(final Stage reader, final RingName name, final RingBuffer<S> ring)
    {
        final RingTap<S> tap = new RingTap<>(ring);
        connectReader(reader, name, tap.sequence());
        return tap;
    }

    private Sequence[] sequencesBefore(final Stage reader, final RingName name)
    {
        final Map<Stage, Sequence> connected = readers.getOrDefault(name, Map.of());
        return Topology.read(reader, name).after().stream()
            .filter(stage -> !stage.isOptional() || connected.containsKey(stage))
            .map(connected::get)
            .peek(sequence ->
            {
                if (sequence == null)
                {
                    throw new IllegalStateException(reader.label() + " is connected too early to " + name.label());
                }
            })
            .toArray(Sequence[]::new);
    }

    private void connectReader(final Stage reader, final RingName name, final Sequence sequence)
    {
        Topology.read(reader, name);
        final Map<Stage, Sequence> sequences = readers.computeIfAbsent(name, ring -> new EnumMap<>(Stage.class));
        if (sequences.putIfAbsent(reader, sequence) != null)
        {
            throw new IllegalStateException(reader.label() + " reads " + name.label() + " already");
        }
        buffers.get(name).addGatingSequences(sequence);
    }

    private void connectWriter(final Stage writer, final RingName name)
    {
        Topology.checkWrites(writer, name);
        if (writers.putIfAbsent(name, writer) != null)
        {
            throw new IllegalStateException(name.label() + " has its one producer already");
        }
    }

    /**
     * Who has which place among the validators.
     *
     * @return shared by all stages.
     */
    public Identities identities()
    {
        return identities;
    }

    private static PayloadRing<EgressSlot> egress(final int slots, final int arenaBytes, final int validatorCount)
    {
        return new PayloadRing<>(() -> new EgressSlot(validatorCount), slots, arenaBytes);
    }
}
