package io.timecoin.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.timecoin.consensus.validators.ValidatorSet;

/** One machine among validators that the test plays; what the machine asks for is kept as lines of text. */
final class Bench implements BftPort
{
    static final BftParameters TIMES = BftParameters.ofMillis(1_000, 30_000, 300, 200, 200, 100);

    final List<String> out = new ArrayList<>();
    final List<Statement> evidence = new ArrayList<>();
    final MemoryVoteLog log;
    final Tendermint machine;
    final int self;
    int height = 1;
    long nowNs = TimeUnit.SECONDS.toNanos(5);
    boolean isHandedBack = true;

    Bench(final int self)
    {
        this(ValidatorSet.equal(4), self, new MemoryVoteLog());
    }

    Bench(final ValidatorSet validators, final int self, final MemoryVoteLog log)
    {
        this.self = self;
        this.log = log;
        machine = new Tendermint(validators, self, TIMES, this);
        machine.restore(log);
    }

    /** A machine in the first round of height 1. */
    static Bench inFirstRound(final int self)
    {
        final Bench bench = new Bench(self);
        bench.begin(1);
        return bench;
    }

    void begin(final int nextHeight)
    {
        height = nextHeight;
        machine.start(height, nowNs);
        machine.hurry(nowNs);
    }

    static byte[] id(final char name)
    {
        final byte[] id = new byte[Statement.ID_LENGTH];
        Arrays.fill(id, (byte)name);
        return name == '-' ? null : id;
    }

    static byte[] signature(final int validator)
    {
        final byte[] signature = new byte[Statement.SIGNATURE_LENGTH];
        signature[0] = (byte)validator;
        return signature;
    }

    Receipt proposal(final int round, final char block, final int validRound)
    {
        return machine.onProposal(Statement.proposal(machine.proposer(height, round), height, round, validRound,
            id(block), signature(0)), nowNs);
    }

    /** Votes of some validators, in the given order, for a block or none ('-'). */
    void prevotes(final int round, final char block, final int... authors)
    {
        for (final int author : authors)
        {
            vote(author, round, Step.PREVOTE, block);
        }
    }

    void precommits(final int round, final char block, final int... authors)
    {
        for (final int author : authors)
        {
            vote(author, round, Step.PRECOMMIT, block);
        }
    }

    Receipt vote(final int author, final int round, final Step step, final char block)
    {
        return machine.onVote(Statement.vote(author, height, round, step, id(block), signature(author)), nowNs);
    }

    void checked(final char block, final boolean isFresh, final boolean isValid)
    {
        machine.onChecked(height, id(block), isFresh, isValid, nowNs);
    }

    void composed(final int round, final char block)
    {
        machine.onComposed(height, round, id(block), nowNs);
    }

    void pass(final long ms)
    {
        nowNs += TimeUnit.MILLISECONDS.toNanos(ms);
        machine.doWork(nowNs);
    }

    /** What was asked for since the last call. */
    void expect(final String... lines)
    {
        assertThat(out).containsExactly(lines);
        out.clear();
    }

    @Override
    public void compose(final int atHeight, final int round)
    {
        out.add("compose " + atHeight + "/" + round);
    }

    @Override
    public void propose(final int atHeight, final int round, final int validRound, final byte[] blockId,
        final LockState locks)
    {
        final Statement own = Statement.proposal(self, atHeight, round, validRound, blockId, signature(self));
        log.append(own, locks);
        log.force();
        out.add("propose " + atHeight + "/" + round + " " + name(blockId) + " " + validRound);
        if (isHandedBack)
        {
            machine.onProposal(own, nowNs);
        }
    }

    @Override
    public void vote(final int atHeight, final int round, final Step step, final byte[] blockId,
        final LockState locks)
    {
        final Statement own = Statement.vote(self, atHeight, round, step, blockId, signature(self));
        log.append(own, locks);
        log.force();
        out.add((step == Step.PREVOTE ? "prevote " : "precommit ") + atHeight + "/" + round + " " + name(blockId));
        if (isHandedBack)
        {
            machine.onVote(own, nowNs);
        }
    }

    @Override
    public void check(final int atHeight, final int round, final byte[] blockId, final boolean isFresh)
    {
        out.add((isFresh ? "check fresh " : "check common ") + name(blockId));
    }

    @Override
    public void decided(final int atHeight, final int round, final byte[] blockId)
    {
        out.add("decided " + atHeight + "/" + round + " " + name(blockId));
    }

    @Override
    public void equivocation(final Statement first, final Statement second)
    {
        evidence.add(first);
        evidence.add(second);
        out.add("equivocation " + first.validator() + " " + first.step() + " " + name(first.blockId()) +
            name(second.blockId()));
    }

    @Override
    public void disputed(final int atHeight, final int round, final byte[] blockId)
    {
        out.add("disputed " + atHeight + "/" + round + " " + name(blockId));
    }

    @Override
    public void forked(final int atHeight, final byte[] blockId, final byte[] otherId)
    {
        out.add("forked " + atHeight + " " + name(blockId) + name(otherId));
    }

    private static char name(final byte[] id)
    {
        return id == null ? '-' : (char)id[0];
    }
}
