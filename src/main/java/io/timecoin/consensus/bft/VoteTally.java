package io.timecoin.consensus.bft;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.timecoin.consensus.validators.ValidatorSet;

/**
 * The votes of one round and step. A validator's weight counts once towards "a quorum has voted", and once towards
 * each block that it voted for: who votes twice is faulty, but what others saw of it must be able to count here too,
 * or one faulty validator could show a quorum to some and hide it from the rest for ever.
 */
final class VoteTally
{
    private final ValidatorSet validators;
    private final Statement[] first;
    private Statement[] second;
    private final List<Count> counts = new ArrayList<>(2);
    private long weight;

    private static final class Count
    {
        private final byte[] id;
        private long weight;

        Count(final byte[] id)
        {
            this.id = id;
        }
    }

    VoteTally(final ValidatorSet validators)
    {
        this.validators = validators;
        first = new Statement[validators.size()];
    }

    /**
     * Takes a vote.
     *
     * @param isWanted whether its block is one that matters here: then it is taken as a second vote though another is.
     */
    Receipt add(final Statement vote, final boolean isWanted)
    {
        final int author = vote.validator();
        if (first[author] == null)
        {
            first[author] = vote;
            weight += validators.weight(author);
            count(vote, validators.weight(author));
            return Receipt.COUNTED;
        }
        final Statement other = second == null ? null : second[author];
        if (first[author].isFor(vote.blockId()) || other != null && other.isFor(vote.blockId()))
        {
            return Receipt.KNOWN;
        }
        if (other != null && !isWanted)
        {
            return Receipt.EXCESS;
        }
        if (other != null)
        {
            count(other, -validators.weight(author));
        }
        if (second == null)
        {
            second = new Statement[first.length];
        }
        second[author] = vote;
        count(vote, validators.weight(author));
        return Receipt.EQUIVOCATION;
    }

    /** The first vote of a validator, or null. */
    Statement firstOf(final int validator)
    {
        return first[validator];
    }

    /** The vote of a validator for a block (null: for none), or null. */
    Statement voteOf(final int validator, final byte[] id)
    {
        if (first[validator] != null && first[validator].isFor(id))
        {
            return first[validator];
        }
        final Statement other = second == null ? null : second[validator];
        return other != null && other.isFor(id) ? other : null;
    }

    /** All votes for a block, in rising order of validators. */
    List<Statement> votesFor(final byte[] id)
    {
        final List<Statement> votes = new ArrayList<>(first.length);
        for (int i = 0; i < first.length; i++)
        {
            final Statement vote = voteOf(i, id);
            if (vote != null)
            {
                votes.add(vote);
            }
        }
        return List.copyOf(votes);
    }

    /** Whether a quorum has voted, for whatever. */
    boolean isQuorum()
    {
        return validators.isQuorum(weight);
    }

    boolean isQuorumFor(final byte[] id)
    {
        for (int i = 0; i < counts.size(); i++)
        {
            final Count count = counts.get(i);
            if (validators.isQuorum(count.weight) && java.util.Arrays.equals(count.id, id))
            {
                return true;
            }
        }
        return false;
    }

    /** The block that a quorum voted for, or null. More than one needs a third of equivocators: then any. */
    byte[] quorumBlock()
    {
        return quorumBlockBut(null);
    }

    /** A block other than this that a quorum voted for, or null. */
    byte[] quorumBlockBut(final byte[] id)
    {
        for (int i = 0; i < counts.size(); i++)
        {
            final Count count = counts.get(i);
            if (count.id != null && validators.isQuorum(count.weight) && !java.util.Arrays.equals(count.id, id))
            {
                return count.id;
            }
        }
        return null;
    }

    /** Sets a bit for each validator with a vote. */
    void known(final long[] bits)
    {
        for (int i = 0; i < first.length; i++)
        {
            if (first[i] != null)
            {
                bits[i >>> 6] |= 1L << i;
            }
        }
    }

    /** Sets a bit for each validator with a vote for a block. */
    void knownFor(final byte[] id, final long[] bits)
    {
        for (int i = 0; i < first.length; i++)
        {
            if (voteOf(i, id) != null)
            {
                bits[i >>> 6] |= 1L << i;
            }
        }
    }

    /** Visits all votes of validators without a bit; returns how many, negated when the visitor ended it. */
    int visitMissing(final long[] bits, final Predicate<Statement> visitor)
    {
        final byte[] decided = quorumBlock();
        int visited = 0;
        for (int i = 0; i < first.length; i++)
        {
            if (first[i] != null && (bits[i >>> 6] & 1L << i) == 0)
            {
                // Of an equivocator the vote that matters: it is what the other lacks to see the quorum.
                final Statement vote = decided == null ? null : voteOf(i, decided);
                visited++;
                if (!visitor.test(vote == null ? first[i] : vote))
                {
                    return -visited;
                }
            }
        }
        return visited;
    }

    @Override
    public String toString()
    {
        final StringBuilder text = new StringBuilder(32).append(weight);
        for (final Count count : counts)
        {
            text.append(' ').append(Statement.name(count.id)).append(':').append(count.weight);
        }
        return text.toString();
    }

    private void count(final Statement vote, final long change)
    {
        for (int i = 0; i < counts.size(); i++)
        {
            if (vote.isFor(counts.get(i).id))
            {
                counts.get(i).weight += change;
                if (counts.get(i).weight == 0)
                {
                    counts.remove(i);
                }
                return;
            }
        }
        final Count count = new Count(vote.blockId());
        count.weight = change;
        counts.add(count);
    }
}
