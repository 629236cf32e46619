package io.timecoin.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which height an earlier life may still be bound in. */
class VoteLogTest
{
    @Test
    void shouldTellTheLastHeightThatWasSignedForUnlessItIsStored()
    {
        final MemoryVoteLog log = new MemoryVoteLog();
        assertThat(log.openHeight(0)).as("never signed").isZero();
        log.append(new Statement(0, 7, 1, Step.PREVOTE, Statement.FRESH, null, new byte[64]), LockState.FREE);
        log.force();
        assertThat(log.openHeight(0)).isEqualTo(7);
        assertThat(log.openHeight(6)).isEqualTo(7);
        assertThat(log.openHeight(7)).isZero();
        assertThat(log.openHeight(8)).isZero();
    }
}
