package io.timecoin.validation;

import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.DecisionSlot.Kind;
import io.timecoin.transaction.Verdict;
import io.timecoin.utxo.UtxoEntry;
import io.timecoin.validation.TestPayment.Coin;
import io.timecoin.validation.ValidationFixture.Member;
import io.timecoin.validation.ValidationFixture.Told;
import io.timecoin.validation.ValidationModel.Entry;
import io.timecoin.validation.ValidationModel.Judgement;
import io.timecoin.validation.ValidationModel.State;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Random payments, batches, decisions and ticks, in all orders, against {@link ValidationModel}. */
class ValidationModelTest
{
    private static final int STEPS = 1_000;
    private static final int KEYS = 4;
    /** Far below the bounds, which the model does not know. */
    private static final int MAX_CLAIMANTS = 5;

    private final ValidationFixture node = new ValidationFixture(1 << 17);
    private final ValidationModel model = new ValidationModel(node.parameters.lockTimeoutNs());
    private final List<Coin> coins = new ArrayList<>();
    private final List<TestPayment> sent = new ArrayList<>();
    /** Payments whose children were sent first. */
    private final List<TestPayment> heldBack = new ArrayList<>();
    private final List<Entry> appliedAhead = new ArrayList<>();
    private final Set<Integer> handlesSeen = new HashSet<>();
    private final Set<ByteBuffer> made = new HashSet<>();
    private Random random;
    private int lastMinted;

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5, 6 })
    void shouldAgreeWithTheModel(final long seed)
    {
        random = new Random(seed);
        int step = 0;
        try
        {
            for (; step < STEPS; step++)
            {
                step();
            }
            finish();
        }
        catch (final AssertionError | RuntimeException ex)
        {
            throw new AssertionError("seed " + seed + ", step " + step + ": " + ex.getMessage(), ex);
        }
    }

    private void step()
    {
        while (coins.size() < 30)
        {
            mint();
        }
        switch (random.nextInt(10))
        {
            case 0, 1, 2, 3:
                submit(nextPayment());
                drain();
                break;
            case 4, 5:
                batch();
                drain();
                break;
            case 6, 7, 8:
                decide();
                break;
            default:
                node.tick(random.nextInt(40) == 0 ?
                    TimeUnit.SECONDS.toNanos(35) : TimeUnit.MILLISECONDS.toNanos(random.nextInt(1_000)));
                drain();
                break;
        }
        if (random.nextBoolean())
        {
            drain();
        }
    }

    private void mint()
    {
        final Coin coin = node.coin(50_000 + 1_000L * ++lastMinted, random.nextInt(KEYS));
        model.unspent.put(ValidationModel.key(coin), coin);
        coins.add(coin);
    }

    private TestPayment nextPayment()
    {
        TestPayment payment = anyPayment();
        while (payment.inputs.stream().anyMatch(coin -> model.claimants(coin).size() > MAX_CLAIMANTS))
        {
            mint();
            payment = anyPayment();
        }
        return payment;
    }

    private TestPayment anyPayment()
    {
        if (!heldBack.isEmpty() && random.nextInt(6) == 0)
        {
            return heldBack.remove(random.nextInt(heldBack.size()));
        }
        if (!sent.isEmpty() && random.nextInt(6) == 0)
        {
            return sent.get(Math.max(0, sent.size() - 1 - random.nextInt(60)));
        }
        final boolean hidesParent = random.nextInt(12) == 0;
        final TestPayment payment = hidesParent ? childOfHiddenParent() : ordinary();
        sent.add(payment);
        return payment;
    }

    private TestPayment ordinary()
    {
        final Set<Coin> inputs = new HashSet<>();
        for (int i = random.nextInt(3); i >= 0; i--)
        {
            inputs.add(coins.get(Math.max(0, coins.size() - 1 - random.nextInt(40))));
        }
        final TestPayment.Builder builder = TestPayment.spend(inputs.toArray(new Coin[0]));
        final long all = inputs.stream().mapToLong(Coin::amount).sum();
        final int kind = random.nextInt(40);
        if (kind == 0)
        {
            builder.stolenBy(66);
        }
        else if (kind == 1)
        {
            builder.lockHeight(2);
        }
        if (random.nextBoolean())
        {
            builder.pay(all / 3, random.nextInt(KEYS));
        }
        final long fee = kind == 2 ? -1 : kind == 3 ? 999 : 1_000 + random.nextInt(200);
        final TestPayment payment = builder.payAllBut(fee, random.nextInt(KEYS));
        if (!made.add(payment.id()))
        {
            return ordinary();
        }
        coins.addAll(payment.outputs);
        return payment;
    }

    /**
     * Outputs of held back payments are spent once: which of two parked rivals is taken up first is nobody's
     * business.
     */
    private TestPayment childOfHiddenParent()
    {
        final TestPayment parent = ordinary();
        coins.removeAll(parent.outputs);
        heldBack.add(parent);
        TestPayment child = TestPayment.spend(parent.output(0)).payAllBut(random.nextInt(9) == 0 ? 5 : 1_000, 1);
        if (random.nextInt(3) == 0)
        {
            heldBack.add(child);
            child = TestPayment.spend(child.output(0)).payAllBut(1_000, 2);
        }
        return child;
    }

    private void submit(final TestPayment payment)
    {
        final boolean signed = random.nextInt(20) != 0;
        final Judgement judgement = model.judge(payment, signed);
        final int toldBefore = node.told.size();
        final Verdict verdict = node.submit(payment, signed, Verdict.ADMITTED).verdict();
        node.replies.remove(node.replies.size() - 1);

        assertThat(verdict).isEqualTo(judgement.verdict());
        if (verdict == Verdict.ADMITTED)
        {
            final Entry entry = entry(payment, true);
            model.hold(entry, judgement.pending(), node.nowNs);
            if (entry.state == State.READY)
            {
                entry.published = true;
                assertThat(node.told.remove(toldBefore)).isEqualTo(
                    new Told("admit", entry.handle, List.of(), 0, 0));
            }
        }
        else if (judgement.parkable())
        {
            model.park(entry(payment, true), node.nowNs);
        }
        assertThat(node.told).hasSize(toldBefore);
    }

    private void batch()
    {
        final int count = 1 + random.nextInt(4);
        final long number = node.nextBatch();
        final List<Entry> members = new ArrayList<>();
        long invalid = 0;
        for (int i = 0; i < count; i++)
        {
            final TestPayment payment = nextPayment();
            final boolean signed = random.nextInt(20) != 0;
            final Judgement judgement = model.judge(payment, signed);
            final int toldBefore = node.told.size();
            node.member(random.nextInt(5), number, i, count, new Member(payment, signed, Verdict.ADMITTED));
            members.add(memberOf(payment, signed, judgement, toldBefore));
            invalid |= judgement.hopeless() || isBadCopy(payment, signed, judgement) ? 1L << i : 0;
            if (i < count - 1 && random.nextInt(3) == 0)
            {
                decide();
            }
        }
        checkBatch(members, invalid);
    }

    private Entry memberOf(
        final TestPayment payment, final boolean signed, final Judgement judgement, final int toldBefore)
    {
        switch (judgement.verdict())
        {
            case KNOWN:
                return isBadCopy(payment, signed, judgement) ? null : judgement.known();
            case MISSING_PARENT:
                if (judgement.parkable())
                {
                    final Entry parked = entry(payment, false);
                    model.park(parked, node.nowNs);
                    return parked;
                }
                return null;
            case CONFLICT:
                if (judgement.hopeless())
                {
                    return null;
                }
                final Entry rival = entry(payment, false);
                final Told told = node.told.remove(toldBefore);
                assertThat(told.what()).isEqualTo("conflict");
                assertThat(told.handle()).isEqualTo(rival.handle);
                assertThat(told.handles()).containsExactlyInAnyOrderElementsOf(
                    judgement.rivals().stream().map(entry -> entry.handle).toList());
                judgement.rivals().forEach(entry -> entry.published = true);
                rival.published = true;
                model.hold(rival, judgement.pending(), node.nowNs);
                return rival;
            case ADMITTED:
                final Entry entry = entry(payment, false);
                model.hold(entry, judgement.pending(), node.nowNs);
                return entry;
            default:
                return null;
        }
    }

    private static boolean isBadCopy(final TestPayment payment, final boolean signed, final Judgement judgement)
    {
        return judgement.verdict() == Verdict.KNOWN && !signed &&
            (judgement.known() == null || judgement.known().payment.wtxid != payment.wtxid);
    }

    private void checkBatch(final List<Entry> members, final long invalidByVerdict)
    {
        long ready = 0;
        long invalid = invalidByVerdict;
        final List<Integer> handles = new ArrayList<>();
        for (int i = 0; i < members.size(); i++)
        {
            final Entry entry = members.get(i);
            final boolean held = entry != null && entry.state != State.GONE && entry.state != State.ABANDONED;
            final boolean twice = held && handles.contains(entry.handle);
            invalid |= twice ? 1L << i : 0;
            handles.add(held && !twice ? entry.handle : TransactionTable.NULL_HANDLE);
            if (held && !twice)
            {
                entry.published = true;
                entry.batched = true;
                entry.tellReady = false;
                ready |= entry.state == State.READY || entry.state == State.ACCEPTED ? 1L << i : 0;
            }
        }
        final Told told = node.told.remove(node.told.size() - 1);
        assertThat(told).isEqualTo(new Told("batch", TransactionTable.NULL_HANDLE, handles, ready, invalid));
    }

    private Entry entry(final TestPayment payment, final boolean client)
    {
        final List<Integer> handles = node.handlesOf(payment);
        handles.removeAll(handlesSeen);
        assertThat(handles).hasSize(1);
        handlesSeen.addAll(handles);
        return new Entry(payment, client, handles.get(0));
    }

    private void decide()
    {
        if (!appliedAhead.isEmpty() && random.nextBoolean())
        {
            final Entry entry = appliedAhead.remove(0);
            node.hear(Kind.ACCEPTED, entry.handle);
            model.accept(entry);
            return;
        }
        final List<Entry> told = model.entries.stream().filter(
            entry -> entry.published && !appliedAhead.contains(entry) &&
                !model.expected.contains("abandon " + entry.handle)).toList();
        if (!told.isEmpty())
        {
            decide(told.get(random.nextInt(told.size())));
        }
    }

    private void decide(final Entry entry)
    {
        switch (entry.state)
        {
            case READY:
                if (model.hasLost(entry) || rivalIsAhead(entry))
                {
                    reject(entry);
                }
                else if (random.nextInt(6) == 0)
                {
                    remove(entry);
                }
                else
                {
                    node.apply(entry.handle);
                    model.applyEffects(entry);
                    appliedAhead.add(entry);
                }
                break;
            case WAITING:
            case PARKED:
                if (random.nextInt(6) == 0)
                {
                    remove(entry);
                }
                break;
            case ACCEPTED:
            case REJECTED:
            case ABANDONED:
                node.hear(Kind.RELEASED, entry.handle);
                model.remove(entry);
                break;
            default:
                throw new AssertionError(entry.state);
        }
    }

    private boolean rivalIsAhead(final Entry entry)
    {
        return entry.payment.inputs.stream().anyMatch(
            coin -> model.claimants(coin).stream().anyMatch(appliedAhead::contains));
    }

    private void reject(final Entry entry)
    {
        node.hear(Kind.REJECTED, entry.handle);
        model.reject(entry);
    }

    private void remove(final Entry entry)
    {
        final Kind[] kinds = { Kind.EXPIRED, Kind.EVICTED, Kind.RELEASED };
        node.hear(kinds[random.nextInt(3)], entry.handle);
        model.remove(entry);
    }

    private void drain()
    {
        node.drain();
        model.drain(node.nowNs);
        final List<String> heard = new ArrayList<>();
        node.news().forEach(told -> heard.add(told.what() + " " + told.handle()));
        node.replies.forEach(reply -> heard.add("reply " + reply.verdict()));
        node.replies.clear();
        assertThat(heard).containsExactlyInAnyOrderElementsOf(model.expected);
        model.expected.clear();
        assertThat(node.stats().locks).isEqualTo(model.locks());
        assertThat(node.stats().waiting).isEqualTo(model.with(State.WAITING).size());
        assertThat(node.stats().parked).isEqualTo(model.with(State.PARKED).size());
        assertThat(node.table.count()).isEqualTo(model.entries.size());
    }

    /** Lets everything end: nothing may be left behind, and no output may be lost or made. */
    private void finish()
    {
        drain();
        for (int round = 0; round < 200 && !model.entries.isEmpty(); round++)
        {
            while (!appliedAhead.isEmpty())
            {
                decide();
            }
            for (final Entry entry : List.copyOf(model.entries))
            {
                if (entry.published && model.entries.contains(entry) && !appliedAhead.contains(entry))
                {
                    decide(entry);
                }
            }
            node.tick(TimeUnit.SECONDS.toNanos(31));
            drain();
        }
        node.assertEmpty();
        assertThat(node.utxo.size()).isEqualTo(model.unspent.size());
        final UtxoEntry output = new UtxoEntry();
        model.unspent.forEach((outpoint, coin) ->
        {
            assertThat(node.utxo.get(new UnsafeBuffer(coin.outpoint()), 0, output)).isTrue();
            assertThat(output.amount).isEqualTo(coin.amount());
        });
    }
}
