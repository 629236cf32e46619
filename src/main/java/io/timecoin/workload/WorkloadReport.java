package io.timecoin.workload;

import io.timecoin.capture.PlannedOutcomes;

import java.util.HexFormat;

/**
 * What was written.
 *
 * @param chainId        of the workload's own chain, hexadecimal.
 * @param transactions   in the file.
 * @param signatures     that were made.
 * @param initialOutputs of the genesis.
 * @param maxOutputs     most that a replay can reach.
 * @param planned        what a replay must end in.
 * @param fileBytes      length of the file.
 * @param elapsedNs      from start to end.
 */
public record WorkloadReport(
    String chainId,
    long transactions,
    long signatures,
    long initialOutputs,
    long maxOutputs,
    PlannedOutcomes planned,
    long fileBytes,
    long elapsedNs)
{
    /**
     * The planned hash of the set at the end.
     *
     * @return hexadecimal.
     */
    public String stateHash()
    {
        return HexFormat.of().formatHex(planned.stateHash());
    }
}
