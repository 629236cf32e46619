package io.timecoin.consensus.validators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.timecoin.crypto.KeyHash;
import io.timecoin.crypto.Sha256;
import org.junit.jupiter.api.Test;

class ValidatorRosterTest
{
    private final byte[][] identities = { identity(1), identity(2), identity(3) };

    @Test
    void shouldHaveTheHashThatHeadersCarry()
    {
        final ValidatorRoster roster = new ValidatorRoster(identities, new long[] { 1, 258, 0xFFFF_FFFFL });

        assertThat(roster.hash()).isEqualTo(Sha256.of(Sha256.tag("timecoin/validators"),
            identities[0], new byte[] { 1, 0, 0, 0 },
            identities[1], new byte[] { 2, 1, 0, 0 },
            identities[2], new byte[] { -1, -1, -1, -1 }));
        assertThat(roster).isNotEqualTo(new ValidatorRoster(identities, new long[] { 1, 258, 1 }));
    }

    @Test
    void shouldFindValidatorsByIdentity()
    {
        final ValidatorRoster roster = new ValidatorRoster(identities, new long[] { 1, 1, 1 });

        assertThat(roster.indexOf(identity(3))).isEqualTo(2);
        assertThat(roster.indexOf(identity(4))).isEqualTo(-1);
        assertThat(roster.identity(1)).isEqualTo(identity(2));
        assertThat(roster.keyHash(1)).isEqualTo(KeyHash.of(identity(2)));
        assertThat(roster.size()).isEqualTo(3);
    }

    @Test
    void shouldRefuseTheSameIdentityTwice()
    {
        assertThatThrownBy(() ->
            new ValidatorRoster(new byte[][] { identity(1), identity(2), identity(1) }, new long[] { 1, 1, 1 }))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("validator 2");
        assertThatThrownBy(() -> new ValidatorRoster(identities, new long[] { 1, 1 }))
            .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ValidatorRoster(new byte[][] { new byte[31] }, new long[] { 1 }))
            .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] identity(final int number)
    {
        final byte[] identity = new byte[32];
        identity[0] = (byte)number;
        return identity;
    }
}
