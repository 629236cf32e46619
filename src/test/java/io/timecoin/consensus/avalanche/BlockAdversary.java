package io.timecoin.consensus.avalanche;

import static io.timecoin.consensus.avalanche.TestNetwork.MS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;

import io.timecoin.consensus.validators.ValidatorSet;
import io.timecoin.wire.PollReplyDecoder;
import org.agrona.concurrent.UnsafeBuffer;

/** Double spends and chains, lying replies, and blocks that a model of voting decides as the adversary likes. */
final class BlockAdversary
{
    private static final int MOST = 300;
    private static final int REPLY_ENTRIES = 20;
    private static final int REPLY_ENTRY_LENGTH = 24;

    private final TestNetwork network;
    private final Random random;
    private final int liars;
    /** Blocks after each of which others vote, and who; none unless said otherwise. */
    private int epochLength = Integer.MAX_VALUE;
    private List<long[]> electorates = List.of();
    private ValidatorSet voters;
    private int nextNumber = 1;
    private long height;
    int heldBack;

    BlockAdversary(final TestNetwork network, final int liars)
    {
        this.network = network;
        this.liars = liars;
        random = new Random(network.seed);
        voters = network.validators;
        network.roundTrip(10 * MS, 2);
        for (int liar = 0; liar < liars; liar++)
        {
            network.liars[liar] = (to, templateId, message) -> lie(to, templateId, message);
        }
    }

    /** Others vote after so many blocks, in turn; liars are told as well. */
    void epochs(final int length, final List<long[]> weights)
    {
        epochLength = length;
        electorates = weights;
        network.announce(length, weights.get(0));
    }

    List<TestNode> honest()
    {
        return network.nodes.subList(liars, network.nodes.size());
    }

    void play(final int blocks)
    {
        for (int i = 0; i < blocks; i++)
        {
            submitSome();
            network.run(random.nextInt(60) * MS);
            for (int round = 0; round < 3 && !propose(isLoser()); round++)
            {
                network.run(random.nextInt(20) * MS);
            }
        }
    }

    /** The adversary grows tired; what is left is decided by honest proposals, and all states must agree. */
    void settle()
    {
        network.run(5_000 * MS);
        for (int i = 0; i < 40 && honest().stream().anyMatch(
            node -> !node.acceptedNs.keySet().equals(node.blocks.finals.keySet()) ||
            node.avalanche.stats().contestedNow > 0); i++)
        {
            network.run(1_000 * MS);
            propose(false);
        }
        final TestNode first = honest().get(0);
        for (final TestNode node : honest())
        {
            final String who = "seed " + network.seed + ", node " + node.self;
            assertThat(node.blocks.applied).as(who).isEqualTo(first.blocks.applied);
            assertThat(node.blocks.finals).as(who).isEqualTo(first.blocks.finals);
            assertThat(node.acceptedNs.keySet()).as(who).isEqualTo(node.blocks.finals.keySet());
            assertThat(node.spenderOf).as(who).isEqualTo(first.spenderOf);
            assertThat(node.blocks.fees).as(who).isEqualTo(first.blocks.fees);
        }
        assertThat(first.blocks.finals).as("seed %d", network.seed).hasSizeGreaterThan(nextNumber / 3);
    }

    private boolean isLoser()
    {
        return random.nextInt(3) == 0;
    }

    private void submitSome()
    {
        for (int i = 0; i < 6; i++)
        {
            final TestNode at = network.nodes.get(random.nextInt(network.nodes.size()));
            if (random.nextInt(3) == 0 && !at.acceptedNs.isEmpty())
            {
                final List<Integer> parents = List.copyOf(at.acceptedNs.keySet());
                at.submit(nextNumber++, -parents.get(random.nextInt(parents.size())));
            }
            else if (random.nextInt(3) == 0)
            {
                // Some see one first, some the other.
                final int coin = 1_000_000 + nextNumber;
                network.nodes.forEach(node -> node.submit(nextNumber + (random.nextBoolean() ? 0 : 1), coin));
                nextNumber += 2;
            }
            else
            {
                at.submit(nextNumber, 1_000_000 + nextNumber++);
            }
        }
    }

    /** One round: proposal, prevotes, and the decision if there is a quorum. */
    private boolean propose(final boolean isAttack)
    {
        final List<TestNode> honest = honest();
        final TestNode proposer = honest.get(random.nextInt(honest.size()));
        final List<Integer> list = proposer.blocks.list(MOST);
        final Integer[] proposed = isAttack ? attack(list) : list.toArray(Integer[]::new);
        final List<Long> tickets = new ArrayList<>();
        for (final TestNode node : honest)
        {
            node.blocks.height = height + 1;
            tickets.add(node.blocks.check(true, proposer.self, proposed));
        }
        network.run((50 + random.nextInt(300)) * MS);
        long votes = IntStream.range(0, liars).mapToLong(voters::weight).sum();
        for (int i = 0; i < honest.size(); i++)
        {
            votes += honest.get(i).blocks.verdicts.get(tickets.get(i)) == BlockVerdict.OK ?
                voters.weight(honest.get(i).self) : 0;
            honest.get(i).avalanche.forget(tickets.get(i));
        }
        if (!voters.isQuorum(votes))
        {
            heldBack++;
            return false;
        }
        height++;
        for (final TestNode node : honest)
        {
            node.blocks.commit(height, proposer.self, proposed);
            network.run(random.nextInt(30) * MS);
        }
        assertThat(network.runUntil(
            () -> honest.stream().allMatch(node -> node.blocks.isApplied(height)), 60_000 * MS))
            .as("block %d applied everywhere, seed %d", height, network.seed).isTrue();
        honest.forEach(node -> node.blocks.listed(height));
        turn();
        return true;
    }

    private void turn()
    {
        if (height % epochLength == 0)
        {
            final int epoch = (int)(height / epochLength);
            voters = new ValidatorSet(electorates.get((epoch - 1) % electorates.size()));
            for (int liar = 0; liar < liars; liar++)
            {
                network.nodes.get(liar).blocks.commit(height, 0);
            }
            network.announce(height + epochLength, electorates.get(epoch % electorates.size()));
        }
    }

    /** Instead of a payment, a rival of it, if anybody has one. */
    private Integer[] attack(final List<Integer> list)
    {
        final TreeSet<Integer> others = new TreeSet<>();
        final TreeSet<Integer> coins = new TreeSet<>();
        final List<Integer> attack = new ArrayList<>();
        for (final TestNode node : network.nodes)
        {
            others.addAll(node.handles.keySet());
        }
        for (final TestNode node : honest())
        {
            others.removeAll(node.acceptedNs.keySet());
        }
        for (final int number : others)
        {
            final int coin = anyCoinOf(number);
            if (coin > 0 && honest().stream().noneMatch(node -> node.blocks.finals.containsKey(
                node.spenderOf.getOrDefault(coin, -1))) && coins.add(coin))
            {
                attack.add(number);
            }
        }
        for (final int number : list)
        {
            final int coin = anyCoinOf(number);
            if (coin > 0 && coins.add(coin))
            {
                attack.add(number);
            }
        }
        return attack.toArray(Integer[]::new);
    }

    private int anyCoinOf(final int number)
    {
        for (final TestNode node : network.nodes)
        {
            if (node.handles.containsKey(number))
            {
                return node.coinsOf(number)[0];
            }
        }
        return 0;
    }

    private byte[] lie(final int to, final int templateId, final byte[] message)
    {
        if (templateId == PollReplyDecoder.TEMPLATE_ID)
        {
            final UnsafeBuffer reply = new UnsafeBuffer(message);
            for (int at = REPLY_ENTRIES; at < message.length; at += REPLY_ENTRY_LENGTH)
            {
                final long known = reply.getLong(at);
                final long prefer = to % 2 == 0 ? reply.getLong(at + 8) : known;
                reply.putLong(at + 8, prefer);
                reply.putLong(at + 16, prefer);
            }
        }
        return message;
    }
}
