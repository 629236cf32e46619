package io.timecoin.testnet;

import io.timecoin.load.Coin;
import io.timecoin.load.Coins;
import io.timecoin.load.LoadGenerator;
import io.timecoin.load.LoadStats;
import io.timecoin.load.Payment;
import io.timecoin.load.PaymentKind;
import io.timecoin.load.Schedule;
import io.timecoin.load.Submitter;
import io.timecoin.transaction.Verdict;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** Accounts of small loads against validators that accept what is correct and refuse one half of each double spend. */
final class LoadedStats
{
    private LoadedStats()
    {
    }

    static LoadStats none()
    {
        return run(0, 0, -1);
    }

    /** Seven payments, or six and a pair of rivals of which neither half is accepted. */
    static LoadStats good()
    {
        return run(8, 8, 7);
    }

    static LoadStats undecided()
    {
        return run(7, 6, -1);
    }

    private static LoadStats run(final int payments, final int answered, final int pairAt)
    {
        final Queue<Payment> source = new ArrayDeque<>();
        for (int i = 0; i < payments; i++)
        {
            final boolean isPair = i == pairAt;
            source.add(new Payment(isPair ? PaymentKind.DOUBLE_SPEND : PaymentKind.VALID, new byte[1], new byte[32],
                isPair ? new byte[1] : null, isPair ? new byte[32] : null, List.of(), Coin.EVERYWHERE));
        }
        final Schedule schedule = new Schedule(0, 1e9);
        schedule.end(payments);
        final LoadGenerator generator = new LoadGenerator(schedule, source::poll, new Answers(answered), new Coins(
            List.of()));
        generator.stats();
        generator.doWork(payments);
        generator.doWork(payments + 1);
        return generator.stats();
    }

    private static final class Answers implements Submitter
    {
        private final Queue<Long> taken = new ArrayDeque<>();
        private final int answered;

        Answers(final int answered)
        {
            this.answered = answered;
        }

        @Override
        public int links()
        {
            return 4;
        }

        @Override
        public int validators()
        {
            return 4;
        }

        @Override
        public boolean isAlive(final int validator)
        {
            return true;
        }

        @Override
        public boolean offer(final int link, final long reference, final byte[] transaction)
        {
            taken.add(reference);
            return true;
        }

        @Override
        public boolean offerFrame(final int link, final byte[] frame)
        {
            return true;
        }

        @Override
        public int poll(final Listener listener)
        {
            int events = 0;
            for (Long reference = taken.poll(); reference != null; reference = taken.poll())
            {
                if (reference <= answered)
                {
                    final boolean isPair = reference == 8;
                    listener.onVerdict(reference, isPair ? Verdict.CONFLICT : Verdict.ADMITTED);
                    if (!isPair)
                    {
                        listener.onOutcome(reference, Verdict.ADMITTED);
                    }
                    events++;
                }
            }
            return events;
        }
    }
}
