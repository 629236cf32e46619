package io.timecoin.consensus.avalanche;

/** Looks for polls among all slots. */
final class PollSlots
{
    private PollSlots()
    {
    }

    /** The poll of this id that is in flight, or ended not long ago; null if there is none. */
    static Poll find(final Poll[] polls, final long id)
    {
        for (int slot = 0; slot < polls.length; slot++)
        {
            if (polls[slot].id == id && polls[slot].entries != 0)
            {
                return polls[slot];
            }
        }
        return null;
    }

    /** The poll in flight of a lane that was sent first; null if there is none. */
    static Poll oldest(final Poll[] polls, final int lane)
    {
        Poll oldest = null;
        for (int slot = 0; slot < polls.length; slot++)
        {
            final Poll poll = polls[slot];
            if (poll.isInFlight && poll.lane == lane && (oldest == null || PollHistory.isBefore(poll.id, oldest.id)))
            {
                oldest = poll;
            }
        }
        return oldest;
    }

    /** The slot that ended longest ago; more slots than polls in flight make sure that there is one. */
    static Poll free(final Poll[] polls)
    {
        Poll found = null;
        for (int slot = 0; slot < polls.length; slot++)
        {
            if (!polls[slot].isInFlight && (found == null || polls[slot].entries == 0 ||
                found.entries != 0 && PollHistory.isBefore(polls[slot].id, found.id)))
            {
                found = polls[slot];
            }
        }
        return found;
    }
}
