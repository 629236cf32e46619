package io.timecoin.node;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that a user probably meant. */
public final class Spelling
{
    private static final int MAX_EDITS = 2;

    private Spelling()
    {
    }

    /**
     * The nearest of some words.
     *
     * @param word       as typed.
     * @param candidates words that would have been right.
     * @return the one with the fewest changed, swapped, added or missing letters; two at most.
     */
    public static Optional<String> nearest(final String word, final Collection<String> candidates)
    {
        String best = null;
        int bestEdits = Math.min(MAX_EDITS, word.length() / 2) + 1;
        for (final String candidate : candidates)
        {
            final int edits = edits(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (edits < bestEdits)
            {
                best = candidate;
                bestEdits = edits;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Optimal string alignment distance. */
    private static int edits(final String a, final String b)
    {
        final int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++)
        {
            for (int j = 0; j <= b.length(); j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i][j] = i + j;
                    continue;
                }
                final int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(cost[i - 1][j - 1] + change, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1))
                {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
