package io.timecoin.pipeline;

/** What a stage may do with the UTXO set. */
public enum UtxoAccess
{
    NONE, VIEW, STORE
}
