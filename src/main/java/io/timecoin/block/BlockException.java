package io.timecoin.block;

/** Bytes that are no block, certificate or proof; for tools and files. What peers send is checked without it. */
public final class BlockException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    private final BlockFault fault;

    /**
     * A fault with its story.
     *
     * @param fault   which.
     * @param message a sentence.
     */
    public BlockException(final BlockFault fault, final String message)
    {
        super(message);
        this.fault = fault;
    }

    /**
     * Which rule is broken.
     *
     * @return not {@link BlockFault#NONE}.
     */
    public BlockFault fault()
    {
        return fault;
    }
}
