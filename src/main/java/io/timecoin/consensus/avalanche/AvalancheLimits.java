package io.timecoin.consensus.avalanche;

/**
 * How much acceptance remembers; all of it is allocated at the start. About 0.9 KB a batch, 10 KB a 16 entries of a
 * poll, 8 KB a held poll.
 *
 * @param batches       batches known at a time, decided ones that are still answered for included.
 * @param pollEntries   most batches in one poll.
 * @param heldPolls     polls that wait for a batch on its way.
 * @param missing       batches that were named to us and are looked for.
 * @param conflicts     pairs of transactions in conflict.
 */
public record AvalancheLimits(int batches, int pollEntries, int heldPolls, int missing, int conflicts)
{
    /** A poll must hold a transaction with all its rivals: {@value #MAX_RIVALS} and itself, each in another batch. */
    public static final int MAX_RIVALS = 63;
    /** Most entries of a poll: a control message has at most 8 KiB, an entry 40 bytes. */
    public static final int MAX_POLL_ENTRIES = 200;
    /** Most held polls: a word has a bit for each. */
    public static final int MAX_HELD_POLLS = 64;

    /** For a validator of its own. */
    public static final AvalancheLimits VALIDATOR = new AvalancheLimits(16_384, MAX_POLL_ENTRIES, 64, 2_048, 65_536);
    /** For one of many in a simulation. */
    public static final AvalancheLimits SIMULATED = new AvalancheLimits(256, 64, 16, 128, 1_024);

    /** Checks the bounds. */
    public AvalancheLimits
    {
        check(16 <= batches && batches <= 1 << 20, "16 <= batches <= 2^20", batches);
        check(MAX_RIVALS + 1 <= pollEntries && pollEntries <= MAX_POLL_ENTRIES,
            MAX_RIVALS + 1 + " <= entries of a poll <= " + MAX_POLL_ENTRIES, pollEntries);
        check(1 <= heldPolls && heldPolls <= MAX_HELD_POLLS, "1 <= held polls <= " + MAX_HELD_POLLS, heldPolls);
        check(16 <= missing && missing <= 1 << 16, "16 <= missing batches <= 2^16", missing);
        check(MAX_RIVALS <= conflicts && conflicts <= 1 << 22, MAX_RIVALS + " <= conflicts <= 2^22", conflicts);
    }

    private static void check(final boolean holds, final String inequality, final int value)
    {
        if (!holds)
        {
            throw new IllegalArgumentException("needs " + inequality + ", but it is " + value);
        }
    }
}
