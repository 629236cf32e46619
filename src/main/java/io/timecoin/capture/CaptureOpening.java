package io.timecoin.capture;

import io.timecoin.genesis.Genesis;

/** What the blocks before the stream say, collected while they are read. */
final class CaptureOpening
{
    CaptureKind kind;
    boolean beginsWithGenesis;
    byte[] chainId;
    int schemaVersion;
    long createdMs;
    String producer;
    byte[] schemaIr;
    Genesis genesis;
    /** Records in outputs blocks. */
    long outputs;

    /** Unspent outputs at the first record. */
    long initialOutputs()
    {
        return beginsWithGenesis ? genesis.outputCount() : outputs;
    }
}
