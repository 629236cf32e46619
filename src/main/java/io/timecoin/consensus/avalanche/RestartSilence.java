package io.timecoin.consensus.avalanche;

import java.util.concurrent.TimeUnit;

/**
 * Keeps a restarted node from voting against what it said before. Until marks are on disk, a node that comes back has
 * forgotten which undecided transactions others count it for; to prefer a rival of one of them would be to vote twice.
 * <p>
 * So a node with a past begins silent: it answers <em>known</em>, has no first preferences and no own vote, and
 * prefers a transaction only when a quorum of others does, which is safe whatever it said before, because at most one
 * of two transactions in conflict ever gets a quorum. Others go on with the rest of the weight, and the node follows
 * them.
 * <p>
 * Silence lasts until a quorum has been connected for {@link #SILENCE_NS}. By then everything that was undecided at
 * any connected validator has been named to this one, because undecided transactions are polled at least twice a
 * second and decided ones are announced for the time of retention, which is shorter. What was seen meanwhile and has
 * a known conflict stays without a first preference for good; what has none may have one now. To be silent for ever
 * would be safer by what an unconnected validator alone knows, but a network whose validators were all restarted
 * would then accept nothing until blocks exist. A node that left no {@link Avalanche#openMarks() open marks} when it
 * stopped has nothing to forget, and need not be silent.
 * <p>
 * Where there are blocks the node has forgotten as well what it pledged itself to by a prevote. That ends with the
 * height, and the log of own votes tells which height that was: the node stays silent until it is applied here; where
 * nobody knows, until {@link #BLOCKS} further blocks were applied after that time. Meanwhile the node is strong for
 * nothing, accepts nothing but what blocks list, prevotes for no fresh list and proposes only blocks without one.
 */
final class RestartSilence
{
    /** Longer than decided transactions are announced by others. */
    static final long SILENCE_NS = TimeUnit.SECONDS.toNanos(15);

    /** Blocks of heights that were certainly not begun when the node stopped. */
    static final int BLOCKS = 2;
    private static final int UNKNOWN = -1;

    private boolean isSilent;
    private int blocksLeft;
    /** The last height that an earlier life voted on; negative if nobody knows. */
    private int openHeight = UNKNOWN;
    private long heardNs;
    private long lastNs;
    private boolean isListening;

    RestartSilence(final boolean isSilent)
    {
        this.isSilent = isSilent;
    }

    boolean isSilent()
    {
        return isSilent;
    }

    /** True once, when silence ends. */
    boolean onTick(final long nowNs, final boolean isEnoughConnected)
    {
        if (!isSilent)
        {
            return false;
        }
        if (isListening && isEnoughConnected)
        {
            heardNs += nowNs - lastNs;
        }
        isListening = isEnoughConnected;
        lastNs = nowNs;
        isSilent = heardNs < SILENCE_NS || blocksLeft > 0;
        return !isSilent;
    }

    /** There are blocks. */
    void expectBlocks()
    {
        blocksLeft = BLOCKS;
    }

    /** The last height that an earlier life voted on; 0 if it is stored; negative if nobody knows. */
    void openHeight(final int height)
    {
        openHeight = Math.max(UNKNOWN, height);
        blocksLeft = height == 0 ? 0 : blocksLeft;
    }

    /** A final block was applied; one from before the node came back may be, too. */
    void onBlock(final long height)
    {
        if (openHeight != UNKNOWN)
        {
            blocksLeft = height >= openHeight ? 0 : blocksLeft;
        }
        else if (heardNs >= SILENCE_NS && blocksLeft > 0)
        {
            blocksLeft--;
        }
    }
}
