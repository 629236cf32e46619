package io.timecoin.finality;

import java.util.Arrays;
import java.util.HexFormat;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.InvariantViolation;
import io.timecoin.block.BlockFault;
import io.timecoin.block.BlockHeader;
import io.timecoin.block.Certificate;
import io.timecoin.block.Commit;
import io.timecoin.block.EvidenceList;
import io.timecoin.consensus.avalanche.Avalanche;
import io.timecoin.consensus.bft.BftPort;
import io.timecoin.consensus.bft.LockState;
import io.timecoin.consensus.bft.Statement;
import io.timecoin.consensus.bft.Step;
import io.timecoin.consensus.bft.Tendermint;
import io.timecoin.consensus.validators.ValidatorRoster;
import io.timecoin.crypto.Sha256;
import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.BlockOrderSlot;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * The way of a block: composed by acceptance here or proposed by others, gathered, judged, voted for, decided, applied
 * by acceptance, stored; then the next height begins. Between {@link Tendermint}, which says what is to be done, and
 * those who do it.
 */
final class BlockMaker implements BftPort
{
    /** Rounds in which blocks list payments, and then as many in which they do not. */
    private static final int ROUNDS_ALIKE = Avalanche.ROUNDS_LEFT_OUT / 2;

    private final FinalitySettings settings;
    private final TransactionTable table;
    private final Orders orders;
    private final Messages messages;
    private final FinalityStats stats;
    private final OwnStatements own;
    private final ChainTip tip;
    private final Candidates candidates = new Candidates();
    /** Of the next height, proposed while this one is still being applied here. */
    private final Candidates early = new Candidates();
    private final PartPush push;
    private final EvidencePool evidence;
    /** Decides as long as the same validators vote. */
    private Tendermint tendermint;
    private ValidatorRoster voters;

    /** The list that acceptance makes for a proposal, or null. */
    private Composition composing;
    /** The final block that acceptance applies, or null. */
    private Application applying;
    private long tickets = Candidate.NO_TICKET;
    private boolean isWanted;
    private boolean isContested;
    private long nowNs;

    BlockMaker(
        final FinalitySettings settings, final TransactionTable table, final Orders orders, final Messages messages,
        final FinalityStats stats)
    {
        this.settings = settings;
        this.table = table;
        this.orders = orders;
        this.messages = messages;
        this.stats = stats;
        own = new OwnStatements(settings.chainId(), settings.self(), settings.identity(), settings.log());
        tip = new ChainTip(settings, table);
        push = new PartPush(messages);
        evidence = new EvidencePool(settings, tip.membership(), messages, stats);
        follow(tip.roster());
    }

    /** Begins with the height after the last stored block. */
    void start(final long startNs)
    {
        nowNs = startNs;
        announceVoters();
        tendermint.start(tip.height() + 1, nowNs);
    }

    int doWork(final long timeNs)
    {
        nowNs = timeNs;
        return tendermint.doWork(nowNs) + push.work() + orders.drain() + evidence.doWork(nowNs);
    }

    /** Another one whenever others vote than before. */
    Tendermint tendermint()
    {
        return tendermint;
    }

    Candidates candidates()
    {
        return candidates;
    }

    EvidencePool evidence()
    {
        return evidence;
    }

    ChainTip tip()
    {
        return tip;
    }

    /** The final block that waits to be applied, or null. */
    Candidate applying()
    {
        return applying == null ? null : applying.candidate;
    }

    /** Ids of it that are applied. */
    int applied()
    {
        return applying == null ? 0 : applying.count;
    }

    /** Takes a verified proposal or vote. */
    void onStatement(final Statement statement, final BlockHeader header)
    {
        if (header == null)
        {
            tendermint.onVote(statement, nowNs);
            return;
        }
        // Whose turn it is not may not fill the few places.
        if (statement.validator() == tendermint.proposer(statement.height(), statement.round()))
        {
            final int ahead = statement.height() - tendermint.height();
            if (ahead == 0 && !tendermint.isDecided())
            {
                candidates.addIfNew(header);
            }
            else if (ahead == 1)
            {
                early.addIfNew(header);
            }
        }
        tendermint.onProposal(statement, nowNs);
    }

    /** Takes a part of a block's list. */
    void onPart(
        final DirectBuffer id, final int idOffset, final int part, final int parts, final int count,
        final DirectBuffer ids, final int offset)
    {
        final Candidate known = candidates.find(id, idOffset);
        final Candidate candidate = known != null ? known : early.find(id, idOffset);
        if (candidate != null && candidate.addPart(part, parts, count, ids, offset, tip.tree()) &&
            candidate.isComplete() && candidate == known)
        {
            advance(candidate);
        }
    }

    /** Takes the evidence of a block. */
    void onEvidence(final DirectBuffer id, final int idOffset, final EvidenceList list)
    {
        final Candidate known = candidates.find(id, idOffset);
        final Candidate candidate = known != null ? known : early.find(id, idOffset);
        if (candidate != null && candidate.addEvidence(list) && candidate == known)
        {
            advance(candidate);
        }
    }

    /** Takes a commit whose certificate is verified, of the height that is being decided here. */
    void onCommit(final Commit commit, final int peer)
    {
        Candidate candidate = candidates.find(commit.header().id(), 0);
        if (candidate == null)
        {
            candidate = candidates.add(new Candidate(commit.header()));
        }
        if (candidate.commit == null)
        {
            candidate.commit = commit;
            candidate.askedPeer = peer;
            advance(candidate);
        }
    }

    /** Takes a part of the list that was asked for with a ticket. */
    void onComposed(
        final long ticket, final boolean isLast, final int count, final DirectBuffer ids, final int offset)
    {
        if (composing == null || composing.ticket != ticket)
        {
            return;
        }
        composing.add(count, ids, offset);
        if (isLast)
        {
            final Composition done = composing;
            composing = null;
            final EvidenceList chosen = evidence.choose(done.height);
            final BlockHeader header =
                tip.next(settings.self(), done.ids, done.count, chosen, settings.wallClockMs().getAsLong());
            final Candidate candidate = new Candidate(header);
            candidate.addEvidence(chosen);
            candidate.fill(done.ids);
            candidates.add(candidate);
            tendermint.onComposed(done.height, done.round, candidate.id, nowNs);
        }
    }

    /** Takes acceptance's verdict. */
    void onChecked(final long ticket, final boolean isOk)
    {
        final Candidate candidate = candidates.ofTicket(ticket);
        if (candidate != null)
        {
            stats.refused += isOk ? 0 : 1;
            answer(candidate, candidate.freshTicket == ticket, isOk);
        }
    }

    /** Takes a part of the block that acceptance has applied. */
    void onApplied(
        final long height, final boolean isLast, final long fees, final int count, final DirectBuffer handles,
        final int offset)
    {
        if (applying == null || applying.candidate.header.height() != height)
        {
            throw new InvariantViolation("a block was applied that was not decided", height);
        }
        for (int i = 0; i < count; i++)
        {
            final int handle = handles.getInt(offset + i * BlockOrderSlot.HANDLE_LENGTH,
                LITTLE_ENDIAN);
            applying.add(handle);
            tip.add(handle);
        }
        if (isLast)
        {
            finish(fees);
        }
    }

    /** What is final already, or the rules, forbid what the block lists that is being applied. */
    void onContradicted(final long height, final DirectBuffer txids, final int offset)
    {
        if (applying == null || applying.candidate.header.height() != height)
        {
            throw new InvariantViolation("a block was contradicted that was not decided", height);
        }
        final byte[] txid = new byte[Sha256.LENGTH];
        txids.getBytes(offset, txid);
        throw new ChainConflict("a final block lists " + HexFormat.of().formatHex(txid) + ", which cannot be beside " +
            "what is final", applying.candidate.commit);
    }

    /** Takes note of what waits to be listed. */
    void onPending(final int unlisted, final boolean contested)
    {
        isWanted = unlisted > 0 || contested;
        tendermint.wantBlock(isWanted, nowNs);
        if (contested && !isContested)
        {
            tendermint.hurry(nowNs);
        }
        isContested = contested;
    }

    @Override
    public void compose(final int height, final int round)
    {
        if (composing != null)
        {
            orders.forget(composing.ticket);
        }
        composing = new Composition(++tickets, height, round);
        orders.compose(composing.ticket, height, round, isListed(round) ? settings.maxTransactions() : 0);
    }

    /**
     * Whether a fresh proposal of a round lists anything. A validator that came back prevotes for no list until blocks
     * have passed; where a quorum needs it, these can only be blocks without one.
     */
    private boolean isListed(final int round)
    {
        return round / ROUNDS_ALIKE % 2 == 0;
    }

    @Override
    public void propose(
        final int height, final int round, final int validRound, final byte[] blockId, final LockState locks)
    {
        final Candidate candidate = candidates.find(blockId);
        if (candidate == null)
        {
            // A block of a life before: its header is not here any more. Others that have it propose it.
            return;
        }
        final Statement statement = own.propose(height, round, validRound, blockId, locks);
        messages.proposal(Messages.EVERYONE, statement, candidate.header);
        push.begin(candidate);
        tendermint.onProposal(statement, nowNs);
    }

    @Override
    public void vote(
        final int height, final int round, final Step step, final byte[] blockId, final LockState locks)
    {
        final Statement statement = own.vote(height, round, step, blockId, locks);
        messages.vote(Messages.EVERYONE, statement);
        tendermint.onVote(statement, nowNs);
    }

    @Override
    public void check(final int height, final int round, final byte[] blockId, final boolean isFresh)
    {
        final Candidate candidate = candidates.find(blockId);
        if (candidate != null)
        {
            candidate.isFreshAsked |= isFresh;
            candidate.isStaleAsked |= !isFresh;
            advance(candidate);
        }
    }

    @Override
    public void decided(final int height, final int round, final byte[] blockId)
    {
        final Candidate candidate = candidates.find(blockId);
        if (candidate == null || !candidate.isComplete())
        {
            throw new InvariantViolation("a block was decided that is not here", height);
        }
        if (candidate.commit == null)
        {
            final Certificate.Builder certificate = Certificate.builder(height, round, candidate.header.id(), 0);
            tendermint.precommits(round, blockId, (precommit) -> certificate.add(
                precommit.validator(), new UnsafeBuffer(precommit.signature()), 0));
            candidate.commit = new Commit(candidate.header, certificate.build());
        }
        composing = null;
        applying = new Application(candidate, nowNs);
        tip.begin();
        evidence.charge(candidate.evidence, height);
        orders.commit(candidate);
    }

    @Override
    public void equivocation(final Statement first, final Statement second)
    {
        stats.equivocations++;
        evidence.onPair(first, second);
    }

    @Override
    public void disputed(final int height, final int round, final byte[] blockId)
    {
        throw new InvariantViolation("a quorum decided a block that is not valid here, at height", height);
    }

    @Override
    public void forked(final int height, final byte[] blockId, final byte[] otherId)
    {
        throw new InvariantViolation("two blocks are final at height", height);
    }

    /** When the block that is applied was decided. */
    long decidedNs()
    {
        return applying == null ? nowNs : applying.sinceNs;
    }

    private void finish(final long fees)
    {
        final Application done = applying;
        applying = null;
        final BlockHeader header = done.candidate.header;
        if (done.count != header.transactionCount())
        {
            throw new InvariantViolation("transactions applied of a block", done.count);
        }
        tip.append(done.candidate.commit, done.candidate.evidence, done.candidate.ids,
            done.handles, settings.subsidy() + fees);
        if (done.count > 0)
        {
            final UnsafeBuffer handles = new UnsafeBuffer(new byte[done.count * BlockOrderSlot.HANDLE_LENGTH]);
            for (int i = 0; i < done.count; i++)
            {
                handles.putInt(i * BlockOrderSlot.HANDLE_LENGTH, done.handles[i], LITTLE_ENDIAN);
            }
            orders.listed(handles, done.count);
        }
        stats.confirmed += done.count;
        candidates.replaceBy(early);
        push.end();
        if (tip.roster() != voters)
        {
            follow(tip.roster());
            tendermint.wantBlock(isWanted, nowNs);
        }
        if (tip.membership().terms().isLastOfEpoch(header.height()))
        {
            announceVoters();
        }
        tendermint.start(header.height() + 1, nowNs);
    }

    /** Tells acceptance early in an epoch if others vote in the next one. */
    private void announceVoters()
    {
        final int last = tip.membership().terms().lastOfEpoch(tip.height() + 1);
        final ValidatorRoster next = tip.membership().roster(last + 1);
        if (next != tip.roster())
        {
            orders.electorate(last, next.set());
        }
    }

    /** Goes on with other voters, at the beginning of an epoch. Without a vote of its own, this node looks on. */
    private void follow(final ValidatorRoster roster)
    {
        final int self = roster.set().isVoter(settings.self()) ? settings.self() : Tendermint.OBSERVER;
        voters = roster;
        tendermint = new Tendermint(roster.set(), self, settings.parameters(), this);
        tendermint.restore(settings.log());
    }

    /** Does the next step for a block that all parts are here of. */
    private void advance(final Candidate candidate)
    {
        if (!candidate.isComplete() || !candidate.isAsked() || applying != null)
        {
            return;
        }
        final BlockFault fault = judge(candidate);
        if (candidate.commit != null)
        {
            requireFits(candidate, fault);
            tendermint.onCommit(candidate.header.height(), candidate.commit.certificate().round(), candidate.id, nowNs);
            return;
        }
        if (fault != BlockFault.NONE)
        {
            stats.misplaced++;
            answer(candidate, true, false);
            answer(candidate, false, false);
            return;
        }
        if (candidate.isFreshAsked && candidate.freshTicket == Candidate.NO_TICKET)
        {
            candidate.freshTicket = ++tickets;
            orders.check(candidate.freshTicket, tendermint.round(), true, candidate);
        }
        if (candidate.isStaleAsked && candidate.staleTicket == Candidate.NO_TICKET)
        {
            candidate.staleTicket = ++tickets;
            orders.check(candidate.staleTicket, tendermint.round(), false, candidate);
        }
    }

    /** What all nodes judge alike, the list aside. */
    private BlockFault judge(final Candidate candidate)
    {
        final BlockFault fault = tip.judge(candidate.header);
        if (fault == BlockFault.NONE && candidate.evidenceFault == null)
        {
            candidate.evidenceFault = evidence.judge(candidate.evidence, candidate.header.height());
        }
        return fault == BlockFault.NONE ? candidate.evidenceFault : fault;
    }

    private void answer(final Candidate candidate, final boolean isFresh, final boolean isOk)
    {
        if (isFresh ? candidate.isFreshAsked : candidate.isStaleAsked)
        {
            // Asked again in another round, it is looked at again: what was missing may have come.
            if (isFresh)
            {
                candidate.isFreshAsked = false;
                candidate.freshTicket = Candidate.NO_TICKET;
            }
            else
            {
                candidate.isStaleAsked = false;
                candidate.staleTicket = Candidate.NO_TICKET;
            }
            tendermint.onChecked(candidate.header.height(), candidate.id, isFresh, isOk, nowNs);
        }
    }

    /** A final block that does not follow from what this node holds: one of both is broken, and money is at stake. */
    private static void requireFits(final Candidate candidate, final BlockFault fault)
    {
        if (fault != BlockFault.NONE)
        {
            throw new ChainConflict("a final block does not fit the chain here (" + fault.reason() + ")",
                candidate.commit);
        }
    }

    /** A list in the making. */
    private static final class Composition
    {
        private static final int INITIAL_IDS = 256;

        private final long ticket;
        private final int height;
        private final int round;
        private UnsafeBuffer ids = new UnsafeBuffer(new byte[INITIAL_IDS * Sha256.LENGTH]);
        private int count;

        private Composition(final long ticket, final int height, final int round)
        {
            this.ticket = ticket;
            this.height = height;
            this.round = round;
        }

        private void add(final int more, final DirectBuffer buffer, final int offset)
        {
            final int needed = (count + more) * Sha256.LENGTH;
            if (needed > ids.capacity())
            {
                ids = new UnsafeBuffer(Arrays.copyOf(ids.byteArray(), Math.max(needed, 2 * ids.capacity())));
            }
            ids.putBytes(count * Sha256.LENGTH, buffer, offset, more * Sha256.LENGTH);
            count += more;
        }
    }

    /** A final block on its way through acceptance. */
    private static final class Application
    {
        private final Candidate candidate;
        private final long sinceNs;
        private final int[] handles;
        private int count;

        private Application(final Candidate candidate, final long sinceNs)
        {
            this.candidate = candidate;
            this.sinceNs = sinceNs;
            handles = new int[candidate.header.transactionCount()];
        }

        private void add(final int handle)
        {
            if (count == handles.length)
            {
                throw new InvariantViolation("more transactions applied than a block lists", count);
            }
            handles[count] = handle;
            count++;
        }
    }
}
