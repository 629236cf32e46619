package io.timecoin.client;

import io.timecoin.network.RefusalReason;
import io.timecoin.transaction.Verdict;
import org.agrona.DirectBuffer;

/** Hears what nodes say, in {@link Client#poll}. Buffers are valid during the call. */
public interface ClientListener
{
    /**
     * The immediate answer to a submitted payment.
     *
     * @param node        index of the node.
     * @param reference   the number it was submitted with.
     * @param verdict     the answer, or null if its code is unknown.
     * @param requiredFee with POOL_FULL the fee that would get in, else 0.
     * @param txid        holds the transaction id; zeros if the node did not look at the payment.
     * @param txidOffset  of its 32 bytes.
     */
    void onVerdict(int node, long reference, Verdict verdict, long requiredFee, DirectBuffer txid, int txidOffset);

    /**
     * What became of an admitted payment.
     *
     * @param node       index of the node.
     * @param reference  the number it was submitted with.
     * @param outcome    ADMITTED if it was accepted, else why not; null if its code is unknown. UNDONE may follow
     *     ADMITTED: a final block chose a rival.
     * @param txid       holds the transaction id.
     * @param txidOffset of its 32 bytes.
     */
    void onOutcome(int node, long reference, Verdict outcome, DirectBuffer txid, int txidOffset);

    /**
     * An accepted payment is in a final block: nothing can undo it any more.
     *
     * @param node       index of the node.
     * @param reference  the number it was submitted with.
     * @param height     of the block.
     * @param txid       holds the transaction id.
     * @param txidOffset of its 32 bytes.
     */
    default void onConfirmed(int node, long reference, long height, DirectBuffer txid, int txidOffset)
    {
    }

    /**
     * Which place among the validators an identity has, which was asked for. It proves nothing.
     *
     * @param node     index of the node.
     * @param identity holds the public key that was asked about.
     * @param offset   of its 32 bytes.
     * @param place    from 0; negative if no final block that the node knows has bonded it.
     */
    default void onPlace(int node, DirectBuffer identity, int offset, int place)
    {
    }

    /**
     * A node does not want this client, or no longer. It is asked again after a while.
     *
     * @param node   index of the node.
     * @param reason why, or null if its code is unknown.
     */
    default void onRefused(int node, RefusalReason reason)
    {
    }

    /**
     * A node has let this client in.
     *
     * @param node index of the node.
     */
    default void onConnected(int node)
    {
    }

    /**
     * A node is gone; what was submitted and not answered may have reached it or not.
     *
     * @param node index of the node.
     */
    default void onDisconnected(int node)
    {
    }
}
