package io.timecoin.testnet;

import io.timecoin.load.LoadProfile;

import java.nio.file.Path;

/**
 * What a testnet is to be.
 *
 * @param validators  number of validators.
 * @param isProcesses one JVM each instead of one for all.
 * @param load        what to send.
 * @param clients     number of clients, each with a session with every validator.
 * @param rule        {@link io.timecoin.genesis.Genesis}'s number of a rule.
 * @param sampleSize  k of the sampled rule, 0 for the default.
 * @param bondUnit    what a unit of a further validator's weight costs, 0 if nobody may join.
 * @param tuning      profile, null for the default.
 * @param data        folder to keep, null for a temporary one.
 * @param capture     file for what came in at the first validator, null to record nothing.
 */
public record TestnetOptions(
    int validators,
    boolean isProcesses,
    LoadProfile load,
    int clients,
    int rule,
    int sampleSize,
    long bondUnit,
    Path tuning,
    Path data,
    Path capture)
{
    public static final int DEFAULT_VALIDATORS = 5;
    /** More do not fit one machine's ports and memory. */
    public static final int MAX_VALIDATORS = 64;
    public static final int MAX_CLIENTS = 64;
}
