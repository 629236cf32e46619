package io.timecoin.workload;

import io.timecoin.transaction.Verdict;

/**
 * Decides one transaction after the other. All that happens follows from the parameters, and every outcome holds
 * however a replay is run:
 * <ul>
 * <li>a payment spends only outputs that no other payment of the file gets, of payments that come before it; if those
 * are not yet decided it waits for them, but neither longer than a lock lives nor so long that the pool fills;</li>
 * <li>a rival comes behind the payment whose inputs it claims, while the node is sure to remember those as spent or
 * about to be: it conflicts;</li>
 * <li>an invalid transaction breaks one rule and names outputs that are unspent until it was judged.</li>
 * </ul>
 */
final class Planner
{
    /** So many slots a payment may have to wait until its parents are accepted. */
    private static final long MAX_WAIT_SLOTS = 2 * Acceptances.DELAY_SLOTS;
    /** Locks expire after 30 s of slot time. */
    private static final int MAX_WAIT_SECONDS = 20;
    private static final long NEAR_SLOTS = Acceptances.DELAY_SLOTS / 2;
    private static final long FAR_SLOTS = 2 * Acceptances.DELAY_SLOTS;
    /** A file of fewer slots has no place for children of accepted payments. */
    private static final long LONG_FILE_SLOTS = 4 * Acceptances.DELAY_SLOTS;

    private final WorkloadParameters parameters;
    private final Draws draws;
    private final SlotClock clock;
    private final Drafter drafter;
    private final Ledger ledger;
    private final Acceptances acceptances = new Acceptances();
    private final Chains chains = new Chains();
    private final Past past;
    private final Outcomes outcomes = new Outcomes();
    private final long maxWaitSlots;
    private final long nearSlots;
    private final boolean hasFarChildren;
    private long distinct;
    private long invalid;
    private Draft postponed;

    /** A plan whose coins come from a treasury; without an encoder and a ledger it only counts them. */
    Planner(
        final WorkloadParameters parameters,
        final Treasury treasury,
        final PaymentEncoder encoder,
        final Ledger ledger)
    {
        this.parameters = parameters;
        this.ledger = ledger;
        draws = new Draws(parameters.seed());
        clock = new SlotClock(parameters.rateTps());
        drafter = new Drafter(parameters, draws, treasury, encoder);
        past = new Past(draws, parameters.shape());
        maxWaitSlots = Math.min(MAX_WAIT_SLOTS, clock.slotsIn(MAX_WAIT_SECONDS));
        final long slots = parameters.transactions() +
            parameters.transactions() * clock.slotsIn(1) / parameters.rateTps();
        hasFarChildren = slots >= LONG_FILE_SLOTS;
        nearSlots = hasFarChildren ? NEAR_SLOTS :
            Math.max(1, Math.min(NEAR_SLOTS, slots / (2L * parameters.depth())));
    }

    /** The next transaction of the file. */
    Entry next()
    {
        clock.next();
        acceptances.advance(clock.slot());
        final Shares shares = parameters.shares();
        double share = draws.percent();
        Entry entry = null;
        if (share < shares.repeats())
        {
            entry = repeat();
        }
        share -= shares.repeats();
        if (entry == null && share >= 0 && share < shares.doubleSpends())
        {
            entry = rival();
        }
        share -= shares.doubleSpends();
        if (entry == null && share >= 0 && share < shares.invalid())
        {
            entry = flawed();
        }
        return entry == null ? payment() : entry;
    }

    /** What was decided so far. */
    Outcomes outcomes()
    {
        return outcomes;
    }

    private Entry repeat()
    {
        final Entry first = past.anyEntry();
        if (first == null)
        {
            return null;
        }
        outcomes.repeats++;
        return first.again(clock);
    }

    private Entry rival()
    {
        final Draft first = past.paymentForRival(acceptances, clock.slot());
        if (first == null)
        {
            return null;
        }
        return add(drafter.rival(first), null, Verdict.CONFLICT);
    }

    private Entry flawed()
    {
        final Flaw flaw = Flaw.inTurn(invalid++);
        if (flaw == Flaw.SPOILT_COPY && postponed == null)
        {
            // The good one follows: garbage in a copy must not keep it out.
            postponed = draft();
            return add(postponed, flaw, flaw.verdict());
        }
        final Flaw drawn = flaw == Flaw.SPOILT_COPY ? Flaw.BAD_SIGNATURE : flaw;
        return add(drafter.flawed(drawn), drawn, drawn.verdict());
    }

    private Entry payment()
    {
        final Draft draft = postponed == null ? draft() : postponed;
        postponed = null;
        long readySlot = clock.slot();
        for (final Coin input : draft.inputs)
        {
            readySlot = Math.max(readySlot, input.acceptedSlot);
        }
        final long acceptedSlot = readySlot + Acceptances.DELAY_SLOTS;
        acceptances.add(acceptedSlot, draft.inputs.length);
        final long firstOutput = ledger == null ? 0 : ledger.apply(draft);
        if (draft.linkedCount > 0)
        {
            chains.add(dueSlot(acceptedSlot), draft, drafter.linkedCoins(draft, acceptedSlot, firstOutput));
        }
        past.addPayment(draft, acceptedSlot);
        outcomes.growth += Math.max(0, draft.amounts.length - draft.inputs.length);
        return add(draft, null, Verdict.ADMITTED);
    }

    private Draft draft()
    {
        final Chains.Link link = chains.takeDue(clock.slot());
        return link == null ? drafter.first() : drafter.next(link);
    }

    private long dueSlot(final long acceptedSlot)
    {
        if (hasFarChildren && draws.coin())
        {
            return acceptedSlot + Acceptances.MARGIN_SLOTS + draws.below(FAR_SLOTS);
        }
        return Math.max(clock.slot() + 1 + draws.below(nearSlots), acceptedSlot - maxWaitSlots);
    }

    private Entry add(final Draft draft, final Flaw flaw, final Verdict verdict)
    {
        distinct++;
        outcomes.counts[verdict.code()]++;
        final Entry entry = new Entry(draft, flaw, draws.next() >>> 1, clock.slot(), clock.stampNs(), distinct);
        past.addEntry(entry, verdict == Verdict.CONFLICT);
        return entry;
    }
}
