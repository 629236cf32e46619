package io.timecoin.block;

import java.util.List;

/** Where a node keeps what it knows against validators: for its next life, and for whoever wants to see it. */
public interface EvidenceKeeper
{
    /** Keeps nothing. */
    EvidenceKeeper NONE = new EvidenceKeeper()
    {
        @Override
        public List<Evidence> recall()
        {
            return List.of();
        }

        @Override
        public void keep(final Evidence evidence)
        {
            // The blocks keep what counts.
        }

        @Override
        public void charged(final Evidence evidence, final int height)
        {
            // Nobody wants to know.
        }
    };

    /**
     * What was kept.
     *
     * @return whole evidence of the right form; whether it is true is not looked at.
     */
    List<Evidence> recall();

    /**
     * Keeps evidence, instead of any other against the same validator.
     *
     * @param evidence that is true.
     */
    void keep(Evidence evidence);

    /**
     * A final block charges a validator.
     *
     * @param evidence against it.
     * @param height   of the block.
     */
    void charged(Evidence evidence, int height);
}
