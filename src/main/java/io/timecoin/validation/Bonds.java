package io.timecoin.validation;

import io.timecoin.transaction.TransactionView;
import io.timecoin.transaction.Verdict;
import org.agrona.DirectBuffer;

/**
 * What validation knows of validators that come and go: the final blocks go in, and what follows from them for a
 * transaction comes out. Only the few transactions with an output about validators ask.
 */
public interface Bonds
{
    /** On a chain whose first validators stay for ever. */
    Bonds NONE = new NoBonds();

    /**
     * Whether there is anything to know.
     *
     * @return false if no transaction can be about validators.
     */
    boolean areOpen();

    /**
     * Says what a bond or a leave would be good for, before its client pays for nothing.
     *
     * @param tx of a client.
     * @return ADMITTED, or why it would do nothing.
     */
    Verdict judge(TransactionView tx);

    /**
     * Whether a final block has named an identity as a validator's; once true, it stays so.
     *
     * @param buffer with the hash of its key.
     * @param offset of the 20 bytes.
     * @return whether it can be taken out.
     */
    boolean isKnown(DirectBuffer buffer, int offset);

    /**
     * Whether a block may spend what a validator took out; once true, it stays so.
     *
     * @param buffer with the hash of its key.
     * @param offset of the 20 bytes.
     * @param height of the block.
     * @return false while it is held.
     */
    boolean isReleased(DirectBuffer buffer, int offset, long height);

    /**
     * Takes out a validator that the next final block charges; before what that block lists.
     *
     * @param validator its place.
     */
    void charge(int validator);

    /**
     * Takes a transaction of the next final block, in the block's order.
     *
     * @param tx of the block.
     */
    void apply(TransactionView tx);

    /**
     * Ends a final block.
     *
     * @param height of the block.
     */
    void endBlock(long height);
}
