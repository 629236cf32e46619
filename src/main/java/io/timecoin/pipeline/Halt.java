package io.timecoin.pipeline;

import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentTerminationException;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * The one way in which a node stops for its own fault: the first reason wins and is told once, and no stage works
 * again. As an error handler it takes the place of the libraries' own, which would count the error and go on.
 */
public final class Halt implements ErrorHandler
{
    /**
     * Why the node halted.
     *
     * @param agent name of the agent that failed.
     * @param cause what it threw.
     */
    public record Reason(String agent, Throwable cause)
    {
    }

    private static final String OUTSIDE = "outside of the agents";

    private final AtomicReference<Reason> reason = new AtomicReference<>();
    private final Consumer<Reason> listener;

    /**
     * A halt that has not happened.
     *
     * @param listener told once, by the thread that failed first: readiness must fail there before anything else.
     */
    public Halt(final Consumer<Reason> listener)
    {
        this.listener = listener;
    }

    /**
     * Halts the node, unless it is halted already.
     *
     * @param agent name of the agent that failed.
     * @param cause what it threw.
     */
    public void halt(final String agent, final Throwable cause)
    {
        final Reason first = new Reason(agent, cause);
        if (reason.compareAndSet(null, first))
        {
            listener.accept(first);
        }
    }

    /** Halts for an error that a library reports by itself. */
    @Override
    public void onError(final Throwable cause)
    {
        // The agents throw this one to end their threads: it follows a halt, or an orderly stop.
        if (!(cause instanceof AgentTerminationException))
        {
            halt(OUTSIDE, cause);
        }
    }

    /**
     * Whether the node has halted.
     *
     * @return true for good once any agent has failed.
     */
    public boolean isHalted()
    {
        return reason.get() != null;
    }

    /**
     * Why the node has halted.
     *
     * @return the first reason, or null if it has not.
     */
    public Reason reason()
    {
        return reason.get();
    }
}
