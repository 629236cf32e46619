package io.timecoin.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import io.timecoin.InvariantViolation;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class IdentitiesTest
{
    @Test
    void shouldGiveAPlaceAwayOnce()
    {
        final Identities identities = new Identities(List.of(new byte[] { 1 }), 3);
        assertThat(identities.capacity()).isEqualTo(3);
        assertThat(identities.get(1)).isNull();

        identities.put(1, new byte[] { 2 });
        identities.put(1, new byte[] { 2 });
        identities.put(0, new byte[] { 1 });
        assertThat(identities.get(1)).containsExactly(2);
        assertThatThrownBy(() -> identities.put(1, new byte[] { 3 }))
            .isInstanceOf(InvariantViolation.class).hasMessageContaining("another validator's: 1");
        assertThat(identities.get(1)).containsExactly(2);
    }

    @Test
    void shouldFindTheBearerOfAPlace()
    {
        final Identities identities = new Identities(List.of(new byte[] { 1, 1 }, new byte[] { 1, 2 }), 4);
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[] { 9, 1, 2, 3 });
        assertThat(identities.find(buffer, 1)).isEqualTo(1);
        assertThat(identities.find(buffer, 2)).isEqualTo(Identities.NO_PLACE);
        identities.put(3, new byte[] { 2, 3 });
        assertThat(identities.find(buffer, 2)).isEqualTo(3);
    }
}
