package io.timecoin.finality;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.block.BlockFault;
import io.timecoin.block.BlockHeader;
import io.timecoin.block.SignedStatements;
import io.timecoin.consensus.bft.Statement;
import io.timecoin.consensus.bft.Step;
import io.timecoin.consensus.bft.Tendermint;
import io.timecoin.consensus.validators.Membership;
import io.timecoin.consensus.validators.ValidatorRoster;
import io.timecoin.crypto.Sha256;
import io.timecoin.crypto.SignatureVerifier;
import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.ProposalDecoder;
import io.timecoin.wire.VoteDecoder;

/**
 * Votes and proposals as they come, until their signatures are verified, many at a time: before that they count for
 * nothing. A message passed on by another validator is as good as one from its author.
 */
final class Ballots
{
    private static final int BODY = MessageHeaderDecoder.ENCODED_LENGTH;
    private static final int CAPACITY = SignatureVerifier.MAX_BATCH;

    /** Takes what is signed by its author. */
    interface Handler
    {
        /**
         * A verified statement.
         *
         * @param statement a vote or a proposal.
         * @param header    of a proposal's block, whose id is the proposal's; else null.
         */
        void onStatement(Statement statement, BlockHeader header);
    }

    private final SignedStatements statements;
    private final Membership membership;
    private final SignatureVerifier verifier;
    private final FinalityStats stats;
    private final Statement[] waiting = new Statement[CAPACITY];
    private final BlockHeader[] headers = new BlockHeader[CAPACITY];
    private final UnsafeBuffer message =
        new UnsafeBuffer(new byte[Math.max(SignedStatements.VOTE_LENGTH, SignedStatements.PROPOSAL_LENGTH)]);
    private final VoteDecoder vote = new VoteDecoder();
    private final ProposalDecoder proposal = new ProposalDecoder();
    private int count;

    Ballots(
        final byte[] chainId, final Membership membership, final SignatureVerifier verifier,
        final FinalityStats stats)
    {
        statements = new SignedStatements(chainId);
        this.membership = membership;
        this.verifier = verifier;
        this.stats = stats;
    }

    int space()
    {
        return CAPACITY - count;
    }

    /** Takes a Vote message; its shape was checked when it came. */
    void onVote(final DirectBuffer buffer, final int offset)
    {
        vote.wrap(buffer, offset + BODY, VoteDecoder.BLOCK_LENGTH, VoteDecoder.SCHEMA_VERSION);
        final long height = vote.height();
        final long round = vote.round();
        final Step step = Step.of(vote.step());
        if (step == null || step == Step.PROPOSE || !isPlace(height, vote.epoch(), round))
        {
            stats.malformed++;
            return;
        }
        final byte[] blockId = new byte[Sha256.LENGTH];
        vote.getBlockId(blockId, 0, Sha256.LENGTH);
        final byte[] signature = new byte[Statement.SIGNATURE_LENGTH];
        vote.getSignature(signature, 0, Statement.SIGNATURE_LENGTH);
        add(Statement.vote(vote.validator(), (int)height, (int)round, step, isZero(blockId) ? null : blockId,
            signature), null);
    }

    /** Takes a Proposal message; its shape was checked when it came. */
    void onProposal(final DirectBuffer buffer, final int offset)
    {
        proposal.wrap(buffer, offset + BODY, ProposalDecoder.BLOCK_LENGTH, ProposalDecoder.SCHEMA_VERSION);
        final long height = proposal.height();
        final long round = proposal.round();
        final int validRound = proposal.validRound();
        final byte[] blockId = new byte[Sha256.LENGTH];
        proposal.getBlockId(blockId, 0, Sha256.LENGTH);
        final byte[] signature = new byte[Statement.SIGNATURE_LENGTH];
        proposal.getSignature(signature, 0, Statement.SIGNATURE_LENGTH);
        final int length = proposal.headerLength();
        final int headerOffset = proposal.limit() + ProposalDecoder.headerHeaderLength();
        if (!isPlace(height, proposal.epoch(), round) || validRound < Statement.FRESH || validRound >= round ||
            BlockHeader.check(buffer, headerOffset, length) != BlockFault.NONE)
        {
            stats.malformed++;
            return;
        }
        final BlockHeader header = BlockHeader.decode(buffer, headerOffset, length);
        final boolean isOwnBlock = validRound != Statement.FRESH || header.proposer() == proposal.validator();
        if (header.height() != height || !header.hasId(new UnsafeBuffer(blockId), 0) || !isOwnBlock)
        {
            stats.malformed++;
            return;
        }
        add(Statement.proposal(proposal.validator(), (int)height, (int)round, validRound, blockId, signature), header);
    }

    /** Verifies all that wait and passes on what is signed; returns how many waited. */
    int verify(final Handler handler)
    {
        if (count == 0)
        {
            return 0;
        }
        final ValidatorRoster roster = membership.latest();
        verifier.reset();
        for (int i = 0; i < count; i++)
        {
            final Statement statement = waiting[i];
            verifier.add(roster.identities(), roster.identityOffset(statement.validator()),
                new UnsafeBuffer(statement.signature()), 0, message, 0, encode(statement));
        }
        final long valid = verifier.verify();
        final int verified = count;
        for (int i = 0; i < verified; i++)
        {
            final Statement statement = waiting[i];
            final BlockHeader header = headers[i];
            waiting[i] = null;
            headers[i] = null;
            if ((valid >>> i & 1) != 0)
            {
                handler.onStatement(statement, header);
            }
            else
            {
                stats.badSignatures++;
            }
        }
        count = 0;
        return verified;
    }

    private int encode(final Statement statement)
    {
        final DirectBuffer id = statement.blockId() == null ? null : new UnsafeBuffer(statement.blockId());
        return statement.step() == Step.PROPOSE ?
            statements.proposal(
                message, 0, statement.height(), statement.round(), statement.validRound(), id, 0) :
            statements.vote(message, 0, statement.height(), statement.round(), statement.step().code(), id, 0);
    }

    private void add(final Statement statement, final BlockHeader header)
    {
        if (statement.validator() >= membership.latest().size())
        {
            stats.malformed++;
            return;
        }
        waiting[count] = statement;
        headers[count] = header;
        count++;
    }

    private static boolean isPlace(final long height, final long epoch, final long round)
    {
        return height >= 1 && height <= Integer.MAX_VALUE && epoch == SignedStatements.epoch((int)height) &&
            round <= Tendermint.MAX_ROUND;
    }

    private static boolean isZero(final byte[] id)
    {
        for (final byte b : id)
        {
            if (b != 0)
            {
                return false;
            }
        }
        return true;
    }
}
