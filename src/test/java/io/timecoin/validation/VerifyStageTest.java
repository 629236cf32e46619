package io.timecoin.validation;

import io.timecoin.crypto.CountingVerifier;
import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.SignatureVerifier;
import io.timecoin.metrics.Counter;
import io.timecoin.metrics.CounterNames;
import io.timecoin.metrics.Counters;
import io.timecoin.pipeline.PayloadRing;
import io.timecoin.pipeline.RingSizes;
import io.timecoin.pipeline.Rings;
import io.timecoin.pipeline.Stage;
import io.timecoin.pipeline.TransactionSlot;
import io.timecoin.pipeline.VerifiedReader;
import io.timecoin.transaction.TransactionCheck;
import io.timecoin.transaction.TransactionBuilder;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionView;
import io.timecoin.transaction.Verdict;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class VerifyStageTest
{
    private static final byte[] CHAIN_ID = bytes(32, 7);
    private static final long MAX_SUPPLY = 1_000_000_000L;

    private final Counters counters = Counters.inMemory(new CounterNames(List.of(), List.of(), List.of()));
    private final Rings rings = new Rings(RingSizes.small(), 1);
    private final PayloadRing<TransactionSlot> transactions = rings.writeTransactions(Stage.INGRESS);
    private final List<Integer> batches = new ArrayList<>();
    private final CountingVerifier verifier = new CountingVerifier(batches::add);
    private final VerifyStage stage = new VerifyStage(
        rings.readUnverified(), CHAIN_ID, new TransactionCheck(CHAIN_ID, MAX_SUPPLY), verifier,
        SignatureVerifier.MAX_BATCH, counters);
    private final VerifiedReader verified = rings.readVerified(Stage.VALIDATION);
    private int session;

    @Test
    void shouldBeIdleWithoutTransactions()
    {
        assertThat(stage.doWork(0)).isZero();
    }

    @Test
    void shouldComputeIdsAndKeyHashes()
    {
        final byte[] payment = payment(key(1), key(2));
        publish(payment);
        stage.doWork(0);

        final TransactionSlot slot = verified.next();
        assertThat(slot.verdict).isEqualTo(Verdict.ADMITTED);
        assertThat(slot.signaturesValid).isTrue();
        final TransactionView view = new TransactionView();
        view.wrap(new UnsafeBuffer(payment), 0, payment.length);
        final TransactionIds ids = new TransactionIds(CHAIN_ID);
        final UnsafeBuffer expected = new UnsafeBuffer(new byte[64]);
        ids.txid(view, expected, 0);
        ids.wtxid(view, expected, 32);
        assertThat(record(slot.txidOffset(), 32)).isEqualTo(Arrays.copyOf(expected.byteArray(), 32));
        assertThat(record(slot.wtxidOffset(), 32)).isEqualTo(Arrays.copyOfRange(expected.byteArray(), 32, 64));
        assertThat(record(slot.keyHashOffset(0), 20)).isEqualTo(key(1).keyHash());
        assertThat(record(slot.keyHashOffset(1), 20)).isEqualTo(key(2).keyHash());
    }

    @Test
    void shouldVerifySignaturesOfSeveralTransactionsAtOnce()
    {
        for (int i = 0; i < 10; i++)
        {
            publish(payment(key(i), key(i + 1)));
        }
        assertThat(stage.doWork(0)).isEqualTo(10);
        assertThat(batches).containsExactly(20);
        assertThat(counters.get(Counter.VERIFY_SIGNATURES)).isEqualTo(20);
        assertThat(counters.get(Counter.VERIFY_RUNS)).isEqualTo(1);
    }

    @Test
    void shouldVerifyOneSignatureForFiveInputsOfOneKey()
    {
        publish(payment(key(1), key(1), key(1), key(1), key(1)));
        stage.doWork(0);
        assertThat(batches).containsExactly(1);
        assertThat(verified.next().signaturesValid).isTrue();
    }

    @Test
    void shouldFindTheOneBadSignature()
    {
        publish(payment(key(1)));
        final byte[] bad = payment(key(2), key(3));
        bad[bad.length - 1] ^= 1;
        publish(bad);
        publish(payment(key(4)));
        stage.doWork(0);

        assertThat(verified.next().signaturesValid).isTrue();
        final TransactionSlot slot = verified.next();
        assertThat(slot.signaturesValid).isFalse();
        assertThat(slot.verdict).isEqualTo(Verdict.ADMITTED);
        assertThat(verified.next().signaturesValid).isTrue();
        assertThat(counters.get(Counter.VERIFY_INVALID_SIGNATURES)).isEqualTo(1);
    }

    @Test
    void shouldVerifyMoreSignaturesThanABatchHolds()
    {
        final KeyPair[] keys = new KeyPair[150];
        Arrays.setAll(keys, VerifyStageTest::key);
        final byte[] bad = payment(keys);
        bad[bad.length - 96 - 1] ^= 1;
        publish(payment(keys));
        publish(bad);

        assertThat(stage.doWork(0)).isEqualTo(1);
        assertThat(batches).containsExactly(64, 64, 22);
        assertThat(stage.doWork(0)).isEqualTo(1);
        assertThat(verified.next().signaturesValid).isTrue();
        assertThat(verified.next().signaturesValid).isFalse();
    }

    /** One's bad signatures spoil the batch of others once, not again and again. */
    @Test
    void shouldVerifyApartWhatComesFromWhoSentABadSignature()
    {
        final byte[] bad = payment(key(2), key(3));
        bad[bad.length - 1] ^= 1;
        session = 7;
        publish(bad);
        stage.doWork(0);
        batches.clear();

        publish(payment(key(2), key(3)));
        publish(bad);
        session = 8;
        publish(payment(key(4)));
        publish(payment(key(5)));
        stage.doWork(0);

        assertThat(batches).containsExactly(2, 1, 1, 1, 1);
        verified.next();
        assertThat(verified.next().signaturesValid).isTrue();
        assertThat(verified.next().signaturesValid).isFalse();
        assertThat(verified.next().signaturesValid).isTrue();
        assertThat(verified.next().signaturesValid).isTrue();
    }

    @Test
    void shouldTrustASessionAgainAfterManyGoodTransactions()
    {
        final SuspectSessions suspects = new SuspectSessions();
        assertThat(suspects.isApart(0)).isFalse();
        suspects.onInvalid(7);
        for (int i = 0; i < SuspectSessions.APART; i++)
        {
            assertThat(suspects.isApart(8)).isFalse();
            assertThat(suspects.isApart(7)).isTrue();
        }
        assertThat(suspects.isApart(7)).isFalse();
    }

    @Test
    void shouldNotVerifyTheSameBytesAgain()
    {
        final byte[] payment = payment(key(1));
        final long first = publish(payment);
        for (int i = 0; i < 4; i++)
        {
            publish(payment, first);
        }
        stage.doWork(0);
        assertThat(batches).containsExactly(1);
        assertThat(counters.get(Counter.VERIFY_COPIES)).isEqualTo(4);
        final byte[] txid = record(verified.next().txidOffset(), 32);
        for (int i = 0; i < 4; i++)
        {
            final TransactionSlot copy = verified.next();
            assertThat(copy.verdict).isEqualTo(Verdict.ADMITTED);
            assertThat(record(copy.txidOffset(), 32)).isEqualTo(txid);
        }
    }

    @Test
    void shouldNameRejectedBytesAndVerifyNothing()
    {
        publish(bytes(100, 3));
        final byte[] foreign = new TransactionBuilder(bytes(32, 8))
            .input(outpoint(1), key(1)).output(1_000, key(2).keyHash()).build();
        publish(foreign);
        publish(new byte[0]);
        stage.doWork(0);

        final TransactionSlot malformed = verified.next();
        assertThat(malformed.verdict).isEqualTo(Verdict.MALFORMED);
        assertThat(malformed.signaturesValid).isFalse();
        assertThat(record(malformed.txidOffset(), 32)).isEqualTo(new byte[32]);
        assertThat(record(malformed.wtxidOffset(), 32)).isNotEqualTo(new byte[32]);
        assertThat(verified.next().verdict).isEqualTo(Verdict.WRONG_CHAIN);
        assertThat(verified.next().verdict).isEqualTo(Verdict.MALFORMED);
        assertThat(batches).isEmpty();
    }

    @Test
    void shouldPassTicksOn()
    {
        final TransactionSlot tick = transactions.claim(0);
        tick.tick = true;
        tick.stampNs = 5;
        transactions.publish();
        assertThat(stage.doWork(0)).isEqualTo(1);
        assertThat(verified.next().stampNs).isEqualTo(5);
    }

    private long publish(final byte[] payload)
    {
        return publish(payload, TransactionSlot.NO_COPY);
    }

    private long publish(final byte[] payload, final long firstCopy)
    {
        final TransactionSlot slot = transactions.claim(TransactionSlot.recordLength(payload.length));
        slot.tick = false;
        slot.payloadLength = payload.length;
        slot.firstCopy = firstCopy;
        slot.session = session;
        transactions.payloads().putBytes(slot.payloadOffset, payload);
        transactions.publish();
        return transactions.claimedSequence();
    }

    private byte[] record(final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        transactions.payloads().getBytes(offset, bytes);
        return bytes;
    }

    private static byte[] payment(final KeyPair... signers)
    {
        final TransactionBuilder builder = new TransactionBuilder(CHAIN_ID);
        for (int i = 0; i < signers.length; i++)
        {
            builder.input(outpoint(i), signers[i]);
        }
        return builder.output(1_000, signers[0].keyHash()).build();
    }

    private static byte[] outpoint(final int index)
    {
        return TransactionBuilder.outpoint(bytes(32, 5), index);
    }

    private static KeyPair key(final int number)
    {
        return KeyPair.fromSeed(bytes(32, number));
    }

    private static byte[] bytes(final int length, final int value)
    {
        final byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte)value);
        return bytes;
    }
}
