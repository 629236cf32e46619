package io.timecoin.network;

import io.aeron.exceptions.AeronException;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentTerminationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells apart what Aeron reports: what anyone on the network can cause is counted, and told now and then; what leaves
 * the driver or its client dead halts the node.
 */
final class DriverErrors implements ErrorHandler
{
    private static final Logger LOG = LoggerFactory.getLogger(DriverErrors.class);

    private final ErrorHandler halt;
    private final AtomicLong count = new AtomicLong();
    private volatile boolean closing;

    DriverErrors(final ErrorHandler halt)
    {
        this.halt = halt;
    }

    @Override
    public void onError(final Throwable cause)
    {
        if (cause instanceof AgentTerminationException || closing)
        {
            return;
        }
        if (cause instanceof Error || isFatal(cause))
        {
            halt.onError(cause);
            return;
        }
        if (String.valueOf(cause.getMessage()).contains("channel error"))
        {
            // Whoever wanted that channel gets the same as an exception, and says it in words for the operator.
            LOG.debug("aeron: {}", cause.getMessage());
            return;
        }
        final long number = count.incrementAndGet();
        // The first, second, fourth, eighth …: a flood of bad packets must not become a flood of lines.
        if ((number & number - 1) == 0)
        {
            LOG.warn("aeron: {} (number {} of its kind)", cause.getMessage(), number);
        }
    }

    long count()
    {
        return count.get();
    }

    /** From now on errors only tell that we are leaving. */
    void closing()
    {
        closing = true;
    }

    private static boolean isFatal(final Throwable cause)
    {
        return cause instanceof AeronException aeron && aeron.category() == AeronException.Category.FATAL;
    }
}
