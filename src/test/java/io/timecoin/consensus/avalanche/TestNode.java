package io.timecoin.consensus.avalanche;

import io.timecoin.crypto.Sha256;
import io.timecoin.pending.TransactionTable;
import io.timecoin.transaction.Verdict;
import io.timecoin.wire.BatchAnnouncementEncoder;
import io.timecoin.wire.BatchDecoder;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.PollEncoder;
import io.timecoin.wire.TransactionRequestEncoder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * One validator of a {@link TestNetwork}: real acceptance, and a small stand-in for validation. A payment here is its
 * number and the coins that it spends; a negative coin is the output of the payment with that number.
 */
final class TestNode implements Outbox, Decisions
{
    /** Room for every rival and batch of these tests. */
    static final AvalancheLimits LIMITS = new AvalancheLimits(512, 80, 16, 256, 2_048);

    private static final int TABLE_BLOCKS = 8_192;

    final TestNetwork network;
    final int self;
    final TransactionTable table = new TransactionTable(TABLE_BLOCKS);
    Avalanche avalanche;
    boolean isDown;
    /** Keeps no record of decisions. */
    boolean isQuiet;
    private long quietId;
    /** Room for messages; 0 stands for full rings. */
    int outboxRoom = Integer.MAX_VALUE;
    int decisionRoom = Integer.MAX_VALUE;
    /** Payments held that spend one coin. */
    int mostSpenders = Integer.MAX_VALUE;

    final Map<Integer, Long> acceptedNs = new TreeMap<>();
    final Set<Integer> rejected = new TreeSet<>();
    final Set<Integer> expired = new TreeSet<>();
    final Set<Integer> evicted = new TreeSet<>();
    final Set<Integer> released = new TreeSet<>();
    final List<String> decisions = new ArrayList<>();
    final Map<Integer, Integer> handles = new HashMap<>();
    final Map<Integer, Integer> numbers = new HashMap<>();
    /** Payments that this node refuses to hold, as if its pool were full. */
    final Set<Integer> unheld = new HashSet<>();
    /** Payments whose parents are not accepted here yet. */
    final Set<Integer> unready = new HashSet<>();
    /** Names of batches sent or received. */
    final List<byte[]> batchNames = new ArrayList<>();
    /** What the stand-in for blocks heard, if there are blocks. */
    TestBlocks blocks;
    final Set<Integer> undone = new TreeSet<>();
    /** Held, and of no use any more. */
    private final Set<Integer> abandoned = new HashSet<>();
    /** What validation has to tell when it gets round to it. */
    private final ArrayDeque<Runnable> tidings = new ArrayDeque<>();
    private final Map<ByteBuffer, Integer> firsts = new HashMap<>();
    private final Map<Integer, List<Integer>> spenders = new HashMap<>();
    /** Accepted payment by coin. */
    final Map<Integer, Integer> spenderOf = new HashMap<>();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[256 * 1024]);
    private final AvalancheParameters parameters;
    private final Function<Electorate, AcceptanceRule> rules;
    /** Who votes, as this node has it. */
    Electorate electorate;

    TestNode(final TestNetwork network, final int self, final AvalancheParameters parameters,
        final Function<Electorate, AcceptanceRule> rules, final long seed)
    {
        this.network = network;
        this.self = self;
        this.parameters = parameters;
        this.rules = rules;
        electorate = new Electorate(network.validators, self);
        avalanche = new Avalanche(parameters, electorate, table, this, this, rules.apply(electorate), seed);
    }

    /** Starts again with nothing but what was accepted. */
    void restart(final long seed)
    {
        restart(seed, new Electorate(network.validators, self));
    }

    /** The same, in a later epoch. */
    void restart(final long seed, final Electorate voters)
    {
        electorate = voters;
        for (final int handle : List.copyOf(numbers.keySet()))
        {
            forget(handle);
        }
        avalanche = new Avalanche(
            parameters.withAnswerKnownOnly(true), electorate, table, this, this, rules.apply(electorate), seed);
    }

    /** Has blocks from now on. */
    TestBlocks withBlocks(final int maxTransactions)
    {
        blocks = new TestBlocks(this);
        avalanche.blocks(blocks, maxTransactions, TestBlocks.SUBSIDY);
        return blocks;
    }

    void work()
    {
        for (int i = 0; i < 100 && avalanche.doWork(network.nowNs) + tellTidings() > 0; i++)
        {
            Thread.onSpinWait();
        }
    }

    private int tellTidings()
    {
        final int count = tidings.size();
        while (!tidings.isEmpty())
        {
            tidings.remove().run();
        }
        return count;
    }

    /** Asks another validator for payments. */
    void request(final TestNode server, final int... payments)
    {
        final UnsafeBuffer message = TestPayments.request(payments);
        server.avalanche.onMessage(self, TransactionRequestEncoder.TEMPLATE_ID, message, 0, message.capacity(),
            network.nowNs);
    }

    /** Polls this node, as a peer of an epoch, about a batch in the order of sending and coming. */
    void ask(final int peer, final int batch, final long since)
    {
        final UnsafeBuffer poll = new UnsafeBuffer(new byte[128]);
        final PollEncoder encoder = new PollEncoder();
        encoder.wrapAndApplyHeader(poll, 0, new MessageHeaderEncoder()).pollId(since << 48).entriesCount(1).next()
            .putBatchName(batchNames.get(batch), 0, 32).asked(~0L);
        avalanche.onMessage(peer, PollEncoder.TEMPLATE_ID, poll, 0,
            MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength(), network.nowNs);
    }

    /** Tells this node, as a peer, of a batch. */
    void announce(final int peer, final byte[] prefix)
    {
        final UnsafeBuffer message = new UnsafeBuffer(new byte[64]);
        final BatchAnnouncementEncoder encoder = new BatchAnnouncementEncoder();
        encoder.wrapAndApplyHeader(message, 0, new MessageHeaderEncoder()).entriesCount(1).next()
            .putBatchName(java.util.Arrays.copyOf(prefix, 32), 0, 32);
        avalanche.onMessage(peer, BatchAnnouncementEncoder.TEMPLATE_ID, message, 0,
            MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength(), network.nowNs);
    }

    /** Puts payments into the table that nobody keeps a record of. */
    int[] holdQuietly(final int count)
    {
        final int[] held = new int[count];
        final UnsafeBuffer bytes = new UnsafeBuffer(new byte[200]);
        final UnsafeBuffer id = new UnsafeBuffer(new byte[32]);
        for (int i = 0; i < count; i++)
        {
            held[i] = table.allocate(bytes, 0, bytes.capacity());
            id.putLong(0, ++quietId);
            table.ids(held[i], id, 0, 0);
        }
        return held;
    }

    /** A client submits a payment; false if a coin is spent or promised here. */
    boolean submit(final int number, final int... coins)
    {
        if (handles.containsKey(number) || acceptedNs.containsKey(number))
        {
            return false;
        }
        for (final int coin : coins)
        {
            if (spenderOf.containsKey(coin) || !spenders.getOrDefault(coin, List.of()).isEmpty())
            {
                return false;
            }
        }
        if (!hasParents(coins))
        {
            return false;
        }
        avalanche.onAdmit(hold(TestPayments.payment(number, coins)), network.nowNs);
        return true;
    }

    void becomeReady(final int number)
    {
        unready.remove(number);
        if (handles.containsKey(number) && isReady(number))
        {
            avalanche.onReady(handles.get(number), network.nowNs);
        }
    }

    void onBatch(final int peer, final DirectBuffer message)
    {
        final BatchDecoder decoder = new BatchDecoder();
        decoder.wrap(message, 8, 0, 1);
        final BatchDecoder.MembersDecoder members = decoder.members();
        final int[] held = new int[64];
        long ready = 0;
        long invalid = 0;
        int count = 0;
        while (members.hasNext())
        {
            members.next();
            final byte[] bytes = new byte[members.transactionLength()];
            members.getTransaction(bytes, 0, bytes.length);
            final int number = TestPayments.number(bytes);
            if (handles.containsKey(number))
            {
                held[count] = handles.get(number);
                ready |= isReady(number) ? 1L << count : 0;
            }
            else if (isSpent(bytes) || acceptedNs.containsKey(number))
            {
                invalid |= 1L << count;
                tellOverruled(number, acceptedSpendersOf(bytes));
            }
            else if (isCrowded(bytes))
            {
                tellOverruled(number, spendersOf(bytes));
            }
            else if (!unheld.contains(number))
            {
                held[count] = hold(bytes);
                ready |= isReady(number) ? 1L << count : 0;
            }
            count++;
        }
        final byte[] hash = nameOf(message);
        batchNames.add(hash);
        avalanche.onBatch(peer, hash, count, held, ready, invalid, network.nowNs);
    }

    @Override
    public int claim(final int length)
    {
        return outboxRoom >= length ? 0 : NO_SPACE;
    }

    @Override
    public MutableDirectBuffer buffer()
    {
        return buffer;
    }

    @Override
    public void send(final int peer, final boolean bulk, final int length)
    {
        outboxRoom -= outboxRoom == Integer.MAX_VALUE ? 0 : length;
        final byte[] message = new byte[length];
        buffer.getBytes(0, message);
        if ((buffer.getShort(2) & 0xFFFF) == BatchDecoder.TEMPLATE_ID)
        {
            batchNames.add(nameOf(buffer));
        }
        network.send(self, peer, message, buffer.getShort(2) & 0xFFFF, bulk);
    }

    @Override
    public void send(final long[] peers, final boolean bulk, final int length)
    {
        for (int peer = 0; peer < network.validators.size(); peer++)
        {
            if ((peers[peer >> 6] >>> peer & 1) != 0)
            {
                send(peer, bulk, length);
            }
        }
    }

    @Override
    public void broadcast(final boolean bulk, final int length)
    {
        for (int peer = 0; peer < network.validators.size(); peer++)
        {
            if (peer != self)
            {
                send(peer, bulk, length);
            }
        }
    }

    @Override
    public void abort()
    {
        throw new AssertionError("every claim here is sent");
    }

    @Override
    public boolean accepted(final int handle)
    {
        if (isQuiet)
        {
            return true;
        }
        if (!takeRoom())
        {
            return false;
        }
        final int number = numbers.get(handle);
        decisions.add("accepted " + number);
        for (final int coin : coins(handle))
        {
            if (spenderOf.put(coin, number) != null)
            {
                throw new AssertionError("coin " + coin + " spent twice at " + self + ", seed " + network.seed);
            }
            spenders.get(coin).remove((Integer)handle);
        }
        acceptedNs.put(number, network.nowNs);
        for (final int child : children(number))
        {
            tidings.add(() -> becomeReady(child));
        }
        return true;
    }

    @Override
    public boolean finalized(final int handle, final long height)
    {
        if (isQuiet)
        {
            return true;
        }
        if (!takeRoom())
        {
            return false;
        }
        decisions.add("final " + numbers.get(handle) + " at " + height);
        blocks.onFinal(numbers.get(handle), height);
        return true;
    }

    @Override
    public boolean undone(final int handle)
    {
        if (!takeRoom())
        {
            return false;
        }
        final int number = numbers.get(handle);
        note("undone", undone, handle);
        if (acceptedNs.remove(number) == null || blocks.finals.containsKey(number))
        {
            throw new AssertionError(number + " is not to be undone at " + self + ", seed " + network.seed);
        }
        for (final int coin : coins(handle))
        {
            spenderOf.remove(coin);
        }
        abandonChildren(number);
        abandoned.add(number);
        tidings.add(() -> avalanche.onAbandon(handle));
        return true;
    }

    @Override
    public boolean charged(final int validator)
    {
        return true;
    }

    @Override
    public boolean block(final long height, final long coinbaseAmount, final int proposer)
    {
        if (isQuiet)
        {
            return true;
        }
        if (!takeRoom())
        {
            return false;
        }
        decisions.add("block " + height + " pays " + coinbaseAmount + " to " + proposer);
        blocks.heights.add(height);
        return true;
    }

    @Override
    public boolean rejected(final int handle, final Verdict reason)
    {
        return takeRoom() && note("rejected", rejected, handle) && unlock(handle);
    }

    @Override
    public boolean expired(final int handle)
    {
        return takeRoom() && note("expired", expired, handle) && unlock(handle) && forget(handle);
    }

    @Override
    public boolean evicted(final int handle)
    {
        return takeRoom() && note("evicted", evicted, handle) && unlock(handle) && forget(handle);
    }

    @Override
    public boolean released(final int handle)
    {
        if (isQuiet)
        {
            table.free(handle);
            return true;
        }
        return takeRoom() && note("released", released, handle) && unlock(handle) && forget(handle);
    }

    /** Number of the first payment of a batch that passed here. */
    int firstOf(final byte[] name)
    {
        return firsts.get(ByteBuffer.wrap(name));
    }

    /** What a payment that is held here spends. */
    int[] coinsOf(final int number)
    {
        return coins(handles.get(number));
    }

    /** Undecided payments here that spend an output of this one. */
    private List<Integer> children(final int number)
    {
        final List<Integer> children = new ArrayList<>();
        for (final int handle : spenders.getOrDefault(-number, List.of()))
        {
            children.add(numbers.get(handle));
        }
        return children;
    }

    private void abandonChildren(final int number)
    {
        for (final int child : children(number))
        {
            final int handle = handles.get(child);
            unlock(handle);
            abandoned.add(child);
            abandonChildren(child);
            tidings.add(() -> avalanche.onAbandon(handle));
        }
    }

    private boolean isReady(final int number)
    {
        return !unready.contains(number) && !abandoned.contains(number) && hasParents(coins(handles.get(number)));
    }

    private boolean hasParents(final int[] coins)
    {
        return Arrays.stream(coins).allMatch(coin -> coin >= 0 || acceptedNs.containsKey(-coin));
    }

    private int[] acceptedSpendersOf(final byte[] bytes)
    {
        return Arrays.stream(TestPayments.coins(bytes)).filter(spenderOf::containsKey)
            .map(spenderOf::get).filter(handles::containsKey).map(handles::get).toArray();
    }

    private int[] spendersOf(final byte[] bytes)
    {
        return Arrays.stream(TestPayments.coins(bytes)).boxed()
            .flatMap(coin -> spenders.getOrDefault(coin, List.of()).stream()).mapToInt(Integer::intValue).toArray();
    }

    private boolean isCrowded(final byte[] bytes)
    {
        return Arrays.stream(TestPayments.coins(bytes))
            .anyMatch(coin -> spenders.getOrDefault(coin, List.of()).size() >= mostSpenders);
    }

    private void tellOverruled(final int number, final int[] rivals)
    {
        final UnsafeBuffer txid = new UnsafeBuffer(TestPayments.txid(number));
        tidings.add(() -> avalanche.onOverruled(txid, 0, rivals, rivals.length));
    }

    private byte[] nameOf(final DirectBuffer message)
    {
        final BatchDecoder decoder = new BatchDecoder();
        decoder.wrap(message, MessageHeaderEncoder.ENCODED_LENGTH, 0, 1);
        final BatchDecoder.MembersDecoder members = decoder.members();
        final Sha256 name = new Sha256().add(Sha256.tag("timecoin/batch"));
        int first = -1;
        while (members.hasNext())
        {
            members.next();
            final byte[] bytes = new byte[members.transactionLength()];
            members.getTransaction(bytes, 0, bytes.length);
            name.add(Sha256.of(bytes));
            first = first < 0 ? TestPayments.number(bytes) : first;
        }
        final byte[] hash = new byte[32];
        name.finish(hash, 0);
        firsts.put(ByteBuffer.wrap(hash), first);
        return hash;
    }

    private boolean takeRoom()
    {
        if (decisionRoom == 0)
        {
            return false;
        }
        decisionRoom -= decisionRoom == Integer.MAX_VALUE ? 0 : 1;
        return true;
    }

    private boolean note(final String what, final Set<Integer> set, final int handle)
    {
        final int number = numbers.get(handle);
        decisions.add(what + " " + number);
        return set.add(number) || true;
    }

    private boolean unlock(final int handle)
    {
        for (final int coin : coins(handle))
        {
            spenders.get(coin).remove((Integer)handle);
        }
        return true;
    }

    private boolean forget(final int handle)
    {
        unlock(handle);
        abandoned.remove(numbers.get(handle));
        handles.remove(numbers.remove(handle));
        table.free(handle);
        return true;
    }

    private int hold(final byte[] bytes)
    {
        final int handle = table.allocate(new UnsafeBuffer(bytes), 0, bytes.length);
        if (handle == TransactionTable.NULL_HANDLE)
        {
            throw new AssertionError("table is full at " + self);
        }
        final int number = TestPayments.number(bytes);
        final UnsafeBuffer ids = new UnsafeBuffer(new byte[64]);
        ids.putBytes(0, TestPayments.txid(number));
        ids.putBytes(32, Sha256.of(bytes));
        table.ids(handle, ids, 0, 32);
        table.fee(handle, TestPayments.fee(number));
        handles.put(number, handle);
        numbers.put(handle, number);
        final Set<Integer> rivals = new TreeSet<>();
        for (final int coin : coins(handle))
        {
            final List<Integer> others = spenders.computeIfAbsent(coin, any -> new ArrayList<>());
            rivals.addAll(others);
            others.add(handle);
        }
        if (!rivals.isEmpty())
        {
            avalanche.onConflict(handle, rivals.stream().mapToInt(Integer::intValue).toArray(), rivals.size());
        }
        return handle;
    }

    private boolean isSpent(final byte[] bytes)
    {
        return Arrays.stream(TestPayments.coins(bytes)).anyMatch(spenderOf::containsKey);
    }

    private int[] coins(final int handle)
    {
        final byte[] bytes = new byte[table.length(handle)];
        table.copyTo(handle, new UnsafeBuffer(bytes), 0);
        return TestPayments.coins(bytes);
    }
}
