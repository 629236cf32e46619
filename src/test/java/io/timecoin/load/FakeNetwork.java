package io.timecoin.load;

import io.timecoin.transaction.Verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** Validators in virtual time: each answers at once, accepts after a delay, and can be made to stall or to vanish. */
final class FakeNetwork implements Submitter
{
    record Sent(int link, long reference, byte[] transaction, long atNs)
    {
    }

    private enum Kind
    {
        VERDICT, OUTCOME, CONFIRMATION
    }

    private record Event(long atNs, long reference, Verdict verdict, Kind kind)
    {
    }

    final List<Sent> sent = new ArrayList<>();
    final List<byte[]> frames = new ArrayList<>();
    final boolean[] alive;
    long nowNs;
    long acceptAfterNs = 1_000_000;
    /** Payments that it can accept a second; the others queue. */
    double capacity = Double.MAX_VALUE;
    boolean isStalled;
    Verdict answer = Verdict.ADMITTED;

    private final int links;
    private final int validators;
    private final PriorityQueue<Event> events =
        new PriorityQueue<>((a, b) -> Long.compare(a.atNs, b.atNs));
    private double busyUntilNs;

    FakeNetwork(final int links, final int validators)
    {
        this.links = links;
        this.validators = validators;
        alive = new boolean[validators];
        java.util.Arrays.fill(alive, true);
    }

    void say(final long reference, final Verdict verdict)
    {
        events.add(new Event(nowNs, reference, verdict, Kind.VERDICT));
    }

    void outcome(final long reference, final Verdict outcome)
    {
        events.add(new Event(nowNs, reference, outcome, Kind.OUTCOME));
    }

    void confirm(final long reference)
    {
        events.add(new Event(nowNs, reference, null, Kind.CONFIRMATION));
    }

    @Override
    public int links()
    {
        return links;
    }

    @Override
    public int validators()
    {
        return validators;
    }

    @Override
    public boolean isAlive(final int validator)
    {
        return alive[validator];
    }

    @Override
    public boolean offer(final int link, final long reference, final byte[] transaction)
    {
        if (isStalled)
        {
            return false;
        }
        sent.add(new Sent(link, reference, transaction, nowNs));
        if (answer != null)
        {
            events.add(new Event(nowNs, reference, answer, Kind.VERDICT));
        }
        if (answer == Verdict.ADMITTED)
        {
            busyUntilNs = Math.max(busyUntilNs, nowNs) + 1e9 / capacity;
            events.add(new Event((long)busyUntilNs + acceptAfterNs, reference, Verdict.ADMITTED,
                Kind.OUTCOME));
        }
        return true;
    }

    @Override
    public boolean offerFrame(final int link, final byte[] frame)
    {
        frames.add(frame);
        return !isStalled;
    }

    @Override
    public int poll(final Listener listener)
    {
        int polled = 0;
        while (!events.isEmpty() && events.peek().atNs <= nowNs)
        {
            final Event event = events.poll();
            switch (event.kind)
            {
                case OUTCOME -> listener.onOutcome(event.reference, event.verdict);
                case CONFIRMATION -> listener.onConfirmed(event.reference);
                default -> listener.onVerdict(event.reference, event.verdict);
            }
            polled++;
        }
        return polled;
    }
}
