package io.timecoin.consensus.bft;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A validator of the simulated network, or one face of it: the machine, its log, its blocks, and its gossip. */
final class BftEngine implements BftPort
{
    static final int ONE_FACE = -1;
    private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(25);
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(60);
    private static final int MOST_REPLAYED = 200;

    final int index;
    final int face;
    final List<Commit> store = new ArrayList<>();
    long clockNs;

    private final BftNetwork network;
    private final Behaviour behaviour;
    private final Random random;
    private final MemoryVoteLog log = new MemoryVoteLog();
    private final Set<ByteBuffer> held = new HashSet<>();
    private final Set<ByteBuffer> locked = new HashSet<>();
    private final List<Statement> heard = new ArrayList<>();
    private final BftStatus status;
    private Tendermint machine;
    private Commit brought;
    private boolean isUp;
    private int life;
    private long pausedUntilNs;

    /** A decision and the precommits that show it. */
    record Commit(int height, int round, byte[] id, List<Statement> precommits)
    {
    }

    /** Ends a life in the middle of a call. */
    private static final class Crash extends RuntimeException
    {
        private static final long serialVersionUID = 1L;

        Crash()
        {
            super("crash", null, false, false);
        }
    }

    /** What a status message has. */
    private record Report(BftEngine sender, BftStatus status)
    {
    }

    BftEngine(final BftNetwork network, final int index, final int face, final Behaviour behaviour)
    {
        this.network = network;
        this.index = index;
        this.face = face;
        this.behaviour = behaviour;
        random = network.random;
        status = new BftStatus(network.validators);
    }

    void start()
    {
        isUp = true;
        life++;
        machine = new Tendermint(network.validators, index, BftNetwork.TIMES, this);
        machine.restore(log);
        guarded(() -> machine.start(store.size() + 1, localNs()));
        if (!isUp)
        {
            return;
        }
        every(TICK_NS, this::tick);
        every(TimeUnit.MILLISECONDS.toNanos(80 + random.nextInt(80)), this::gossip);
    }

    void crash(final long downNs)
    {
        if (!isUp)
        {
            return;
        }
        network.crashes++;
        isUp = false;
        life++;
        log.crash(random.nextInt(3));
        held.retainAll(locked);
        store.forEach(commit -> held.add(ByteBuffer.wrap(commit.id)));
        final int dead = life;
        network.after(downNs, () ->
        {
            if (life == dead)
            {
                start();
            }
        });
    }

    @Override
    public String toString()
    {
        return "\n  " + index + (face == ONE_FACE ? "" : "." + face) + (behaviour == null ? "" : " " + behaviour) +
            (isUp ? "" : " down") + " stored " + store.size() + " at " + machine + " logged " + log.last();
    }

    void pause(final long forNs)
    {
        pausedUntilNs = network.nowNs + forNs;
    }

    void recover()
    {
        pausedUntilNs = 0;
        if (!isUp)
        {
            start();
        }
    }

    void receive(final Object message)
    {
        if (!isUp)
        {
            return;
        }
        if (network.nowNs < pausedUntilNs)
        {
            network.after(pausedUntilNs - network.nowNs, () -> receive(message));
            return;
        }
        guarded(() ->
        {
            if (message instanceof Statement)
            {
                onStatement((Statement)message);
            }
            else if (message instanceof Report)
            {
                onReport((Report)message);
            }
            else
            {
                onCommit((Commit)message);
            }
        });
    }

    private void onStatement(final Statement statement)
    {
        if (statement.step() == Step.PROPOSE)
        {
            machine.onProposal(statement, localNs());
        }
        else
        {
            machine.onVote(statement, localNs());
        }
        if (behaviour == Behaviour.REPLAYING && heard.size() < MOST_REPLAYED)
        {
            heard.add(statement);
        }
        if ((behaviour == Behaviour.AMNESIA || behaviour == Behaviour.FAVOURING) && statement.step() == Step.PROPOSE &&
            statement.validator() != index)
        {
            sendAll(vote(statement.height(), statement.round(), Step.PREVOTE, statement.blockId()));
            sendAll(vote(statement.height(), statement.round(), Step.PRECOMMIT, statement.blockId()));
        }
    }

    private void onReport(final Report report)
    {
        final BftStatus peer = report.status;
        if (behaviour == Behaviour.FAVOURING)
        {
            return;
        }
        if (peer.height < machine.height() && peer.height <= store.size() && peer.height >= 1)
        {
            network.send(index, report.sender, store.get(peer.height - 1));
        }
        if (peer.height == machine.height() && !peer.hasProposal && machine.proposal(peer.round) != null)
        {
            network.send(index, report.sender, machine.proposal(peer.round));
        }
        final int[] sent = {0};
        machine.missing(peer, statement ->
        {
            network.send(index, report.sender, statement);
            return ++sent[0] < 60;
        });
    }

    private void onCommit(final Commit commit)
    {
        if (commit.height != machine.height() || machine.isDecided())
        {
            return;
        }
        long weight = 0;
        for (final Statement precommit : commit.precommits)
        {
            weight += network.validators.weight(precommit.validator());
        }
        if (!network.validators.isQuorum(weight))
        {
            network.violated("a commit without a quorum");
        }
        obtain(commit.height, commit.id, () ->
        {
            if (machine.height() == commit.height && !machine.isDecided())
            {
                brought = commit;
                machine.onCommit(commit.height, commit.round, commit.id, localNs());
            }
        });
    }

    private void tick()
    {
        machine.wantBlock(random.nextInt(4) != 0, localNs());
        if (random.nextInt(100) == 0)
        {
            machine.hurry(localNs());
        }
        machine.doWork(localNs());
    }

    private void gossip()
    {
        if (behaviour == Behaviour.SILENT || behaviour == Behaviour.FAVOURING)
        {
            return;
        }
        final BftStatus told = new BftStatus(network.validators);
        machine.status(told);
        for (int i = 0; i < 2; i++)
        {
            final BftEngine to = network.engines.get(random.nextInt(network.engines.size()));
            if (isFor(to))
            {
                network.send(index, to, new Report(this, told));
            }
        }
        if (behaviour == Behaviour.REPLAYING && !heard.isEmpty())
        {
            sendAll(heard.get(random.nextInt(heard.size())));
        }
        if (behaviour == Behaviour.NONSENSE)
        {
            sendAll(nonsense());
        }
    }

    @Override
    public void compose(final int height, final int round)
    {
        final byte[] id = network.newBlock(behaviour != Behaviour.CORRUPT);
        later(TimeUnit.MILLISECONDS.toNanos(random.nextInt(20)), () ->
        {
            held.add(ByteBuffer.wrap(id));
            machine.onComposed(height, round, id, localNs());
        });
    }

    @Override
    public void propose(final int height, final int round, final int validRound, final byte[] blockId,
        final LockState locks)
    {
        final Statement own = Statement.proposal(index, height, round, validRound, blockId, signature());
        logged(own, locks);
        if (behaviour == Behaviour.EQUIVOCATING)
        {
            final byte[] other = network.newBlock(true);
            held.add(ByteBuffer.wrap(other));
            sendSplit(own, Statement.proposal(index, height, round, Statement.FRESH, other, signature()));
        }
        else
        {
            say(own);
        }
        machine.onProposal(own, localNs());
    }

    @Override
    public void vote(final int height, final int round, final Step step, final byte[] blockId, final LockState locks)
    {
        final Statement own = vote(height, round, step, blockId);
        if (step == Step.PRECOMMIT && blockId != null)
        {
            locked.add(ByteBuffer.wrap(blockId));
        }
        logged(own, locks);
        if (behaviour == Behaviour.EQUIVOCATING)
        {
            final Statement proposal = machine.proposal(round);
            sendSplit(own, vote(height, round, step,
                blockId != null ? null : proposal == null ? network.newBlock(true) : proposal.blockId()));
        }
        else
        {
            say(own);
        }
        machine.onVote(own, localNs());
    }

    @Override
    public void check(final int height, final int round, final byte[] blockId, final boolean isFresh)
    {
        if (!network.isCalm && random.nextInt(20) == 0)
        {
            // There may be no answer.
            return;
        }
        obtain(height, blockId, () ->
        {
            final boolean isGood = behaviour == Behaviour.CORRUPT || network.blocks.get(ByteBuffer.wrap(blockId));
            // Each has own reasons to refuse some fresh blocks.
            final boolean isRefused = isFresh && Math.floorMod(blockId[3] * 31 + index * 7, 19) == 0;
            machine.onChecked(height, blockId, isFresh, isGood && !isRefused, localNs());
        });
    }

    @Override
    public void decided(final int height, final int round, final byte[] blockId)
    {
        if (behaviour == null)
        {
            network.onDecided(height, blockId, index);
        }
        final List<Statement> precommits = new ArrayList<>();
        final long weight = machine.precommits(round, blockId, precommits::add);
        final Commit commit = network.validators.isQuorum(weight) ?
            new Commit(height, round, blockId, precommits) : brought;
        if (random.nextInt(4) == 0)
        {
            store(commit);
        }
        else
        {
            later(TimeUnit.MILLISECONDS.toNanos(random.nextInt(40)), () -> store(commit));
        }
    }

    @Override
    public void equivocation(final Statement first, final Statement second)
    {
        if (!network.isByzantine[first.validator()] || first.says(second) ||
            first.validator() != second.validator() || first.step() != second.step())
        {
            network.violated("evidence against an honest validator: " + first + ", " + second);
        }
    }

    @Override
    public void disputed(final int height, final int round, final byte[] blockId)
    {
        network.violated("a quorum for a bad block at " + height);
    }

    @Override
    public void forked(final int height, final byte[] blockId, final byte[] otherId)
    {
        network.violated("two certificates at " + height);
    }

    private void store(final Commit commit)
    {
        if (commit.height != store.size() + 1)
        {
            network.violated("stores height " + commit.height + " after " + store.size());
            return;
        }
        store.add(commit);
        machine.start(commit.height + 1, localNs());
    }

    /** Gets a block from whoever has it and can be reached, as long as its height is undecided. */
    private void obtain(final int height, final byte[] id, final Runnable then)
    {
        later(TimeUnit.MILLISECONDS.toNanos(1 + random.nextInt(15)), () ->
        {
            if (machine.height() != height || machine.isDecided())
            {
                return;
            }
            final ByteBuffer key = ByteBuffer.wrap(id);
            if (!held.contains(key) && network.blocks.containsKey(key) && network.engines.stream().anyMatch(
                other -> other.isUp && other.behaviour != Behaviour.SILENT && other.held.contains(key) &&
                network.isOpen(index, other.index) && network.isOpen(other.index, index)))
            {
                held.add(key);
            }
            if (held.contains(key))
            {
                then.run();
            }
            else
            {
                network.after(RETRY_NS, inThisLife(() -> obtain(height, id, then)));
            }
        });
    }

    /** Only what is on disk leaves; the process may end before or after it is. */
    private void logged(final Statement own, final LockState locks)
    {
        log.append(own, locks);
        maybeCrash();
        log.force();
        maybeCrash();
        if (behaviour == null)
        {
            network.onSigned(own);
        }
    }

    private void maybeCrash()
    {
        if (!network.isCalm && random.nextInt(400) == 0)
        {
            throw new Crash();
        }
    }

    private void say(final Statement own)
    {
        if (behaviour == Behaviour.WITHHOLDING && own.step() != Step.PROPOSE)
        {
            final BftEngine only = network.engines.get((own.height() + own.round()) % network.engines.size());
            network.send(index, only, own);
            later(TimeUnit.MILLISECONDS.toNanos(random.nextInt(3_000)), () -> sendAll(own));
        }
        else if (behaviour == Behaviour.FAVOURING)
        {
            favour(own);
        }
        else if (behaviour != Behaviour.SILENT)
        {
            sendAll(own);
        }
    }

    private void favour(final Statement own)
    {
        final int size = network.validators.size();
        final int favourites = own.step() == Step.PRECOMMIT ? 1 : size - 1 - (size - 1) / 3;
        for (final BftEngine to : network.engines)
        {
            if (isFor(to) && Math.floorMod(to.index - index - 1 - own.height(), size) < favourites)
            {
                network.send(index, to, own);
            }
        }
    }

    private void sendAll(final Statement statement)
    {
        for (final BftEngine to : network.engines)
        {
            if (isFor(to))
            {
                network.send(index, to, statement);
            }
        }
    }

    private void sendSplit(final Statement one, final Statement other)
    {
        for (final BftEngine to : network.engines)
        {
            if (to != this)
            {
                network.send(index, to, random.nextBoolean() ? one : other);
            }
        }
    }

    /** A face speaks to its half, and to the same faces of others; who has one face hears the face of its half. */
    private boolean isFor(final BftEngine to)
    {
        final int ownSide = face == ONE_FACE ? index & 1 : face;
        return to.index != index && (face == ONE_FACE && to.face == ONE_FACE ||
            ownSide == (to.face == ONE_FACE ? to.index & 1 : to.face));
    }

    private Statement nonsense()
    {
        final int height = machine.height() + random.nextInt(5) - 2;
        final int round = random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(12);
        final byte[] id = random.nextInt(3) == 0 ? null : network.newBlock(random.nextBoolean());
        final Step step = Step.values()[random.nextInt(3)];
        return new Statement(random.nextInt(20) == 0 ? 5_000 : index, height, round, step,
            random.nextInt(5) - 2, id, random.nextInt(9) == 0 ? new byte[3] : signature());
    }

    private Statement vote(final int height, final int round, final Step step, final byte[] id)
    {
        return Statement.vote(index, height, round, step, id, signature());
    }

    private byte[] signature()
    {
        return Bench.signature(index);
    }

    private long localNs()
    {
        return network.nowNs + clockNs;
    }

    private void every(final long periodNs, final Runnable action)
    {
        network.after(periodNs, inThisLife(() ->
        {
            if (network.nowNs >= pausedUntilNs)
            {
                action.run();
            }
            every(periodNs, action);
        }));
    }

    private void later(final long waitNs, final Runnable action)
    {
        network.after(Math.max(waitNs, pausedUntilNs - network.nowNs), inThisLife(action));
    }

    private Runnable inThisLife(final Runnable action)
    {
        final int born = life;
        return () ->
        {
            if (life == born)
            {
                guarded(action);
            }
        };
    }

    private void guarded(final Runnable action)
    {
        try
        {
            action.run();
        }
        catch (final Crash crash)
        {
            crash(TimeUnit.MILLISECONDS.toNanos(random.nextInt(3_000)));
        }
    }
}
