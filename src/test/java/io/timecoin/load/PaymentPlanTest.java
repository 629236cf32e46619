package io.timecoin.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.timecoin.crypto.BouncyCastleVerifier;
import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.SignatureVerifier;
import io.timecoin.genesis.Genesis;
import io.timecoin.transaction.TransactionBuilder;
import io.timecoin.transaction.TransactionCheck;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionView;
import io.timecoin.transaction.Verdict;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

class PaymentPlanTest
{
    private static final long AMOUNT = 100_000_000L;
    private static final long SEED = 42;

    private final List<KeyPair> accounts = accounts();
    private final Genesis genesis = genesis(accounts, 60);

    @Test
    void shouldMakeTheSamePaymentsFromOneSeed()
    {
        final List<Payment> first = payments(plan(20, 20, SEED), 100);
        final List<Payment> again = payments(plan(20, 20, SEED), 100);
        final List<Payment> other = payments(plan(20, 20, SEED + 1), 100);

        for (int i = 0; i < 100; i++)
        {
            assertThat(again.get(i).bytes()).isEqualTo(first.get(i).bytes());
            assertThat(again.get(i).rival()).isEqualTo(first.get(i).rival());
            assertThat(other.get(i).bytes()).isNotEqualTo(first.get(i).bytes());
        }
    }

    @Test
    void shouldSignTheSamePaymentsOnAnyNumberOfThreads()
    {
        final List<Payment> one = payments(plan(10, 10, SEED), 50);
        try (SignedAhead signed = new SignedAhead(plan(10, 10, SEED)))
        {
            signed.stock(50, 3, (count) -> {});
            for (final Payment payment : one)
            {
                assertThat(signed.poll().bytes()).isEqualTo(payment.bytes());
            }
            assertThat(signed.poll()).isNull();
        }
    }

    @Test
    void shouldEndTheStockWithTheCoinsAndGoOnWithReturnedOnes()
    {
        final Coins coins = Coins.ofGenesis(genesis, accounts);
        final PaymentPlan plan = new PaymentPlan(genesis.chainId(), accounts, coins, profile(0, 0, SEED));
        final SignedAhead signed = new SignedAhead(plan);
        signed.stock(1000, 2, (count) -> {});
        // 4 accounts with 60 outputs each; one is set aside.
        assertThat(signed.stockLeft()).isEqualTo(239);

        coins.give(signed.poll().outputs().get(1));
        assertThat(plan.next(1)).isNotNull();
        assertThat(plan.next(1)).isNull();
    }

    @Test
    void shouldSignPaymentsAheadThatSpendWhatEarlierOnesMake()
    {
        final int distance = 100;
        final Coins coins = Coins.ofGenesis(genesis, accounts);
        final PaymentPlan plan = new PaymentPlan(genesis.chainId(), accounts, coins, profile(0, 0, SEED));
        final List<Payment> stock = new ArrayList<>();
        try (SignedAhead signed = new SignedAhead(plan, distance))
        {
            signed.prepareRamp(900, 2, (count) -> {});
            // All of it lies ready before the run, though the genesis has coins for 239 payments only.
            assertThat(signed.stockLeft()).isEqualTo(900);
            for (int i = 0; i < 900; i++)
            {
                stock.add(signed.poll());
            }
        }
        final Map<ByteBuffer, Integer> madeBy = new HashMap<>();
        final Set<ByteBuffer> spent = new HashSet<>();
        int children = 0;
        for (int i = 0; i < stock.size(); i++)
        {
            final TransactionView tx = check(stock.get(i).bytes());
            assertThat(isSigned(stock.get(i).bytes())).isTrue();
            assertThat(spent.add(outpoint(tx))).isTrue();
            final Integer parent = madeBy.get(ByteBuffer.wrap(Arrays.copyOf(outpoint(tx).array(), 32)));
            if (parent != null)
            {
                assertThat(i - parent).isGreaterThanOrEqualTo(distance);
                // Nobody gives back once more what the stock spends.
                assertThat(stock.get(parent).outputs()).isEmpty();
                children++;
            }
            madeBy.put(ByteBuffer.wrap(stock.get(i).id()), i);
        }
        assertThat(children).isEqualTo(900 - 239);
    }

    @Test
    void shouldKeepTheKindThatIsDueWhenThereIsNoCoin()
    {
        final Coins coins = Coins.ofGenesis(genesis(accounts, 1), accounts);
        final PaymentPlan plan = new PaymentPlan(genesis.chainId(), accounts, coins, profile(25, 0, SEED));
        for (int i = 0; i < 3; i++)
        {
            assertThat(plan.next(0).kind()).isEqualTo(PaymentKind.VALID);
        }
        assertThat(plan.next(0)).isNull();
        coins.give(new Coin(new byte[32], 0, AMOUNT, 0, 0, 0));
        assertThat(plan.next(0).kind()).isEqualTo(PaymentKind.DOUBLE_SPEND);
    }

    @Test
    void shouldSpendIndependentOutputsWithEnoughFee()
    {
        final Set<ByteBuffer> spent = new HashSet<>();
        for (final Payment payment : payments(plan(0, 0, SEED), 200))
        {
            final TransactionView tx = check(payment.bytes());
            assertThat(spent.add(outpoint(tx))).isTrue();
            assertThat(tx.outputCount()).isEqualTo(2);
            assertThat(tx.amount(0) + tx.amount(1)).isEqualTo(AMOUNT - PaymentPlan.FEE);
            assertThat(tx.length()).isLessThanOrEqualTo((int)PaymentPlan.FEE);
            assertThat(isSigned(payment.bytes())).isTrue();
            assertThat(payment.outputs()).hasSize(2);
            for (int i = 0; i < 2; i++)
            {
                final Coin coin = payment.outputs().get(i);
                final byte[] keyHash = new byte[20];
                tx.buffer().getBytes(tx.keyHashOffset(i), keyHash);
                assertThat(accounts.get(coin.account()).keyHash()).isEqualTo(keyHash);
                assertThat(coin.amount()).isEqualTo(tx.amount(i));
                assertThat(coin.transactionId()).isEqualTo(payment.id());
            }
        }
    }

    @Test
    void shouldMakeRivalsThatSpendOneOutput()
    {
        for (final Payment payment : payments(plan(100, 0, SEED), 100))
        {
            assertThat(outpoint(check(payment.bytes()))).isEqualTo(outpoint(check(payment.rival())));
            assertThat(payment.rivalId()).isNotEqualTo(payment.id());
            assertThat(isSigned(payment.bytes()) && isSigned(payment.rival())).isTrue();
        }
    }

    @Test
    void shouldMakeInvalidPaymentsThatFailForTheirReason()
    {
        final Map<PaymentKind, Integer> counts = new HashMap<>();
        final Set<ByteBuffer> known = new HashSet<>();
        genesis.forEachOutput((outpoint, offset, amount, lockType, keyHash) ->
            known.add(ByteBuffer.wrap(copy(outpoint, offset))));
        for (final Payment payment : payments(plan(0, 100, SEED), 200))
        {
            counts.merge(payment.kind(), 1, Integer::sum);
            if (payment.kind() == PaymentKind.TRUNCATED_FRAME)
            {
                assertThat(payment.bytes().length).isBetween(1, 300);
                continue;
            }
            final TransactionView tx = check(payment.bytes());
            assertThat(isSigned(payment.bytes())).isEqualTo(payment.kind() != PaymentKind.BAD_SIGNATURE);
            assertThat(known.contains(outpoint(tx))).isEqualTo(payment.kind() != PaymentKind.UNKNOWN_INPUT);
            assertThat(tx.amount(0) + tx.amount(1) > AMOUNT).isEqualTo(payment.kind() == PaymentKind.OVERDRAFT);
        }
        assertThat(counts).hasSize(4).allSatisfy((kind, count) -> assertThat(count).isEqualTo(50));
    }

    private PaymentPlan plan(final double doubleSpends, final double invalid, final long seed)
    {
        return new PaymentPlan(genesis.chainId(), accounts, Coins.ofGenesis(genesis, accounts),
            profile(doubleSpends, invalid, seed));
    }

    private static LoadProfile profile(final double doubleSpends, final double invalid, final long seed)
    {
        return new LoadProfile(100, 1_000_000_000L, doubleSpends, invalid, seed);
    }

    private static List<Payment> payments(final PaymentPlan plan, final int count)
    {
        final List<Payment> payments = new ArrayList<>();
        for (int i = 0; i < count; i++)
        {
            payments.add(plan.next(0).sign(plan.chainId()));
        }
        return payments;
    }

    private TransactionView check(final byte[] bytes)
    {
        final TransactionView tx = new TransactionView();
        final TransactionCheck check = new TransactionCheck(genesis.chainId(), genesis.maxSupply());
        assertThat(check.check(new UnsafeBuffer(bytes), 0, bytes.length, tx)).isEqualTo(Verdict.ADMITTED);
        return tx;
    }

    private boolean isSigned(final byte[] bytes)
    {
        final TransactionView tx = check(bytes);
        final TransactionIds ids = new TransactionIds(genesis.chainId());
        final UnsafeBuffer id = new UnsafeBuffer(new byte[32]);
        final UnsafeBuffer message = new UnsafeBuffer(new byte[TransactionIds.SPEND_MESSAGE_LENGTH]);
        ids.txid(tx, id, 0);
        ids.spendMessage(id, 0, message, 0);
        final SignatureVerifier verifier = new BouncyCastleVerifier();
        verifier.reset();
        verifier.add(tx.buffer(), tx.publicKeyOffset(0), tx.buffer(), tx.signatureOffset(0), message, 0,
            message.capacity());
        return verifier.verify() == 1;
    }

    private static ByteBuffer outpoint(final TransactionView tx)
    {
        return ByteBuffer.wrap(copy(tx.buffer(), tx.outpointOffset(0)));
    }

    private static byte[] copy(final org.agrona.DirectBuffer buffer, final int offset)
    {
        final byte[] bytes = new byte[TransactionBuilder.outpoint(new byte[32], 0).length];
        buffer.getBytes(offset, bytes);
        return bytes;
    }

    static List<KeyPair> accounts()
    {
        final List<KeyPair> accounts = new ArrayList<>();
        for (int i = 0; i < 4; i++)
        {
            final byte[] seed = new byte[32];
            Arrays.fill(seed, (byte)(i + 1));
            accounts.add(KeyPair.fromSeed(seed));
        }
        return accounts;
    }

    static Genesis genesis(final List<KeyPair> accounts, final int outputs)
    {
        final Genesis.Builder builder = Genesis.builder().testnet(true).validator(accounts.get(0).publicKey(), 1);
        accounts.forEach((account) -> builder.allocation(AMOUNT, account.keyHash(), outputs));
        return builder.build();
    }
}
