package io.timecoin.finality;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

import org.agrona.DirectBuffer;

import io.timecoin.block.BlockHeader;

/** The blocks known of the height that is being decided, the latest last, and few: a liar may propose many. */
final class Candidates
{
    /** A block that is asked about, or final, is kept beyond this. */
    private static final int MAX_CANDIDATES = 8;

    private final List<Candidate> list = new ArrayList<>();

    Candidate find(final byte[] id)
    {
        for (final Candidate candidate : list)
        {
            if (Arrays.equals(candidate.id, id))
            {
                return candidate;
            }
        }
        return null;
    }

    Candidate find(final DirectBuffer buffer, final int offset)
    {
        for (final Candidate candidate : list)
        {
            if (candidate.header.hasId(buffer, offset))
            {
                return candidate;
            }
        }
        return null;
    }

    Candidate ofTicket(final long ticket)
    {
        for (final Candidate candidate : list)
        {
            if (candidate.freshTicket == ticket || candidate.staleTicket == ticket)
            {
                return candidate;
            }
        }
        return null;
    }

    /** Adds a block that is not known yet; the oldest that nobody asked about makes room. */
    Candidate add(final Candidate candidate)
    {
        for (int i = 0; list.size() >= MAX_CANDIDATES && i < list.size(); i++)
        {
            if (!list.get(i).isAsked())
            {
                list.remove(i);
            }
        }
        list.add(candidate);
        return candidate;
    }

    void forEach(final Consumer<Candidate> visitor)
    {
        for (int i = 0; i < list.size(); i++)
        {
            visitor.accept(list.get(i));
        }
    }

    /** Adds the block of a header, unless it is here. */
    void addIfNew(final BlockHeader header)
    {
        if (find(header.id(), 0) == null)
        {
            add(new Candidate(header));
        }
    }

    /** Forgets all, and takes over what another has, which then has none. */
    void replaceBy(final Candidates other)
    {
        list.clear();
        list.addAll(other.list);
        other.list.clear();
    }
}
