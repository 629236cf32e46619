package io.timecoin.workload;

/** A transaction decided upon: any thread may sign it. */
final class Draft
{
    /** Paid to nobody whose key is known. */
    static final int NOBODY = -1;

    final Coin[] inputs;
    final long[] amounts;
    /** Account of each output, or {@link #NOBODY}. */
    final int[] payees;
    /** Keys of the witnesses, numbered by first use: accounts, or the stranger behind the last of them. */
    final int[] signers;
    /** Witness of each input. */
    final int[] witnesses;
    /** Outputs that the next payment of the chain spends: from here ... */
    int firstLinked;
    /** ... so many, none if the chain ends. */
    int linkedCount;
    /** Of that payment. */
    Shape nextShape;
    /** Place in its chain, from 1. */
    int position;
    long lockHeight;
    /** Makes what is paid to nobody differ from all else. */
    long variant;
    /** Encoded without signatures; null while coins are only counted. */
    byte[] encoded;
    byte[] txid;

    Draft(
        final Coin[] inputs,
        final long[] amounts,
        final int[] payees,
        final int[] signers,
        final int[] witnesses)
    {
        this.inputs = inputs;
        this.amounts = amounts;
        this.payees = payees;
        this.signers = signers;
        this.witnesses = witnesses;
    }
}
