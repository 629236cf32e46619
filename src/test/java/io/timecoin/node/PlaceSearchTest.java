package io.timecoin.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.timecoin.pipeline.Identities;
import org.junit.jupiter.api.Test;

class PlaceSearchTest
{
    private static final int NONE = Identities.NO_PLACE;

    @Test
    void shouldBelieveMoreThanAThirdOnly()
    {
        assertThat(PlaceSearch.agreed(new int[] { NONE })).isEqualTo(NONE);
        assertThat(PlaceSearch.agreed(new int[] { 5 })).isEqualTo(5);
        assertThat(PlaceSearch.agreed(new int[] { NONE, 5 })).isEqualTo(5);
        assertThat(PlaceSearch.agreed(new int[] { NONE, 5, NONE })).as("one of three may lie").isEqualTo(NONE);
        assertThat(PlaceSearch.agreed(new int[] { NONE, 5, 5 })).isEqualTo(5);
        assertThat(PlaceSearch.agreed(new int[] { 6, NONE, 5, NONE, 5 })).isEqualTo(5);
        assertThat(PlaceSearch.agreed(new int[] { 6, 5, 5, 5, 7 })).isEqualTo(5);
    }
}
