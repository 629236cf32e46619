package io.timecoin.workload;

/** An output that payments of the plan spend. */
final class Coin
{
    /** When the genesis's outputs were accepted: before all slots. */
    static final long BEFORE_ALL = Long.MIN_VALUE;

    /** Id of the transaction that made it; null while coins are only counted. */
    final byte[] txid;
    final int index;
    final long amount;
    /** Whose it is. */
    final int account;
    /** Slot before which the payment that made it takes effect. */
    final long acceptedSlot;
    /** Its number in the ledger. */
    final long number;

    Coin(
        final byte[] txid,
        final int index,
        final long amount,
        final int account,
        final long acceptedSlot,
        final long number)
    {
        this.txid = txid;
        this.index = index;
        this.amount = amount;
        this.account = account;
        this.acceptedSlot = acceptedSlot;
        this.number = number;
    }
}
