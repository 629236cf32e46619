package io.timecoin.validation;

import io.timecoin.InvariantViolation;
import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.DecisionSlot;
import io.timecoin.pipeline.TransactionSlot;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionView;
import io.timecoin.transaction.Verdict;
import io.timecoin.utxo.UtxoView;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The stage {@code validation} without its rings: says what is valid, locks outputs, keeps what is pending.
 * Deterministic, single-threaded; time comes with slots. Nothing is allocated after construction.
 * <p>
 * Whatever it tells, it tells from {@link #onTransaction} and {@link #doReady}, at most {@link
 * #MAX_ADMISSIONS_PER_UNIT} and {@link #MAX_REPLIES_PER_UNIT} a transaction or unit. {@link #onTick} and {@link
 * #onDecision} tell nothing, so that they never have to wait for space.
 */
public final class Validation
{
    /** Most calls of {@link Admissions} in one {@link #onTransaction} or one unit of {@link #doReady}. */
    public static final int MAX_ADMISSIONS_PER_UNIT = 2;
    /** Most calls of {@link Replies} in one {@link #onTransaction} or one unit of {@link #doReady}. */
    public static final int MAX_REPLIES_PER_UNIT = 1;

    private static final int NULL_HANDLE = TransactionTable.NULL_HANDLE;
    /** Clients leave one part in this of the pool to what peers already prefer. */
    private static final int PEERS_RESERVE_PART = 16;
    private static final DirectBuffer NO_TXID = new UnsafeBuffer(new byte[32]);

    private final ValidationParameters parameters;
    private final TransactionTable table;
    private final Admissions admissions;
    private final Replies replies;
    private final Holdings holdings;
    private final Pool pool;
    private final Parked parked;
    private final Lifecycle lifecycle;
    private final ValidationStats stats;
    private final SignatureOutcomes signatures;
    private final Judge judge;
    private final Candidate candidate;
    private final UnsafeBuffer finalScratch = new UnsafeBuffer(new byte[TransactionTable.MAX_TRANSACTION_LENGTH]);
    private final TransactionView finalView = new TransactionView();
    private final Tidings tidings;
    private final Upkeep upkeep;
    private final BatchAssembly assembly;
    private final Lookahead lookahead;
    private long nowNs;
    private int known;

    /**
     * Nothing pending.
     *
     * @param parameters bounds and times.
     * @param table      written by nobody else.
     * @param utxo       the unspent outputs, whose writer applies a decision before it comes here.
     * @param admissions to consensus.
     * @param replies    to clients.
     */
    public Validation(
        final ValidationParameters parameters,
        final TransactionTable table,
        final UtxoView utxo,
        final Admissions admissions,
        final Replies replies)
    {
        this.parameters = parameters;
        this.table = table;
        this.admissions = admissions;
        this.replies = replies;
        final TransactionIds hashes = new TransactionIds(parameters.chainId());
        holdings = new Holdings(parameters, table);
        pool = holdings.pool;
        parked = holdings.parked;
        lifecycle = holdings.lifecycle;
        stats = holdings.stats;
        signatures = new SignatureOutcomes(parameters.ringSize());
        judge = new Judge(parameters.maxSupply(), holdings, utxo, parameters.bonds());
        candidate = new Candidate(table, hashes);
        tidings = new Tidings(holdings, admissions);
        upkeep = new Upkeep(
            holdings, judge, candidate, tidings, admissions, replies, parameters.lockTimeoutNs());
        assembly = new BatchAssembly(hashes);
        lookahead = new Lookahead(holdings, utxo, holdings.hash);
    }

    /**
     * Shows a slot that is to be taken soon. A hint for the processor's caches: it changes nothing.
     *
     * @param arena buffer with the slot's record.
     * @param slot  a transaction or a tick, checked by a verify worker.
     */
    public void expect(final DirectBuffer arena, final TransactionSlot slot)
    {
        lookahead.onTransaction(arena, slot);
    }

    /**
     * Takes the next slot of the ring {@code transactions}, checked by a verify worker.
     *
     * @param arena    buffer with the slot's record.
     * @param slot     a transaction or a tick.
     * @param sequence the slot's sequence.
     */
    public void onTransaction(final DirectBuffer arena, final TransactionSlot slot, final long sequence)
    {
        if (slot.tick)
        {
            onTick(slot.stampNs);
            return;
        }
        nowNs = Math.max(nowNs, slot.stampNs);
        final boolean isSigned = signatures.record(slot, sequence);
        if (slot.verdict == Verdict.ADMITTED)
        {
            candidate.wrap(arena, slot, isSigned);
        }
        if (slot.batch == TransactionSlot.NULL_BATCH)
        {
            onPayment(slot);
        }
        else
        {
            onMember(slot);
        }
    }

    /**
     * Time passed.
     *
     * @param tickNs slot time.
     */
    public void onTick(final long tickNs)
    {
        nowNs = Math.max(nowNs, tickNs);
        holdings.updateGauges(nowNs);
    }

    /**
     * Takes a decision that utxo has applied. Publishes nothing.
     *
     * @param kind       what was decided.
     * @param handle     of the transaction; one that ended before is counted and ignored. With BLOCK its height,
     *                   with CHARGED the validator.
     * @param reason     why, for the client, who is told by others.
     * @param decidedNs  time of consensus, which no rule here reads.
     */
    public void onDecision(
        final DecisionSlot.Kind kind, final int handle, final Verdict reason, final long decidedNs)
    {
        if (kind == DecisionSlot.Kind.BLOCK)
        {
            parameters.bonds().endBlock(handle);
            judge.finalHeight(handle);
            return;
        }
        if (kind == DecisionSlot.Kind.CHARGED)
        {
            parameters.bonds().charge(handle);
            return;
        }
        if (!table.isCurrent(handle))
        {
            stats.decisionsStale++;
            return;
        }
        final int index = TransactionTable.index(handle);
        switch (kind)
        {
            case ACCEPTED:
                lifecycle.accept(index);
                break;
            case REJECTED:
                lifecycle.reject(index);
                break;
            case RELEASED:
                lifecycle.release(index);
                break;
            case EXPIRED:
            case EVICTED:
                lifecycle.remove(index);
                break;
            case UNDONE:
                stats.undone++;
                lifecycle.undo(index);
                break;
            case FINAL:
                // The client is told by utxo; the bytes go with RELEASED.
                if (parameters.bonds().areOpen())
                {
                    table.view(handle, finalScratch, finalView);
                    parameters.bonds().apply(finalView);
                }
                break;
            default:
                throw new InvariantViolation("decision of unknown kind " + kind);
        }
    }

    /**
     * Does what earlier slots and decisions left to be told: children whose parents are accepted or came, ends of
     * lines, locks that are too old, requests for space.
     *
     * @param limit most units.
     * @return units done; fewer than the limit if nothing is left.
     */
    public int doReady(final int limit)
    {
        int done = 0;
        while (done < limit && upkeep.doUnit(nowNs))
        {
            done++;
        }
        return done;
    }

    /**
     * What was counted.
     *
     * @return updated with each slot, its gauges with each tick.
     */
    public ValidationStats stats()
    {
        return stats;
    }

    private void onPayment(final TransactionSlot slot)
    {
        if (slot.verdict != Verdict.ADMITTED)
        {
            reply(slot, slot.verdict, 0, NO_TXID, 0);
            return;
        }
        final Verdict examined = examine();
        // For clients only: of two that pass at once, a block decides which counts, so that peers' ones must go on.
        final Verdict judged =
            examined == Verdict.ADMITTED ? parameters.bonds().judge(candidate.view) : examined;
        Verdict verdict = judged;
        long requiredFee = 0;
        if (judged == Verdict.ADMITTED)
        {
            requiredFee = requiredFee();
            final int handle = requiredFee == 0 ? store(slot) : NULL_HANDLE;
            if (handle == NULL_HANDLE)
            {
                verdict = Verdict.POOL_FULL;
                requiredFee = requiredFee == 0 && !isBacklogged() ? crowdedFee() : requiredFee;
            }
            else
            {
                hold(handle);
                tidings.tellReady(TransactionTable.index(handle));
            }
        }
        else if (judged == Verdict.MISSING_PARENT && judge.isParkable())
        {
            park(slot);
        }
        reply(slot, verdict, requiredFee, candidate.ids(), candidate.txidOffset());
    }

    private void reply(
        final TransactionSlot slot,
        final Verdict verdict,
        final long requiredFee,
        final DirectBuffer txid,
        final int txidOffset)
    {
        stats.verdicts[verdict.code()]++;
        replies.verdict(slot.session, slot.reference, verdict, requiredFee, txid, txidOffset);
    }

    private void onMember(final TransactionSlot slot)
    {
        if (assembly.isCutBy(slot.batch))
        {
            stats.batchesCut++;
            assembly.drop();
        }
        if (slot.batchIndex == 0 && slot.batchCount >= 1 && slot.batchCount <= BatchAssembly.MAX_MEMBERS)
        {
            assembly.start(slot.batch, slot.peer, slot.batchCount);
        }
        if (!assembly.expects(slot.batch, slot.batchIndex))
        {
            stats.membersStray++;
            return;
        }
        if (slot.verdict != Verdict.ADMITTED)
        {
            stats.verdicts[slot.verdict.code()]++;
            assembly.addMalformed();
        }
        else
        {
            addMember(slot);
        }
        if (assembly.isComplete())
        {
            tellBatch();
        }
    }

    private void addMember(final TransactionSlot slot)
    {
        final Verdict judged = examine();
        int handle = NULL_HANDLE;
        boolean isInvalid = judged.isLasting();
        switch (judged)
        {
            case KNOWN:
                isInvalid = !isGoodCopy();
                handle = known == IdIndex.NONE || isInvalid ? NULL_HANDLE : pool.handle(known);
                break;
            case MISSING_PARENT:
                handle = judge.isParkable() ? park(slot) : NULL_HANDLE;
                isInvalid = judge.isHopeless();
                break;
            case CONFLICT:
                isInvalid = judge.isHopeless();
                handle = isInvalid ? NULL_HANDLE : keepRival(slot);
                if (isInvalid)
                {
                    tidings.tellOverruled(candidate);
                }
                else if (handle == NULL_HANDLE)
                {
                    tidings.tellCrowded(candidate, judge);
                }
                break;
            case OUTPUTS_EXCEED_INPUTS, FEE_TOO_LOW:
                tidings.tellImpossible(candidate);
                break;
            case ADMITTED:
                handle = store(slot);
                if (handle != NULL_HANDLE)
                {
                    hold(handle);
                }
                break;
            default:
                break;
        }
        final boolean isRefused = judged == Verdict.ADMITTED && handle == NULL_HANDLE;
        stats.verdicts[(isRefused ? Verdict.POOL_FULL : judged).code()]++;
        assembly.add(handle, isInvalid, candidate.ids(), candidate.wtxidOffset());
    }

    /**
     * Whether a member that is known has good witnesses too. One with garbage must not stand for the real payment in
     * a poll: who hears of it first calls it invalid.
     */
    private boolean isGoodCopy()
    {
        return known == IdIndex.NONE ? candidate.isSigned() : candidate.isAsGoodAs(pool.handle(known));
    }

    private int keepRival(final TransactionSlot slot)
    {
        final int handle = judge.hasTooManyRivals() ? NULL_HANDLE : store(slot);
        if (handle == NULL_HANDLE)
        {
            stats.conflictsNotKept++;
            return NULL_HANDLE;
        }
        hold(handle);
        tidings.tellConflict(TransactionTable.index(handle), judge);
        return handle;
    }

    /** The rules from known to conflict; what is known already is named by {@link #known}, if it is still kept. */
    private Verdict examine()
    {
        final DirectBuffer ids = candidate.ids();
        known = holdings.txids.find(ids, candidate.txidOffset());
        if (known != IdIndex.NONE || holdings.wasAccepted(candidate))
        {
            return Verdict.KNOWN;
        }
        final Verdict remembered = holdings.rejected.get(ids, candidate.wtxidOffset(), nowNs);
        if (remembered != null)
        {
            return remembered;
        }
        // Parked bytes only answer for themselves: who owns the outputs they spend is not known yet.
        known = parked.find(ids, candidate.wtxidOffset());
        if (known != IdIndex.NONE)
        {
            return Verdict.KNOWN;
        }
        final Verdict verdict = judge.judge(candidate);
        if (verdict.isLasting())
        {
            holdings.rejected.put(ids, candidate.wtxidOffset(), verdict, nowNs);
        }
        return verdict;
    }

    /** Puts the candidate's bytes into the table, if the pool's bounds allow. */
    private int store(final TransactionSlot slot)
    {
        final boolean isClient = slot.batch == TransactionSlot.NULL_BATCH;
        final TransactionView view = candidate.view;
        if (!hasSpace(isClient, view.length(), view.inputCount()))
        {
            return NULL_HANDLE;
        }
        final int handle = table.allocate(view.buffer(), view.offset(), view.length(), view.inputCount());
        if (handle != NULL_HANDLE)
        {
            table.ids(handle, candidate.ids(), candidate.txidOffset(), candidate.wtxidOffset());
            if (isClient)
            {
                table.client(handle, slot.session, slot.reference);
                pool.set(TransactionTable.index(handle), Pool.CLIENT);
            }
        }
        return handle;
    }

    private boolean hasSpace(final boolean isClient, final int length, final int inputs)
    {
        final long maxBytes = parameters.maxPoolBytes();
        final long maxCount = parameters.maxTransactions();
        return !(isClient && isBacklogged()) &&
            table.bytesUsed() + Pool.bytes(length, inputs) <= (isClient ? withoutReserve(maxBytes) : maxBytes) &&
            table.count() < (isClient ? withoutReserve(maxCount) : maxCount) &&
            inputs <= holdings.locks.available();
    }

    /**
     * Whether blocks have fallen so far behind that what is decided and kept for them takes half of the pool. The other
     * half is for what others list: a pool without space for that holds up the very block that would empty it. No fee
     * helps then.
     */
    private boolean isBacklogged()
    {
        return 2 * (table.bytesUsed() - pool.undecidedBytes()) > parameters.maxPoolBytes() ||
            2L * (table.count() - pool.undecided()) > parameters.maxTransactions();
    }

    private static long withoutReserve(final long bound)
    {
        return bound - bound / PEERS_RESERVE_PART;
    }

    /** The fee that the floor demands of the candidate if it demands more than it pays, else 0. */
    private long requiredFee()
    {
        final int length = candidate.view.length();
        final long required = FeeRates.feeFor(holdings.floorRate(nowNs), length);
        return judge.fee() < required ? required : 0;
    }

    /** The fee that should get the candidate in once something gave way to it. */
    private long crowdedFee()
    {
        final int length = candidate.view.length();
        final long rate = Math.max(holdings.floorRate(nowNs), holdings.eviction.lowestRate() + FeeFloor.STEP_RATE);
        return Math.max(Judge.minFee(length), FeeRates.feeFor(rate, length));
    }

    private void hold(final int handle)
    {
        lifecycle.hold(handle, candidate, judge, nowNs + parameters.lockTimeoutNs());
    }

    /** Keeps the candidate until a parent comes, if its sender's share allows. */
    private int park(final TransactionSlot slot)
    {
        final TransactionView view = candidate.view;
        final int source = Parked.source(slot.peer, slot.session);
        final int handle = parked.hasSpace(source, view.length(), view.inputCount()) ? store(slot) : NULL_HANDLE;
        if (handle == NULL_HANDLE)
        {
            stats.parkedRefused++;
            return NULL_HANDLE;
        }
        final int index = TransactionTable.index(handle);
        pool.state(index, Pool.State.PARKED);
        pool.deadlineNs(index, nowNs + ValidationParameters.PARKED_TIMEOUT_NS);
        parked.add(index, source, view.buffer(), view.outpointOffset(judge.missingInput()));
        return handle;
    }

    private void tellBatch()
    {
        long ready = 0;
        pool.startVisit();
        for (int i = 0; i < assembly.count(); i++)
        {
            // Any decision may have come since this member's slot.
            final int handle = assembly.members()[i];
            final int index = TransactionTable.index(handle);
            if (handle == NULL_HANDLE || !table.isCurrent(handle) || hasEnded(index))
            {
                assembly.forget(i);
            }
            else if (!pool.visit(index))
            {
                assembly.refuse(i);
            }
            else
            {
                pool.set(index, Pool.PUBLISHED | Pool.BATCHED);
                pool.clear(index, Pool.TELL_READY);
                final Pool.State state = pool.state(index);
                ready |= state == Pool.State.READY || state == Pool.State.ACCEPTED ? 1L << i : 0;
            }
        }
        stats.batches++;
        final int count = assembly.count();
        admissions.batch(assembly.peer(), assembly.name(), count, assembly.members(), ready, assembly.invalid());
        assembly.drop();
    }

    private boolean hasEnded(final int index)
    {
        final Pool.State state = pool.state(index);
        return state == Pool.State.DOOMED || state == Pool.State.ABANDONED;
    }
}
