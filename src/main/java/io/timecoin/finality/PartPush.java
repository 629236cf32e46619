package io.timecoin.finality;

/** Sends the evidence and the list of an own proposal to everyone, as there is space; who misses a part asks for it. */
final class PartPush
{
    private final Messages messages;
    private Candidate candidate;
    private int next;
    private boolean isEvidenceSent;

    PartPush(final Messages messages)
    {
        this.messages = messages;
    }

    void begin(final Candidate proposed)
    {
        candidate = proposed;
        next = 0;
        isEvidenceSent = candidate.evidence.size() == 0;
    }

    void end()
    {
        candidate = null;
    }

    int work()
    {
        int count = 0;
        if (candidate != null && !isEvidenceSent)
        {
            isEvidenceSent = messages.blockEvidence(
                Messages.EVERYONE, candidate.id, candidate.header.height(), candidate.evidence);
            count++;
        }
        while (candidate != null && next < candidate.partCount && messages.part(Messages.EVERYONE, candidate.id,
            candidate.header.height(), next, candidate.partCount, candidate.count(next), candidate.ids,
            Candidate.offset(next)))
        {
            next++;
            count++;
        }
        if (candidate != null && isEvidenceSent && next == candidate.partCount)
        {
            candidate = null;
        }
        return count;
    }
}
