package io.timecoin.consensus.avalanche;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What makes blocks beside a {@link TestNode}: gives orders by numbers of payments, and notes what it hears. */
final class TestBlocks implements BlockReports
{
    static final long SUBSIDY = 50;

    private final TestNode node;
    /** Room for reports. */
    int room = Integer.MAX_VALUE;
    /** Complete lists by ticket, and those of which parts came. */
    final Map<Long, List<Integer>> composed = new TreeMap<>();
    private final Map<Long, List<Integer>> composing = new TreeMap<>();
    final Map<Long, BlockVerdict> verdicts = new TreeMap<>();
    final Map<Long, List<Integer>> applied = new TreeMap<>();
    final Map<Long, Long> fees = new TreeMap<>();
    final List<String> pending = new ArrayList<>();
    /** Heights of blocks that cannot be. */
    final List<Long> contradictions = new ArrayList<>();
    final List<Integer> parts = new ArrayList<>();
    private final Map<Long, List<Integer>> appliedHandles = new TreeMap<>();
    /** What validation and utxo were told. */
    final Map<Integer, Long> finals = new TreeMap<>();
    final List<Long> heights = new ArrayList<>();
    private long tickets;
    /** Of the next lists to be checked. */
    long height;
    int round;

    TestBlocks(final TestNode node)
    {
        this.node = node;
    }

    long compose(final int maxCount)
    {
        node.avalanche.compose(++tickets, maxCount);
        return tickets;
    }

    /** Composes and waits for the list. */
    List<Integer> list(final int maxCount)
    {
        final long ticket = compose(maxCount);
        for (int i = 0; i < 1_000 && !composed.containsKey(ticket); i++)
        {
            node.work();
        }
        return composed.get(ticket);
    }

    long check(final boolean isFresh, final int proposer, final Integer... numbers)
    {
        final long ticket = ++tickets;
        inParts(numbers, (part, isLast, count, ids) ->
            node.avalanche.check(ticket, height, round, isFresh, proposer, part, isLast, count, ids, 0));
        node.work();
        return ticket;
    }

    BlockVerdict verdict(final boolean isFresh, final Integer... numbers)
    {
        return verdicts.get(check(isFresh, 0, numbers));
    }

    void commit(final long height, final int proposer, final Integer... numbers)
    {
        inParts(numbers, (part, isLast, count, ids) ->
            node.avalanche.commit(height, proposer, part, isLast, count, ids, 0));
        node.work();
    }

    /** The block of a height is stored. */
    void listed(final long height)
    {
        final List<Integer> handles = appliedHandles.get(height);
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[4 * handles.size()]);
        for (int i = 0; i < handles.size(); i++)
        {
            buffer.putInt(4 * i, handles.get(i), ByteOrder.LITTLE_ENDIAN);
        }
        node.avalanche.listed(handles.size(), buffer, 0);
        node.work();
    }

    boolean isApplied(final long height)
    {
        return fees.containsKey(height);
    }

    void onFinal(final int number, final long height)
    {
        if (finals.put(number, height) != null || !node.acceptedNs.containsKey(number))
        {
            throw new AssertionError(number + " cannot become final at " + node.self);
        }
    }

    @Override
    public boolean composed(
        final long ticket, final int part, final boolean isLast, final int count, final int[] handles)
    {
        if (room == 0)
        {
            return false;
        }
        room -= room == Integer.MAX_VALUE ? 0 : 1;
        parts.add(count);
        composing.computeIfAbsent(ticket, any -> new ArrayList<>()).addAll(numbers(count, handles));
        if (isLast)
        {
            composed.put(ticket, composing.remove(ticket));
        }
        return true;
    }

    @Override
    public boolean checked(final long ticket, final BlockVerdict verdict)
    {
        if (room == 0)
        {
            return false;
        }
        room -= room == Integer.MAX_VALUE ? 0 : 1;
        if (verdicts.put(ticket, verdict) != null)
        {
            throw new AssertionError("two verdicts on one list");
        }
        return true;
    }

    @Override
    public boolean applied(final long height, final int part, final boolean isLast, final long feesUpToHere,
        final int count, final int[] handles)
    {
        if (room == 0)
        {
            return false;
        }
        room -= room == Integer.MAX_VALUE ? 0 : 1;
        applied.computeIfAbsent(height, any -> new ArrayList<>()).addAll(numbers(count, handles));
        IntStream.range(0, count).forEach(
            i -> appliedHandles.computeIfAbsent(height, any -> new ArrayList<>()).add(handles[i]));
        appliedHandles.computeIfAbsent(height, any -> new ArrayList<>());
        if (isLast)
        {
            fees.put(height, feesUpToHere);
        }
        return true;
    }

    @Override
    public boolean contradicted(final long of, final DirectBuffer buffer, final int offset)
    {
        contradictions.add(of);
        return true;
    }

    @Override
    public boolean pending(final int unlisted, final boolean isContested)
    {
        pending.add(unlisted + (isContested ? " contested" : ""));
        return true;
    }

    private List<Integer> numbers(final int count, final int[] handles)
    {
        // By the table, as the stage does it: the handles must be readable.
        return IntStream.range(0, count)
            .mapToObj(i -> TestPayments.numberOf(node.table.ids(), node.table.txidOffset(handles[i]))).toList();
    }

    private interface PartConsumer
    {
        void accept(int part, boolean isLast, int count, UnsafeBuffer ids);
    }

    private static void inParts(final Integer[] numbers, final PartConsumer consumer)
    {
        int part = 0;
        int done = 0;
        do
        {
            final int count = Math.min(MAX_PART_IDS, numbers.length - done);
            final UnsafeBuffer ids = new UnsafeBuffer(new byte[32 * count]);
            for (int i = 0; i < count; i++)
            {
                ids.putBytes(32 * i, TestPayments.txid(numbers[done + i]));
            }
            done += count;
            consumer.accept(part++, done == numbers.length, count, ids);
        }
        while (done < numbers.length);
    }
}
