package io.timecoin.finality;

import io.timecoin.block.Commit;

/**
 * A quorum has signed a block that cannot be, beside what is final here. No node may go on from there by itself: a
 * third of the weight or more has lied, or what this node holds is damaged. The certificate that proves which of both
 * is kept.
 */
public final class ChainConflict extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    private final transient Commit commit;

    ChainConflict(final String what, final Commit commit)
    {
        super(what + ", at height " + commit.header().height());
        this.commit = commit;
    }

    /**
     * The block's header with its certificate.
     *
     * @return what those have signed who lied, or whom this node cannot follow.
     */
    public Commit commit()
    {
        return commit;
    }
}
