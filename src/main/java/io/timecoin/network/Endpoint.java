package io.timecoin.network;

/**
 * The text host:port. Only a plain name or literal address passes, so that nothing can be smuggled into an Aeron
 * channel; strangers may give literal addresses only, as looking up their names would hold up everyone.
 */
public final class Endpoint
{
    private static final int MAX_PORT = 65_535;
    private static final int MAX_PORT_DIGITS = 5;

    private Endpoint()
    {
    }

    /**
     * Whether a text is a host and a port.
     *
     * @param endpoint any text.
     * @return true for a name, an IPv4 address or a bracketed IPv6 address, a colon, and a port (0: any free one).
     */
    public static boolean isValid(final String endpoint)
    {
        final int colon = endpoint.lastIndexOf(':');
        if (endpoint.length() > FrameShape.MAX_ENDPOINT || colon <= 0 || port(endpoint) < 0)
        {
            return false;
        }
        if (endpoint.charAt(0) == '[')
        {
            return isLiteral(endpoint);
        }
        for (int i = 0; i < colon; i++)
        {
            final char c = endpoint.charAt(i);
            if (!isLetterOrDigit(c) && c != '.' && c != '-' && c != '_')
            {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether a text is a literal address and a port above 0.
     *
     * @param endpoint any text.
     * @return true if no name has to be looked up.
     */
    public static boolean isLiteral(final String endpoint)
    {
        final int colon = endpoint.lastIndexOf(':');
        if (endpoint.length() > FrameShape.MAX_ENDPOINT || colon <= 0 || port(endpoint) <= 0)
        {
            return false;
        }
        final String host = endpoint.substring(0, colon);
        return host.charAt(0) == '[' ? isIpv6(host) : isIpv4(host);
    }

    /**
     * The port.
     *
     * @param endpoint any text.
     * @return 0 to 65,535, or -1 if there is none.
     */
    public static int port(final String endpoint)
    {
        final int colon = endpoint.lastIndexOf(':');
        final int digits = endpoint.length() - colon - 1;
        if (colon < 0 || digits < 1 || digits > MAX_PORT_DIGITS)
        {
            return -1;
        }
        int port = 0;
        for (int i = colon + 1; i < endpoint.length(); i++)
        {
            final char c = endpoint.charAt(i);
            if (c < '0' || c > '9')
            {
                return -1;
            }
            port = 10 * port + (c - '0');
        }
        return port <= MAX_PORT ? port : -1;
    }

    /**
     * One spelling for one place, so that two nodes that write the same address differently still find each other.
     *
     * @param endpoint a valid endpoint.
     * @return the same place with localhost as a literal address, in lower case.
     */
    public static String normal(final String endpoint)
    {
        final String lower = endpoint.toLowerCase(java.util.Locale.ROOT);
        return lower.startsWith("localhost:") ? "127.0.0.1" + lower.substring("localhost".length()) : lower;
    }

    private static boolean isIpv4(final String host)
    {
        int parts = 1;
        int digits = 0;
        int value = 0;
        for (int i = 0; i < host.length(); i++)
        {
            final char c = host.charAt(i);
            if (c == '.')
            {
                if (digits == 0)
                {
                    return false;
                }
                parts++;
                digits = 0;
                value = 0;
                continue;
            }
            value = 10 * value + (c - '0');
            digits++;
            if (c < '0' || c > '9' || digits > 3 || value > 255)
            {
                return false;
            }
        }
        return parts == 4 && digits > 0;
    }

    private static boolean isIpv6(final String host)
    {
        final int last = host.length() - 1;
        int colons = 0;
        for (int i = 1; i < last; i++)
        {
            final char c = host.charAt(i);
            colons += c == ':' ? 1 : 0;
            if (Character.digit(c, 16) < 0 && c != ':' && c != '.' || c > '\u007f')
            {
                return false;
            }
        }
        return host.charAt(last) == ']' && colons >= 2;
    }

    private static boolean isLetterOrDigit(final char c)
    {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }
}
