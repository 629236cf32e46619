package io.timecoin.network;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ViolationsTest
{
    private final Violations violations = new Violations();

    @Test
    void shouldBanLongerTheMoreRulesAreBroken()
    {
        long nowNs = 0;
        assertThat(violations.add(1, nowNs)).isFalse();
        assertThat(violations.add(1, nowNs)).isFalse();
        assertThat(violations.isBanned(1, nowNs)).isFalse();
        assertThat(violations.add(1, nowNs)).isTrue();
        assertThat(violations.isBanned(1, nowNs + Violations.FIRST_BAN_NS - 1)).isTrue();
        assertThat(violations.isBanned(1, nowNs + Violations.FIRST_BAN_NS)).isFalse();
        nowNs += Violations.FIRST_BAN_NS;
        violations.add(1, nowNs);
        violations.add(1, nowNs);
        assertThat(violations.isBanned(1, nowNs + Violations.SECOND_BAN_NS - 1)).isTrue();
        assertThat(violations.isBanned(1, nowNs + Violations.SECOND_BAN_NS)).isFalse();
        for (int i = 0; i < 5; i++)
        {
            violations.add(1, nowNs);
        }
        assertThat(violations.isBanned(1, nowNs + 1_000 * Violations.FORGOTTEN_AFTER_NS)).isTrue();
        assertThat(violations.isBanned(2, nowNs)).isFalse();
    }

    @Test
    void shouldForgetWhatIsOldButNotWhoIsBannedForGood()
    {
        for (int i = 0; i < Violations.LAST_BAN_VIOLATIONS; i++)
        {
            violations.add(1, 0);
        }
        violations.add(2, 0);
        violations.add(3, 5);
        violations.clean(Violations.FORGOTTEN_AFTER_NS + 1);
        assertThat(violations.size()).isEqualTo(2);
        assertThat(violations.isBanned(1, Violations.FORGOTTEN_AFTER_NS + 1)).isTrue();
    }

    @Test
    void shouldStayBoundedAndKeepTheBanned()
    {
        for (int i = 0; i < Violations.FIRST_BAN_VIOLATIONS; i++)
        {
            violations.add(-1, 0);
        }
        for (int i = 0; i < 3 * Violations.CAPACITY; i++)
        {
            violations.add(i, i);
        }
        assertThat(violations.size()).isEqualTo(Violations.CAPACITY);
        assertThat(violations.isBanned(-1, 3 * Violations.CAPACITY)).isTrue();
    }
}
