package io.timecoin.finality;

import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.block.SignedStatements;
import io.timecoin.consensus.bft.LockState;
import io.timecoin.consensus.bft.Statement;
import io.timecoin.consensus.bft.Step;
import io.timecoin.consensus.bft.VoteLog;
import io.timecoin.crypto.KeyPair;

/** Signs what this validator says, and puts it on disk before anybody hears it. */
final class OwnStatements
{
    private final SignedStatements statements;
    private final int self;
    private final KeyPair identity;
    private final VoteLog log;
    private final byte[] message =
        new byte[Math.max(SignedStatements.VOTE_LENGTH, SignedStatements.PROPOSAL_LENGTH)];
    private final UnsafeBuffer buffer = new UnsafeBuffer(message);

    OwnStatements(final byte[] chainId, final int self, final KeyPair identity, final VoteLog log)
    {
        statements = new SignedStatements(chainId);
        this.self = self;
        this.identity = identity;
        this.log = log;
    }

    Statement propose(
        final int height, final int round, final int validRound, final byte[] blockId, final LockState locks)
    {
        final int length = statements.proposal(
            buffer, 0, height, round, validRound, new UnsafeBuffer(blockId), 0);
        return logged(Statement.proposal(self, height, round, validRound, blockId, sign(length)), locks);
    }

    Statement vote(final int height, final int round, final Step step, final byte[] blockId, final LockState locks)
    {
        final int length = statements.vote(buffer, 0, height, round, step.code(),
            blockId == null ? null : new UnsafeBuffer(blockId), 0);
        return logged(Statement.vote(self, height, round, step, blockId, sign(length)), locks);
    }

    private Statement logged(final Statement statement, final LockState locks)
    {
        log.append(statement, locks);
        log.force();
        return statement;
    }

    private byte[] sign(final int length)
    {
        final byte[] signature = new byte[KeyPair.SIGNATURE_LENGTH];
        identity.sign(message, 0, length, signature, 0);
        return signature;
    }
}
