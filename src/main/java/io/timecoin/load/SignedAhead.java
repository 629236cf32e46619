package io.timecoin.load;

import org.agrona.LangUtil;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * Signed payments in the order of their plan. A first stock is signed on all cores before anything is measured; for a
 * run that is longer than the stock, one thread keeps signing into a bounded queue.
 */
public final class SignedAhead implements PaymentSource, AutoCloseable
{
    /** Payments that are signed before a run at most; more would take memory that the run needs. */
    public static final int MAX_STOCK = 200_000;
    /** A stock of a ramp takes no more than this share of the heap. */
    private static final int HEAP_SHARE = 4;
    /** Of a signed payment with all that belongs to it. */
    private static final int PAYMENT_BYTES = 400;
    /** Payments between one of a stock and the one that spends what it makes: several seconds at any rate. */
    private static final int PARENT_DISTANCE = 100_000;
    private static final int QUEUE_CAPACITY = 8192;
    private static final int SLICE = 2048;
    private static final long NO_COIN_PAUSE_NS = 1_000_000L;
    private static final long OFFER_MS = 50;

    private final PaymentPlan plan;
    private final int parentDistance;
    private final byte[] chainId;
    private final List<Payment> stock = new ArrayList<>();
    private final BlockingQueue<Payment> queue = new ArrayBlockingQueue<>(QUEUE_CAPACITY);
    private int nextOfStock;
    private int nextParent;
    private Thread signer;
    private volatile boolean isClosed;

    /**
     * Nothing signed yet.
     *
     * @param plan decides payments.
     */
    public SignedAhead(final PaymentPlan plan)
    {
        this(plan, PARENT_DISTANCE);
    }

    SignedAhead(final PaymentPlan plan, final int parentDistance)
    {
        this.plan = plan;
        this.parentDistance = parentDistance;
        chainId = plan.chainId();
    }

    /**
     * Signs all that a load needs, or as many as there is room for, and starts to sign the others.
     *
     * @param profile  of the load.
     * @param threads  to sign with.
     * @param progress hears how many are signed.
     */
    public void prepare(final LoadProfile profile, final int threads, final LongConsumer progress)
    {
        stock((int)Math.min(profile.payments(), MAX_STOCK), threads, progress);
        if (profile.isRamp() || stockLeft() < profile.payments())
        {
            start();
        }
    }

    /**
     * Signs what a ramp may need. Where the coins of the start do not suffice, payments spend what earlier ones of the
     * stock make, long after those: what is signed during the run costs it cores that the validators do not get. If
     * all of it is used up nevertheless, the others are signed during the run.
     *
     * @param payments that the ramp may need.
     * @param threads  to sign with.
     * @param progress hears how many are signed.
     */
    public void prepareRamp(final long payments, final int threads, final LongConsumer progress)
    {
        final int most = (int)Math.min(
            Runtime.getRuntime().maxMemory() / HEAP_SHARE / PAYMENT_BYTES, Integer.MAX_VALUE / 2);
        final int count = (int)Math.min(payments, most);
        stock(count, threads, progress);
        while (stock.size() < count && reuseOutputs())
        {
            stock(count, threads, progress);
        }
        start();
    }

    /**
     * Signs a stock; returns when it is there, or when the coins of the start are used up.
     *
     * @param count    payments.
     * @param threads  to sign with.
     * @param progress hears how many are signed.
     */
    public void stock(final int count, final int threads, final LongConsumer progress)
    {
        while (stock.size() < count)
        {
            final List<Draft> drafts = new ArrayList<>();
            for (int i = Math.min(SLICE, count - stock.size()); i > 0; i--)
            {
                final Draft draft = plan.next(Long.MIN_VALUE);
                if (draft == null)
                {
                    break;
                }
                drafts.add(draft);
            }
            if (drafts.isEmpty())
            {
                return;
            }
            stock.addAll(sign(drafts, threads));
            progress.accept(stock.size());
        }
    }

    /** Starts to sign beyond the stock, until closed. */
    public void start()
    {
        signer = new Thread(this::signOn, "load-signer");
        signer.setDaemon(true);
        signer.start();
    }

    /**
     * Payments of the stock not yet handed out.
     *
     * @return a count.
     */
    public int stockLeft()
    {
        return stock.size() - nextOfStock;
    }

    @Override
    public Payment poll()
    {
        return nextOfStock < stock.size() ? stock.set(nextOfStock++, null) : queue.poll();
    }

    @Override
    public void close()
    {
        isClosed = true;
        join(signer);
    }

    /** Gives back what the oldest payments of the stock make; false if all that are old enough have been used. */
    private boolean reuseOutputs()
    {
        int given = 0;
        while (given < SLICE && stock.size() - nextParent >= parentDistance)
        {
            final Payment parent = stock.get(nextParent);
            for (final Coin coin : parent.outputs())
            {
                plan.giveBack(coin);
                given++;
            }
            // They have a use: nobody gives them back a second time when the payment is accepted.
            stock.set(nextParent++, parent.withoutOutputs());
        }
        return given > 0;
    }

    private List<Payment> sign(final List<Draft> drafts, final int threads)
    {
        final Payment[] signed = new Payment[drafts.size()];
        final AtomicInteger next = new AtomicInteger();
        final Thread[] workers = new Thread[threads];
        for (int i = 0; i < threads; i++)
        {
            workers[i] = new Thread(() ->
            {
                for (int at = next.getAndIncrement(); at < signed.length; at = next.getAndIncrement())
                {
                    signed[at] = drafts.get(at).sign(chainId);
                }
            }, "load-signer-" + i);
            workers[i].start();
        }
        for (final Thread worker : workers)
        {
            join(worker);
        }
        return List.of(signed);
    }

    private void signOn()
    {
        try
        {
            while (!isClosed)
            {
                final Draft draft = plan.next(System.nanoTime());
                if (draft == null)
                {
                    LockSupport.parkNanos(NO_COIN_PAUSE_NS);
                    continue;
                }
                final Payment payment = draft.sign(chainId);
                while (!isClosed && !queue.offer(payment, OFFER_MS, TimeUnit.MILLISECONDS))
                {
                    Thread.onSpinWait();
                }
            }
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }

    private static void join(final Thread thread)
    {
        try
        {
            if (thread != null)
            {
                thread.join();
            }
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            LangUtil.rethrowUnchecked(ex);
        }
    }
}
