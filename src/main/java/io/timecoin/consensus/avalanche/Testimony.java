package io.timecoin.consensus.avalanche;

import java.util.Arrays;

/**
 * What each validator has ever said about the batches that polls take long over, for the quorum rule. One poll decides
 * only if the replies of a whole quorum come through together; where messages get lost and hardly more than a quorum
 * is there, that is rare. But what a validator has said stays true: it is strong until a block decides, and it leaves
 * its first preference only when a quorum prefers another (SAFETY.md, steps 2 and 3). So what it said to different
 * polls counts together.
 * <p>
 * A batch has a place here only after many polls, so that usual ones cost nothing; places are few, and taken over from
 * batches that need them no more.
 */
final class Testimony
{
    /** Polls after which a batch is one that polls take long over. */
    static final int PATIENCE = 32;
    static final int NONE = -1;
    private static final int MAX_PLACES = 512;
    /** Places looked at to find one that nobody needs. */
    private static final int SEARCH_LIMIT = 16;

    private final Batches batches;
    private final Electorate electorate;
    private final AcceptanceRule rule;
    /** By batch; valid if the place agrees. */
    private final int[] placeOf;
    private final int[] batchAt;
    private final int[] epochAt;
    private final Said known;
    private final Said prefer;
    private final Said strong;
    private final Judgement scratch = new Judgement();
    private int next;

    Testimony(final Batches batches, final Electorate electorate, final AcceptanceRule rule)
    {
        this.batches = batches;
        this.electorate = electorate;
        this.rule = rule;
        final int places = rule.countsInARow() ? 0 : Math.min(MAX_PLACES, batches.capacity / 4);
        placeOf = new int[batches.capacity];
        Arrays.fill(placeOf, NONE);
        batchAt = new int[places];
        Arrays.fill(batchAt, NONE);
        epochAt = new int[places];
        known = new Said(places);
        prefer = new Said(places);
        strong = new Said(places);
    }

    /** A batch is polled once more. */
    void onPolled(final int batch)
    {
        if (batches.polls[batch] > PATIENCE && batchAt.length > 0 && place(batch) == NONE)
        {
            open(batch);
        }
    }

    /** A validator says something; true if that is news about a batch that has a place. */
    boolean add(final int batch, final int peer, final long knows, final long prefers, final long isStrongFor)
    {
        final int place = place(batch);
        return place != NONE && (known.add(place, peer, knows) | prefer.add(place, peer, prefers) |
            strong.add(place, peer, isStrongFor));
    }

    /**
     * Adds to a judgement what all that was said makes of it: only what can come true once. Preferences follow
     * {@link #leads} whenever something is said.
     */
    void judge(final int batch, final long ownPrefer, final long ownStrong, final Judgement out)
    {
        final int place = place(batch);
        if (place != NONE)
        {
            rule.judge(prefer.weights, strong.weights, place, 0, ownPrefer, ownStrong, scratch);
            out.marks |= scratch.marks;
            out.accepts |= scratch.accepts;
        }
    }

    /** Members that a quorum of others prefers: the preference may move to them. */
    long leads(final int batch)
    {
        final int place = place(batch);
        return place == NONE ? 0 : prefer.weights.atLeast(place, electorate.quorumWeight());
    }

    /** Members that a weight of validators has shown to know. */
    long known(final int batch, final long threshold)
    {
        final int place = place(batch);
        return place == NONE ? 0 : known.weights.atLeast(place, threshold);
    }

    /** Where a batch's testimony is kept, or NONE. */
    int place(final int batch)
    {
        final int place = placeOf[batch];
        return place != NONE && batchAt[place] == batch && epochAt[place] == batches.epochs[batch] ? place : NONE;
    }

    /** A validator may have begun anew: what it said before does not count any more. */
    void forget(final int peer)
    {
        for (int place = 0; place < batchAt.length; place++)
        {
            known.forget(place, peer);
            prefer.forget(place, peer);
            strong.forget(place, peer);
        }
    }

    /** Others vote now: nothing that was said counts any more. */
    void onElectorate()
    {
        Arrays.fill(batchAt, NONE);
        known.weights.begin(rule.mostVotes());
        prefer.weights.begin(rule.mostVotes());
        strong.weights.begin(rule.mostVotes());
    }

    private void open(final int batch)
    {
        for (int i = 0; i < SEARCH_LIMIT; i++)
        {
            final int place = next;
            next = next + 1 < batchAt.length ? next + 1 : 0;
            if (batchAt[place] == NONE || epochAt[place] != batches.epochs[batchAt[place]] ||
                batches.pollable(batchAt[place]) == 0)
            {
                placeOf[batch] = place;
                batchAt[place] = batch;
                epochAt[place] = batches.epochs[batch];
                known.clear(place);
                prefer.clear(place);
                strong.clear(place);
                return;
            }
        }
    }

    /** One kind of thing that validators say. */
    private final class Said
    {
        /** By place and validator: members of which it said so. */
        final long[] words;
        /** Weight of those who did, a row a place. */
        final VoteCounter weights;

        Said(final int places)
        {
            words = new long[places * electorate.size()];
            weights = new VoteCounter(places, rule.mostVotes());
        }

        void clear(final int place)
        {
            Arrays.fill(words, place * electorate.size(), (place + 1) * electorate.size(), 0);
            weights.clear(place, ~0L);
        }

        boolean add(final int place, final int peer, final long bits)
        {
            final int cell = place * electorate.size() + peer;
            final long news = bits & ~words[cell];
            words[cell] |= news;
            weights.add(place, electorate.weight(peer), news);
            return news != 0;
        }

        void forget(final int place, final int peer)
        {
            final int first = place * electorate.size();
            final long gone = words[first + peer];
            words[first + peer] = 0;
            weights.clear(place, gone);
            for (int other = 0; other < electorate.size() && gone != 0; other++)
            {
                weights.add(place, electorate.weight(other), words[first + other] & gone);
            }
        }
    }
}
