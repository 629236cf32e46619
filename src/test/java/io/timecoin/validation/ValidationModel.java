package io.timecoin.validation;

import io.timecoin.transaction.Verdict;
import io.timecoin.validation.TestPayment.Coin;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Validation with hash maps and without bounds: slow, and simple enough to be seen to be right. Ends of lines are
 * instant.
 */
final class ValidationModel
{
    enum State
    {
        PARKED, WAITING, READY, ACCEPTED, REJECTED, ABANDONED, GONE
    }

    /** A payment that is kept. */
    static final class Entry
    {
        final TestPayment payment;
        final boolean client;
        final int handle;
        State state;
        boolean published;
        boolean batched;
        boolean tellReady;
        long deadlineNs;

        Entry(final TestPayment payment, final boolean client, final int handle)
        {
            this.payment = payment;
            this.client = client;
            this.handle = handle;
        }

        boolean isUndecided()
        {
            return state == State.WAITING || state == State.READY;
        }
    }

    /** What a payment is judged to be. */
    record Judgement(
        Verdict verdict, Entry known, boolean hopeless, boolean parkable, Set<Entry> rivals, boolean pending)
    {
        static Judgement of(final Verdict verdict, final Entry known)
        {
            return new Judgement(verdict, known, verdict.isLasting(), false, Set.of(), false);
        }
    }

    final Map<ByteBuffer, Coin> unspent = new HashMap<>();
    final Map<ByteBuffer, ByteBuffer> spenders = new HashMap<>();
    final Map<ByteBuffer, Verdict> rejected = new HashMap<>();
    final Set<Entry> entries = new LinkedHashSet<>();
    final List<Entry> byAge = new ArrayList<>();
    /** What consensus and clients must hear next, in any order: "what handle" or "reply verdict". */
    final List<String> expected = new ArrayList<>();
    private final long lockTimeoutNs;

    ValidationModel(final long lockTimeoutNs)
    {
        this.lockTimeoutNs = lockTimeoutNs;
    }

    Judgement judge(final TestPayment payment, final boolean signed)
    {
        final Entry known = byTxid(payment.id());
        if (known != null)
        {
            return Judgement.of(Verdict.KNOWN, known);
        }
        if (payment.id().equals(spenders.get(key(payment.inputs.get(0)))))
        {
            return Judgement.of(Verdict.KNOWN, null);
        }
        if (rejected.containsKey(ByteBuffer.wrap(payment.wtxid)))
        {
            return Judgement.of(rejected.get(ByteBuffer.wrap(payment.wtxid)), null);
        }
        for (final Entry entry : entries)
        {
            if (entry.state == State.PARKED &&
                ByteBuffer.wrap(entry.payment.wtxid).equals(ByteBuffer.wrap(payment.wtxid)))
            {
                return Judgement.of(Verdict.KNOWN, entry);
            }
        }
        final Judgement judgement = apply(payment, signed);
        if (judgement.verdict.isLasting())
        {
            rejected.put(ByteBuffer.wrap(payment.wtxid), judgement.verdict);
        }
        return judgement;
    }

    private Judgement apply(final TestPayment payment, final boolean signed)
    {
        boolean spent = false;
        boolean missing = false;
        boolean forever = false;
        boolean pending = false;
        boolean found = false;
        final Set<Entry> rivals = new HashSet<>();
        for (final Coin coin : payment.inputs)
        {
            final Set<Entry> claimants = claimants(coin);
            rivals.addAll(claimants);
            final Entry parent = byTxid(txidOf(coin));
            if (spenders.containsKey(key(coin)))
            {
                spent = true;
            }
            else if (parent != null && parent.isUndecided())
            {
                pending = true;
                found = true;
            }
            else if (parent != null && parent.state == State.REJECTED)
            {
                missing = true;
                forever = true;
            }
            else if (!unspent.containsKey(key(coin)) && claimants.isEmpty())
            {
                spent |= parent != null;
                missing |= parent == null;
            }
            else
            {
                found = true;
            }
        }
        if (missing)
        {
            final boolean parkable = signed && !forever && !spent;
            return new Judgement(Verdict.MISSING_PARENT, null, !parkable, parkable, Set.of(), false);
        }
        final Verdict verdict = rules(payment, signed, spent, found);
        if (verdict != Verdict.ADMITTED)
        {
            return Judgement.of(verdict, null);
        }
        final boolean conflict = spent || !rivals.isEmpty();
        return new Judgement(
            conflict ? Verdict.CONFLICT : Verdict.ADMITTED, null, spent, false, rivals, pending);
    }

    private static Verdict rules(
        final TestPayment payment, final boolean signed, final boolean spent, final boolean found)
    {
        if (payment.view().lockHeight() > 1)
        {
            return Verdict.NOT_YET;
        }
        if (!spent && payment.fee() < 0)
        {
            return Verdict.OUTPUTS_EXCEED_INPUTS;
        }
        if (!spent && payment.fee() < Math.max(1_000, payment.bytes.length))
        {
            return Verdict.FEE_TOO_LOW;
        }
        if (payment.isStolen && found)
        {
            return Verdict.NOT_OWNER;
        }
        return signed ? Verdict.ADMITTED : Verdict.BAD_SIGNATURE;
    }

    /** Locks the inputs of a new entry, or of one that was parked. */
    void hold(final Entry entry, final boolean pending, final long nowNs)
    {
        entry.state = pending ? State.WAITING : State.READY;
        entry.deadlineNs = nowNs + lockTimeoutNs;
        entries.add(entry);
        byAge.add(entry);
    }

    void park(final Entry entry, final long nowNs)
    {
        entry.state = State.PARKED;
        entry.deadlineNs = nowNs + ValidationParameters.PARKED_TIMEOUT_NS;
        entries.add(entry);
    }

    void accept(final Entry entry)
    {
        entry.payment.inputs.forEach(coin -> spenders.put(key(coin), entry.payment.id()));
        entry.state = State.ACCEPTED;
        byAge.remove(entry);
        for (final Entry child : childrenOf(entry))
        {
            if (child.state == State.WAITING && !isPending(child))
            {
                child.state = State.READY;
                child.tellReady = true;
            }
        }
    }

    /** What utxo does with an accepted payment, which may be earlier than validation hears of it. */
    void applyEffects(final Entry entry)
    {
        entry.payment.inputs.forEach(coin -> unspent.remove(key(coin)));
        entry.payment.outputs.forEach(coin -> unspent.put(key(coin), coin));
    }

    void reject(final Entry entry)
    {
        final boolean wasUndecided = entry.isUndecided();
        entry.state = State.REJECTED;
        byAge.remove(entry);
        if (wasUndecided)
        {
            childrenOf(entry).forEach(child -> doom(child, Verdict.PARENT_GONE));
        }
    }

    /** EXPIRED, EVICTED and RELEASED. */
    void remove(final Entry entry)
    {
        final boolean wasUndecided = entry.isUndecided();
        entry.state = State.GONE;
        entries.remove(entry);
        byAge.remove(entry);
        if (wasUndecided)
        {
            childrenOf(entry).forEach(child -> doom(child, Verdict.PARENT_GONE));
        }
    }

    private void doom(final Entry entry, final Verdict why)
    {
        if (!entry.isUndecided())
        {
            return;
        }
        remove(entry);
        if (entry.client)
        {
            expected.add("reply " + why);
        }
        letGo(entry);
    }

    private void letGo(final Entry entry)
    {
        entry.state = State.GONE;
        entries.remove(entry);
        if (entry.published)
        {
            entry.state = State.ABANDONED;
            entries.add(entry);
            expected.add("abandon " + entry.handle);
        }
    }

    /** All that is due after a slot or a decision. */
    void drain(final long nowNs)
    {
        boolean changed = true;
        while (changed)
        {
            changed = false;
            for (final Entry entry : List.copyOf(entries))
            {
                changed |= entry.state == State.PARKED && takeUp(entry, nowNs);
            }
        }
        for (final Entry entry : entries)
        {
            if (entry.tellReady && entry.state == State.READY)
            {
                tellReady(entry);
            }
            entry.tellReady = false;
        }
        for (final Entry entry : List.copyOf(byAge))
        {
            if (entry.isUndecided() && entry.deadlineNs <= nowNs)
            {
                if (entry.published)
                {
                    expected.add("expire " + entry.handle);
                    byAge.remove(entry);
                    byAge.add(entry);
                    entry.deadlineNs = nowNs + lockTimeoutNs;
                }
                else
                {
                    doom(entry, Verdict.EXPIRED);
                }
            }
        }
        for (final Entry entry : List.copyOf(entries))
        {
            if (entry.state == State.PARKED && entry.deadlineNs <= nowNs)
            {
                letGo(entry);
            }
        }
    }

    private boolean takeUp(final Entry entry, final long nowNs)
    {
        // Only a parent that came in makes a difference; one that lost before is noticed when the time is up.
        final boolean wanted = entry.payment.inputs.stream().allMatch(
            coin -> byTxid(txidOf(coin)) != null && byTxid(txidOf(coin)).state != State.REJECTED ||
                unspent.containsKey(key(coin)));
        if (!wanted)
        {
            return false;
        }
        final Judgement judgement = apply(entry.payment, true);
        final boolean kept = judgement.verdict == Verdict.CONFLICT && !judgement.hopeless &&
            !(entry.client && !entry.batched);
        if (judgement.verdict != Verdict.ADMITTED && !kept)
        {
            if (judgement.verdict.isLasting())
            {
                rejected.put(ByteBuffer.wrap(entry.payment.wtxid), judgement.verdict);
            }
            letGo(entry);
            return true;
        }
        entries.remove(entry);
        hold(entry, judgement.pending, nowNs);
        if (kept)
        {
            judgement.rivals.forEach(rival -> rival.published = true);
            entry.published = true;
            expected.add("conflict " + entry.handle);
        }
        if (entry.state == State.READY)
        {
            tellReady(entry);
        }
        return true;
    }

    private void tellReady(final Entry entry)
    {
        if (entry.batched || entry.client)
        {
            expected.add((entry.batched ? "ready " : "admit ") + entry.handle);
            entry.published = true;
        }
    }

    Entry byTxid(final ByteBuffer txid)
    {
        for (final Entry entry : entries)
        {
            if (entry.payment.id().equals(txid) && (entry.isUndecided() || entry.state == State.ACCEPTED ||
                entry.state == State.REJECTED))
            {
                return entry;
            }
        }
        return null;
    }

    Set<Entry> claimants(final Coin coin)
    {
        final Set<Entry> claimants = new HashSet<>();
        for (final Entry entry : entries)
        {
            if (entry.isUndecided() && entry.payment.inputs.stream().anyMatch(in -> key(in).equals(key(coin))))
            {
                claimants.add(entry);
            }
        }
        return claimants;
    }

    boolean isPending(final Entry entry)
    {
        return entry.payment.inputs.stream().map(coin -> byTxid(txidOf(coin)))
            .anyMatch(parent -> parent != null && parent.isUndecided());
    }

    /** Whether a conflict of it was accepted. */
    boolean hasLost(final Entry entry)
    {
        return entry.payment.inputs.stream().anyMatch(coin -> spenders.containsKey(key(coin)));
    }

    Collection<Entry> with(final State state)
    {
        return entries.stream().filter(entry -> entry.state == state).toList();
    }

    long locks()
    {
        return entries.stream().filter(Entry::isUndecided).mapToLong(entry -> entry.payment.inputs.size()).sum();
    }

    private List<Entry> childrenOf(final Entry parent)
    {
        return entries.stream().filter(entry -> entry.isUndecided() &&
            entry.payment.inputs.stream().anyMatch(coin -> txidOf(coin).equals(parent.payment.id()))).toList();
    }

    static ByteBuffer key(final Coin coin)
    {
        return ByteBuffer.wrap(coin.outpoint());
    }

    private static ByteBuffer txidOf(final Coin coin)
    {
        return ByteBuffer.wrap(coin.outpoint(), 0, 32).slice();
    }
}
