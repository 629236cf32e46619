package io.timecoin.finality;

import java.util.concurrent.TimeUnit;

import org.agrona.DirectBuffer;

import io.timecoin.block.BlockFault;
import io.timecoin.block.BlockStoreException;
import io.timecoin.block.CertificateCheck;
import io.timecoin.block.Commit;
import io.timecoin.consensus.bft.BftStatus;
import io.timecoin.consensus.bft.Statement;
import io.timecoin.consensus.bft.Tendermint;
import io.timecoin.consensus.validators.ValidatorSet;
import io.timecoin.wire.BlockStatusDecoder;
import io.timecoin.wire.MessageHeaderDecoder;

/**
 * Mends what got lost: tells others where this node stands and what it lacks, gives them what they lack, asks for
 * commits when it is behind, for missing parts of lists, and for the payments of blocks that everyone else has applied
 * long ago.
 */
final class Gossip
{
    private static final int BODY = MessageHeaderDecoder.ENCODED_LENGTH;
    private static final long STATUS_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long PARTS_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long COMMIT_NS = TimeUnit.MILLISECONDS.toNanos(250);
    /** A block's payments are usually here long before it: only then are they asked for by place. */
    private static final long BODIES_AFTER_NS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long BODIES_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long BODIES_AGAIN_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int BODIES_PER_REQUEST = 64;
    private static final int BODY_REQUESTS_AT_ONCE = 4;
    private static final int MAX_VOTES_PER_STATUS = 128;

    private final BlockMaker maker;
    private final Messages messages;
    /** Places for validators, taken or not. */
    private final int capacity;
    private final int self;
    private final CertificateCheck certificates;
    private final FinalitySettings settings;
    private final FinalityStats stats;
    private final StoreFaults faults;
    private final BftStatus ownStatus;
    private final BftStatus theirs;
    private final BlockStatusDecoder status = new BlockStatusDecoder();
    private final boolean[] isConnected;
    /** What each said to be deciding. */
    private final int[] heights;

    private long nowNs;
    private long statusNs = Long.MIN_VALUE;
    private int toldHeight;
    private int toldRound;
    private long commitAskedNs = Long.MIN_VALUE;
    private int commitAskedHeight;
    private int commitAskedPeer;
    private long bodiesNs = Long.MIN_VALUE;
    private int bodiesHeight;
    private int bodiesNext;
    private int helper;

    Gossip(final FinalitySettings settings, final BlockMaker maker, final Messages messages, final FinalityStats stats,
        final StoreFaults faults)
    {
        this.settings = settings;
        this.maker = maker;
        this.messages = messages;
        this.stats = stats;
        this.faults = faults;
        capacity = settings.terms().capacity();
        self = settings.self();
        certificates = new CertificateCheck(settings.chainId(), settings.verifier());
        ownStatus = new BftStatus(ValidatorSet.equal(capacity));
        theirs = new BftStatus(ValidatorSet.equal(capacity));
        isConnected = new boolean[capacity];
        heights = new int[capacity];
    }

    void onConnected(final int peer, final boolean connected)
    {
        isConnected[peer] = connected;
        statusNs = connected ? Long.MIN_VALUE : statusNs;
    }

    int doWork(final long timeNs)
    {
        nowNs = timeNs;
        int work = 0;
        if (nowNs - STATUS_NS >= statusNs || tendermint().height() != toldHeight || tendermint().round() != toldRound)
        {
            tellStatus();
            work++;
        }
        maker.candidates().forEach(this::askForParts);
        return work + askForBodies();
    }

    /** Takes another validator's BlockStatus. */
    void onStatus(final int peer, final DirectBuffer buffer, final int offset)
    {
        final BlockStatusDecoder.WordsDecoder words = status.wrap(buffer, offset + BODY,
            BlockStatusDecoder.BLOCK_LENGTH, BlockStatusDecoder.SCHEMA_VERSION).words();
        if (words.count() != theirs.prevotes.length || status.height() > Integer.MAX_VALUE ||
            status.round() > Tendermint.MAX_ROUND)
        {
            stats.malformed++;
            return;
        }
        theirs.clear();
        theirs.height = (int)status.height();
        theirs.round = (int)status.round();
        theirs.validRound = status.validRound();
        theirs.hasProposal = status.hasProposal() != 0;
        for (int i = 0; words.hasNext(); i++)
        {
            words.next();
            theirs.prevotes[i] = words.prevotes();
            theirs.precommits[i] = words.precommits();
            theirs.validPrevotes[i] = words.validPrevotes();
        }
        heights[peer] = theirs.height;
        if (theirs.height > tendermint().height())
        {
            askForCommit(peer);
        }
        else if (theirs.height == tendermint().height() && !tendermint().isDecided())
        {
            help(peer);
        }
    }

    /** Takes a commit, of whatever height. */
    void onCommit(final int peer, final DirectBuffer buffer, final int offset, final int length)
    {
        if (Commit.check(buffer, offset, length) != BlockFault.NONE)
        {
            stats.malformed++;
            return;
        }
        final Commit commit = Commit.decode(buffer, offset, length);
        final int height = commit.header().height();
        if (height == tendermint().height() && !tendermint().isDecided())
        {
            if (isTrue(commit))
            {
                maker.onCommit(commit, peer);
            }
        }
        else if (height <= maker.tip().height())
        {
            requireSame(commit);
        }
    }

    private void requireSame(final Commit commit)
    {
        final Commit own = stored(commit.header().height());
        if (own != null && !own.header().equals(commit.header()) && isTrue(commit))
        {
            throw new ChainConflict("two blocks are final, this one and that in the folder of blocks", commit);
        }
    }

    private Commit stored(final int height)
    {
        try
        {
            return settings.store().commit(height);
        }
        catch (final BlockStoreException ex)
        {
            faults.add(ex);
            return null;
        }
    }

    private boolean isTrue(final Commit commit)
    {
        final boolean isTrue = certificates.check(commit.certificate(),
            maker.tip().membership().roster(commit.header().height())) == BlockFault.NONE;
        stats.badCertificates += isTrue ? 0 : 1;
        return isTrue;
    }

    private void tellStatus()
    {
        statusNs = nowNs;
        toldHeight = tendermint().height();
        toldRound = tendermint().round();
        tendermint().status(ownStatus);
        final Statement proposal = tendermint().proposal(tendermint().round());
        final Candidate candidate = proposal == null ? null : maker.candidates().find(proposal.blockId());
        ownStatus.hasProposal &= candidate != null;
        messages.status(ownStatus);
    }

    /** Gives a validator of the same height what it lacks. */
    private void help(final int peer)
    {
        final int[] left = {MAX_VOTES_PER_STATUS};
        tendermint().missing(theirs, (vote) -> messages.vote(peer, vote) && --left[0] > 0);
        final Statement proposal = theirs.hasProposal ? null : tendermint().proposal(theirs.round);
        final Candidate candidate = proposal == null ? null : maker.candidates().find(proposal.blockId());
        if (candidate != null)
        {
            messages.proposal(peer, proposal, candidate.header);
        }
    }

    private void askForCommit(final int peer)
    {
        final int height = tendermint().height();
        final boolean isNew = height != commitAskedHeight;
        // Who did not answer may have lost it: another comes first, if there is one.
        final long waitNs = peer == commitAskedPeer ? 2 * COMMIT_NS : COMMIT_NS;
        if (!tendermint().isDecided() && (isNew || nowNs - waitNs >= commitAskedNs))
        {
            commitAskedHeight = height;
            commitAskedPeer = peer;
            commitAskedNs = nowNs;
            messages.commitRequest(peer, height);
        }
    }

    private void askForParts(final Candidate candidate)
    {
        if (candidate.isComplete() || !candidate.isAsked())
        {
            return;
        }
        if (candidate.askedNs == Long.MIN_VALUE)
        {
            // The proposer is just sending them. But who proves a block of the past does not push its list.
            candidate.askedNs = candidate.commit == null ? nowNs : nowNs - PARTS_NS;
        }
        if (nowNs - candidate.askedNs >= PARTS_NS)
        {
            candidate.askedNs = nowNs;
            final int peer = nextConnected(candidate.askedPeer);
            if (peer != self)
            {
                messages.partRequest(peer, candidate.id, candidate.header.height(), candidate.missing(0),
                    candidate.missing(1));
                stats.requests++;
                candidate.askedPeer = (peer + 1) % capacity;
            }
        }
    }

    /** Payments of a block that is being applied and that nobody but this node still waits for. */
    private int askForBodies()
    {
        final Candidate candidate = maker.applying();
        if (candidate == null || nowNs - maker.decidedNs() < BODIES_AFTER_NS && !isFarBehind())
        {
            return 0;
        }
        final int height = candidate.header.height();
        if (height != bodiesHeight)
        {
            bodiesHeight = height;
            bodiesNext = 0;
            bodiesNs = Long.MIN_VALUE;
        }
        if (nowNs - BODIES_NS < bodiesNs)
        {
            return 0;
        }
        bodiesNs = nowNs;
        final int count = candidate.header.transactionCount();
        for (int i = 0; i < BODY_REQUESTS_AT_ONCE && bodiesNext < count; i++)
        {
            final int peer = nextConnected(helper);
            if (peer == self || !messages.bodyRequest(
                peer, height, bodiesNext, Math.min(BODIES_PER_REQUEST, count - bodiesNext)))
            {
                return i;
            }
            stats.requests++;
            bodiesNext += BODIES_PER_REQUEST;
        }
        if (bodiesNext >= count)
        {
            // All asked for; what has not come is asked for again, from the first that is not applied, and elsewhere.
            bodiesNext = maker.applied();
            bodiesNs = nowNs + BODIES_AGAIN_NS;
            helper = (nextConnected(helper) + 1) % capacity;
        }
        return 1;
    }

    private Tendermint tendermint()
    {
        return maker.tendermint();
    }

    private boolean isFarBehind()
    {
        for (int i = 0; i < heights.length; i++)
        {
            if (isConnected[i] && heights[i] > tendermint().height() + 1)
            {
                return true;
            }
        }
        return false;
    }

    /** A connected validator from an index on; this one if there is none. */
    private int nextConnected(final int from)
    {
        for (int i = 0; i < capacity; i++)
        {
            final int peer = (from + i) % capacity;
            if (isConnected[peer])
            {
                return peer;
            }
        }
        return self;
    }
}
