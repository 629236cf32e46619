package io.timecoin.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ScheduleTest
{
    private static final long SECOND = 1_000_000_000L;

    @Test
    void shouldNotDriftOverAnHour()
    {
        final Schedule schedule = new Schedule(7, 3000);
        for (int i = 0; i < 3600 * 3000; i++)
        {
            schedule.take();
        }
        assertThat(schedule.dueNs()).isEqualTo(7 + 3600 * SECOND);
    }

    @Test
    void shouldGoOnFromNowAtANewRate()
    {
        final Schedule schedule = new Schedule(0, 10);
        schedule.take();
        schedule.rate(1000, SECOND);

        assertThat(schedule.isDue(SECOND - 1)).isFalse();
        assertThat(schedule.take()).isEqualTo(SECOND);
        assertThat(schedule.dueNs()).isEqualTo(SECOND + 1_000_000);
    }

    @Test
    void shouldCountWhatFellDueWhetherTakenOrNot()
    {
        final Schedule schedule = new Schedule(0, 100);
        schedule.end(SECOND);
        schedule.take();
        schedule.take();

        assertThat(schedule.dueCount(0)).isEqualTo(2);
        assertThat(schedule.dueCount(SECOND / 2 - 1)).isEqualTo(50);
        assertThat(schedule.dueCount(9 * SECOND)).isEqualTo(100);
    }

    @Test
    void shouldPutAWarmUpBeforeTheStartWithoutMovingIt()
    {
        final Schedule plain = new Schedule(5 * SECOND, 700);
        final Schedule schedule = new Schedule(5 * SECOND, 700).precededBy(1400);
        schedule.end(6 * SECOND);

        assertThat(schedule.dueNs()).isEqualTo(3 * SECOND);
        assertThat(schedule.isDue(3 * SECOND - 1)).isFalse();
        assertThat(schedule.dueCount(3 * SECOND - 1)).isZero();
        assertThat(schedule.dueCount(4 * SECOND - 1)).isEqualTo(700);
        for (int i = 0; i < 1400; i++)
        {
            assertThat(schedule.take()).isLessThan(5 * SECOND);
        }
        assertThat(schedule.dueCount(4 * SECOND)).isEqualTo(1400);
        for (int i = 0; i < 700; i++)
        {
            assertThat(schedule.take()).isEqualTo(plain.take());
        }
        assertThat(schedule.dueCount(9 * SECOND)).isEqualTo(2100);
        assertThat(schedule.isDue(9 * SECOND)).isFalse();
    }

    @Test
    void shouldRefuseARateThatIsNone()
    {
        assertThatThrownBy(() -> new Schedule(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Schedule(0, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
