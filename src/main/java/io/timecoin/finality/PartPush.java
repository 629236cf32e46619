package io.timecoin.finality;

/** Sends the list of an own proposal to everyone, as there is space; who misses a part asks for it. */
final class PartPush
{
    private final Messages messages;
    private Candidate candidate;
    private int next;

    PartPush(final Messages messages)
    {
        this.messages = messages;
    }

    void begin(final Candidate proposed)
    {
        candidate = proposed;
        next = 0;
    }

    void end()
    {
        candidate = null;
    }

    int work()
    {
        int count = 0;
        while (candidate != null && next < candidate.partCount && messages.part(Messages.EVERYONE, candidate.id,
            candidate.header.height(), next, candidate.partCount, candidate.count(next), candidate.ids,
            Candidate.offset(next)))
        {
            next++;
            count++;
        }
        if (candidate != null && next == candidate.partCount)
        {
            candidate = null;
        }
        return count;
    }
}
