package io.timecoin.simulation;

/** What a liar makes of its own validator's vote on one entry of a poll. */
@FunctionalInterface
interface Votes
{
    /**
     * Writes the vote to send.
     *
     * @param reply    its copy, to be changed.
     * @param entry    index of the entry.
     * @param receiver index of the validator that asked.
     */
    void change(byte[] reply, int entry, int receiver);
}
