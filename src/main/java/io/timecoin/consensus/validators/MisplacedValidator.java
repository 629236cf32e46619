package io.timecoin.consensus.validators;

/** The blocks give a validator another place than the one that it was started with: others told it the wrong one. */
public final class MisplacedValidator extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /**
     * Says which places they are.
     *
     * @param place    that it was started with.
     * @param ofBlocks that the blocks give it; negative if they give the first one to another.
     */
    public MisplacedValidator(final int place, final int ofBlocks)
    {
        super("this validator was told that its place is " + place + ", but the blocks give " +
            (ofBlocks < 0 ? "that to another" : "it " + ofBlocks));
    }
}
