package io.timecoin.load;

import io.timecoin.transaction.Verdict;
import org.agrona.collections.Long2ObjectHashMap;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes payments when they are due, sends each as soon as its way is free, and keeps account of the answers. Open loop:
 * no answer is waited for before the next payment, and a send that finds its way full stays due, its latency running.
 */
public final class LoadGenerator implements Submitter.Listener
{
    private static final int MAX_DUE_PER_CYCLE = 256;
    /** An output is spent again only when every validator has had time to accept it. */
    private static final long REUSE_AFTER_NS = 1_000_000_000L;

    private final Schedule schedule;
    private final PaymentSource source;
    private final Submitter submitter;
    private final Coins coins;
    private final LoadStats warmUp = new LoadStats();
    private final LoadStats stats = new LoadStats();
    private final List<ArrayDeque<InFlight>> queues = new ArrayList<>();
    private final Long2ObjectHashMap<InFlight> inFlight = new Long2ObjectHashMap<>();
    private final Unconfirmed unconfirmed = new Unconfirmed();
    private final boolean[] wasAlive;
    private long measuredFromNs = Long.MIN_VALUE;
    private long nextReference = 1;
    private int nextLink;
    private long nowNs;

    /**
     * A generator. Its first duty cycle may come before the schedule's start.
     *
     * @param schedule  when payments are due.
     * @param source    signed payments.
     * @param submitter ways to the validators.
     * @param coins     where the outputs of accepted payments go.
     */
    public LoadGenerator(
        final Schedule schedule, final PaymentSource source, final Submitter submitter, final Coins coins)
    {
        this.schedule = schedule;
        this.source = source;
        this.submitter = submitter;
        this.coins = coins;
        for (int i = 0; i < submitter.links(); i++)
        {
            queues.add(new ArrayDeque<>());
        }
        wasAlive = new boolean[submitter.validators()];
        java.util.Arrays.fill(wasAlive, true);
    }

    /**
     * Keeps what is due before a time out of the account: it goes to that of the warm-up, whenever its answers come.
     *
     * @param ns the time from which on payments are measured.
     * @return this.
     */
    public LoadGenerator measureFrom(final long ns)
    {
        measuredFromNs = ns;
        return this;
    }

    /**
     * One duty cycle.
     *
     * @param nowNs the time.
     * @return work done; 0 means that it may idle.
     */
    public int doWork(final long nowNs)
    {
        this.nowNs = nowNs;
        int work = submitter.poll(this);
        work += checkValidators();
        work += takeDue();
        work += sendQueued();
        return work;
    }

    /**
     * What was due before {@link #measureFrom} brought so far.
     *
     * @return the live account.
     */
    public LoadStats warmUp()
    {
        return warmUp;
    }

    /**
     * Payments that were sent and neither accepted nor refused yet, those of the warm-up included.
     *
     * @return a count.
     */
    public long open()
    {
        return warmUp.open() + stats.open();
    }

    /**
     * Payments that were accepted, and of which the validator has not yet told that they are in a final block.
     *
     * @return a count, bounded; nothing is known of what was sent to a lost validator.
     */
    public int unconfirmed()
    {
        return unconfirmed.size();
    }

    /**
     * What it brought so far.
     *
     * @return the live account.
     */
    public LoadStats stats()
    {
        return stats;
    }

    /**
     * Payments that were due and could not be sent yet.
     *
     * @return a count.
     */
    public int queued()
    {
        int queued = 0;
        for (final ArrayDeque<InFlight> queue : queues)
        {
            queued += queue.size();
        }
        return queued;
    }

    /**
     * Changes the rate from now on.
     *
     * @param ratePerSecond payments a second, above 0.
     * @param nowNs         the time.
     */
    public void rate(final double ratePerSecond, final long nowNs)
    {
        schedule.rate(ratePerSecond, nowNs);
    }

    @Override
    public void onVerdict(final long reference, final Verdict verdict)
    {
        final InFlight sent = inFlight.get(reference);
        if (sent == null || sent.verdict != null)
        {
            return;
        }
        final LoadStats account = sent.account;
        sent.verdict = verdict == null ? Verdict.MALFORMED : verdict;
        account.onAnswer(sent.dueNs, nowNs);
        if (verdict == Verdict.ADMITTED)
        {
            if (sent.payment.kind().isInvalid())
            {
                account.invalidAdmitted++;
            }
            return;
        }
        account.onRejected(verdict, sent.payment.kind() == PaymentKind.VALID);
        // A child that came before its parent is kept by the node and may still be accepted.
        if (verdict != Verdict.MISSING_PARENT || sent.payment.kind().isInvalid())
        {
            finish(sent);
            account.refused += sent.payment.kind() == PaymentKind.VALID ? 1 : 0;
        }
    }

    @Override
    public void onOutcome(final long reference, final Verdict outcome)
    {
        if (outcome == Verdict.UNDONE)
        {
            unconfirmed.onUndone(reference);
            return;
        }
        final InFlight sent = inFlight.get(reference);
        if (sent == null || sent.outcome != null)
        {
            return;
        }
        final LoadStats account = sent.account;
        sent.outcome = outcome == null ? Verdict.MALFORMED : outcome;
        final boolean isValid = sent.payment.kind() == PaymentKind.VALID;
        if (outcome != Verdict.ADMITTED)
        {
            account.onRejected(outcome, isValid);
            account.refused += isValid ? 1 : 0;
        }
        else if (isValid)
        {
            account.onAccepted(sent.dueNs, nowNs);
            unconfirmed.add(sent, sent.link % submitter.validators());
            giveBack(sent);
        }
        else if (sent.payment.kind().isInvalid())
        {
            account.invalidAdmitted += sent.verdict == Verdict.ADMITTED ? 0 : 1;
        }
        else if (sent.rival.isAccepted())
        {
            account.bothAccepted++;
        }
        else
        {
            account.decidedPairs++;
        }
        finish(sent);
    }

    @Override
    public void onConfirmed(final long reference)
    {
        unconfirmed.onConfirmed(reference, nowNs);
    }

    private int checkValidators()
    {
        int work = 0;
        for (int validator = 0; validator < wasAlive.length; validator++)
        {
            if (wasAlive[validator] && !submitter.isAlive(validator))
            {
                wasAlive[validator] = false;
                onLost(validator);
                work++;
            }
        }
        return work;
    }

    private int takeDue()
    {
        int taken = 0;
        while (taken < MAX_DUE_PER_CYCLE && schedule.isDue(nowNs))
        {
            final Payment payment = source.poll();
            if (payment == null)
            {
                accountOf(nowNs).starved++;
                break;
            }
            final long dueNs = schedule.take();
            accountOf(dueNs).onDue(dueNs);
            enqueue(payment, dueNs);
            taken++;
        }
        return taken;
    }

    private LoadStats accountOf(final long dueNs)
    {
        return dueNs < measuredFromNs ? warmUp : stats;
    }

    private void enqueue(final Payment payment, final long dueNs)
    {
        final int link = payment.home() == Coin.EVERYWHERE ? nextLink() : linkTo(payment.home());
        final InFlight first = track(payment, payment.bytes(), dueNs, link);
        if (payment.rival() != null)
        {
            final InFlight second = track(payment, payment.rival(), dueNs, linkBeside(link));
            first.rival = second;
            second.rival = first;
        }
    }

    private InFlight track(final Payment payment, final byte[] bytes, final long dueNs, final int link)
    {
        final InFlight sent = new InFlight(payment, bytes, nextReference++, dueNs, accountOf(dueNs));
        sent.link = link;
        if (payment.kind() != PaymentKind.TRUNCATED_FRAME)
        {
            inFlight.put(sent.reference, sent);
        }
        queues.get(link).add(sent);
        return sent;
    }

    private int sendQueued()
    {
        int work = 0;
        for (int link = 0; link < queues.size(); link++)
        {
            final ArrayDeque<InFlight> queue = queues.get(link);
            while (!queue.isEmpty())
            {
                if (!send(link, queue.peek()))
                {
                    accountOf(nowNs).backPressured++;
                    break;
                }
                queue.poll();
                work++;
            }
        }
        return work;
    }

    private boolean send(final int link, final InFlight next)
    {
        final PaymentKind kind = next.payment.kind();
        final boolean isSent = kind == PaymentKind.TRUNCATED_FRAME ?
            submitter.offerFrame(link, next.bytes) : submitter.offer(link, next.reference, next.bytes);
        if (!isSent)
        {
            return false;
        }
        next.isSent = true;
        if (kind == PaymentKind.VALID)
        {
            next.account.submitted++;
        }
        else if (kind.isInvalid())
        {
            next.account.invalidSent++;
        }
        else if (next.rival.isSent)
        {
            next.account.onPair(next.payment);
        }
        return true;
    }

    /** What waited for a lost validator goes to others; what it was given and did not answer for is lost with it. */
    private void onLost(final int validator)
    {
        unconfirmed.onLost(validator);
        if (!isAnyoneAlive())
        {
            return;
        }
        for (int link = validator; link < queues.size(); link += submitter.validators())
        {
            final ArrayDeque<InFlight> queue = queues.get(link);
            while (!queue.isEmpty())
            {
                final InFlight waiting = queue.poll();
                waiting.link = nextLink();
                queues.get(waiting.link).add(waiting);
            }
        }
        final List<InFlight> lost = new ArrayList<>();
        for (final InFlight sent : inFlight.values())
        {
            if (sent.isSent && sent.link % submitter.validators() == validator)
            {
                lost.add(sent);
            }
        }
        for (final InFlight sent : lost)
        {
            sent.account.lostWithValidator += sent.payment.kind() == PaymentKind.VALID ? 1 : 0;
            finish(sent);
        }
    }

    private void finish(final InFlight sent)
    {
        inFlight.remove(sent.reference);
    }

    private void giveBack(final InFlight sent)
    {
        final int validator = sent.link % submitter.validators();
        for (final Coin coin : sent.payment.outputs())
        {
            coins.give(new Coin(coin.transactionId(), coin.index(), coin.amount(), coin.account(), validator,
                nowNs + REUSE_AFTER_NS));
        }
    }

    private int nextLink()
    {
        for (int i = 0; i < queues.size(); i++)
        {
            final int link = nextLink;
            nextLink = (nextLink + 1) % queues.size();
            if (isLinkAlive(link))
            {
                return link;
            }
        }
        return nextLink;
    }

    private int linkTo(final int validator)
    {
        return wasAlive[validator] ? validator : nextLink();
    }

    /** A link to another validator than a link's, so that each half of a double spend is first somewhere. */
    private int linkBeside(final int link)
    {
        final int validators = submitter.validators();
        for (int step = 1; step < validators; step++)
        {
            final int other = link - link % validators + (link % validators + step) % validators;
            if (isLinkAlive(other))
            {
                return other;
            }
        }
        return link;
    }

    private boolean isLinkAlive(final int link)
    {
        return wasAlive[link % submitter.validators()];
    }

    private boolean isAnyoneAlive()
    {
        for (final boolean alive : wasAlive)
        {
            if (alive)
            {
                return true;
            }
        }
        return false;
    }
}
