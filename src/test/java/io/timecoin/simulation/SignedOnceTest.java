package io.timecoin.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.timecoin.crypto.KeyPair;

/** The watch over what honest validators sign can fail. */
class SignedOnceTest
{
    private static final byte[] ONE = id(1);
    private static final byte[] OTHER = id(2);

    private final Forger forger = new Forger(id(3), 0, KeyPair.fromSeed(id(4)));
    private final Violations violations = new Violations();
    private final SignedOnce watch = new SignedOnce((validator) -> validator == 0, violations);

    @Test
    void shouldNoticeTwoVotesForOneStep()
    {
        watch.onFrame(0, forger.vote(5, 1, 2, ONE));
        watch.onFrame(0, forger.vote(5, 1, 2, OTHER));
        assertThat(violations.lines()).singleElement().asString()
            .contains("validator 0 signed twice for height 5, round 1, step 2");
    }

    @Test
    void shouldNotMindTheSameVoteAgainOrOtherSteps()
    {
        watch.onFrame(0, forger.vote(5, 1, 2, ONE));
        watch.onFrame(0, forger.vote(5, 1, 2, ONE));
        watch.onFrame(0, forger.vote(5, 1, 1, OTHER));
        watch.onFrame(0, forger.vote(5, 2, 2, OTHER));
        watch.onFrame(0, forger.vote(6, 1, 2, OTHER));
        assertThat(violations.isEmpty()).isTrue();
    }

    @Test
    void shouldNotWatchLiars()
    {
        final Forger liar = new Forger(id(3), 1, KeyPair.fromSeed(id(5)));
        watch.onFrame(1, liar.vote(5, 1, 2, ONE));
        watch.onFrame(1, liar.vote(5, 1, 2, OTHER));
        assertThat(violations.isEmpty()).isTrue();
    }

    private static byte[] id(final int value)
    {
        final byte[] id = new byte[Txid.LENGTH];
        id[0] = (byte)value;
        return id;
    }
}
