package io.timecoin.network;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class EndpointTest
{
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:1", "255.255.255.255:65535", "[::1]:80", "[fe80::1:2]:9", "[::ffff:1.2.3.4]:5"})
    void shouldTakeLiteralAddresses(final String endpoint)
    {
        assertThat(Endpoint.isLiteral(endpoint)).isTrue();
        assertThat(Endpoint.isValid(endpoint)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:80", "node-1.example.org:24000", "127.0.0.1:0", "a:1", "1.2.3:4", "1.2.3.4.5:6",
        "256.1.1.1:7"})
    void shouldTakeNamesOnlyWhereTheyMayBeLookedUp(final String endpoint)
    {
        assertThat(Endpoint.isValid(endpoint)).isTrue();
        assertThat(Endpoint.isLiteral(endpoint)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", ":1", "host", "host:", "host:65536", "host:-1", "host:1x", "host:000001",
        "127.0.0.1:4000|term-length=1g", "a|b:1", "a b:1", "[::1:80", "[]:80", "[::1]", "[zz::]:1", "[::1]:0x",
        "127.0.0.1\n:1", "h\u00f6st:1", "1.2..3:4?x:5"})
    void shouldTakeNothingElse(final String endpoint)
    {
        assertThat(Endpoint.isValid(endpoint)).isFalse();
        assertThat(Endpoint.isLiteral(endpoint)).isFalse();
    }
}
