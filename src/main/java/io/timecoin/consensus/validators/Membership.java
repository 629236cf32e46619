package io.timecoin.consensus.validators;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import org.agrona.DirectBuffer;

import io.timecoin.InvariantViolation;
import io.timecoin.crypto.KeyHash;
import io.timecoin.crypto.KeyPair;
import io.timecoin.transaction.BondOutputs;
import io.timecoin.transaction.TransactionLayout;
import io.timecoin.transaction.TransactionView;
import io.timecoin.transaction.Verdict;

/**
 * Who is a validator, from which epoch on, with what weight: a function of the final blocks and of nothing else, so
 * that whoever applies the same blocks knows the same. See {@code MEMBERSHIP.md} beside this class. For one thread.
 * <p>
 * What a block of epoch e lists moves weights from epoch e + 2 on; less than a third of the weight moves at once, the
 * rest waits, in order of listing. A validator keeps its place, which is its index, for ever.
 */
public final class Membership
{
    /** Whole epochs after the last with weight, in which what a validator signed can still be held against it. */
    public static final int EVIDENCE_EPOCHS = 2;

    private static final int NO_PLACE = -1;
    private static final int NEVER = Integer.MAX_VALUE;

    private final BondTerms terms;
    private final Map<ByteBuffer, Member> byKeyHash = new HashMap<>();
    private final List<Member> places = new ArrayList<>();
    /** Those whose weight is not what it is to become, in order of listing. */
    private final List<Member> moving = new ArrayList<>();
    /** By epoch, up to the one after the next. */
    private final List<ValidatorRoster> rosters = new ArrayList<>();
    private final byte[] keyHash = new byte[KeyHash.LENGTH];
    private int height;

    private static final class Member
    {
        private final byte[] identity;
        private final int place;
        /** In the latest epoch that is settled. */
        private long weight;
        private long target;
        private boolean isMoving;
        private boolean isBurned;
        /** The first epoch without weight for ever. */
        private int goneEpoch = NEVER;

        Member(final byte[] identity, final int place)
        {
            this.identity = identity;
            this.place = place;
        }
    }

    /**
     * The validators that a chain begins with.
     *
     * @param terms of the chain.
     * @param first those of the genesis.
     */
    public Membership(final BondTerms terms, final ValidatorRoster first)
    {
        this.terms = terms;
        for (int i = 0; i < first.size(); i++)
        {
            final Member member = new Member(first.identity(i), i);
            member.weight = first.set().weight(i);
            member.target = member.weight;
            places.add(member);
            byKeyHash.put(ByteBuffer.wrap(first.keyHash(i)), member);
        }
        // The first two epochs are settled before the first block.
        rosters.add(first);
        rosters.add(first);
    }

    /**
     * What the chain demands.
     *
     * @return its terms.
     */
    public BondTerms terms()
    {
        return terms;
    }

    /**
     * Height of the last block that was ended.
     *
     * @return 0 before the first.
     */
    public int height()
    {
        return height;
    }

    /**
     * Those who vote on a block.
     *
     * @param ofHeight from 1, at most in the epoch after the one of the next block.
     * @return as of its epoch; the same object as long as nothing changes.
     */
    public ValidatorRoster roster(final int ofHeight)
    {
        return rosters.get(terms.epoch(ofHeight));
    }

    /**
     * Since when those vote who vote on a block.
     *
     * @param ofHeight as for {@link #roster(int)}.
     * @return height of the last block on which others voted; 0 if there is none.
     */
    public int since(final int ofHeight)
    {
        int epoch = terms.epoch(ofHeight);
        while (epoch > 0 && rosters.get(epoch - 1) == rosters.get(epoch))
        {
            epoch--;
        }
        return epoch * terms.epochLength();
    }

    /**
     * All that ever had a place or are about to vote.
     *
     * @return of the latest epoch that is settled.
     */
    public ValidatorRoster latest()
    {
        return rosters.get(rosters.size() - 1);
    }

    /**
     * Places that are taken.
     *
     * @return at least the number of the first validators; never fewer than before.
     */
    public int places()
    {
        return places.size();
    }

    /**
     * Who has a place.
     *
     * @param validator index.
     * @return a copy of the public key.
     */
    public byte[] identity(final int validator)
    {
        return places.get(validator).identity.clone();
    }

    /**
     * Says what a bond or a leave would be good for, before anything is paid. It binds nobody: only blocks do.
     *
     * @param tx whose form was checked.
     * @return ADMITTED if it would do something, or is neither of both; else why not.
     */
    public Verdict judge(final TransactionView tx)
    {
        final int output = BondOutputs.find(tx);
        if (output == BondOutputs.NONE)
        {
            return Verdict.ADMITTED;
        }
        final Member member = find(tx.buffer(), tx.keyHashOffset(output));
        if (tx.lockType(output) == TransactionLayout.LOCK_LEAVE)
        {
            return member == null ? Verdict.NOT_A_VALIDATOR : Verdict.ADMITTED;
        }
        return member != null ? Verdict.ALREADY_VALIDATOR :
            places.size() == terms.capacity() ? Verdict.VALIDATORS_FULL : Verdict.ADMITTED;
    }

    /**
     * Whether an identity has been heard of in a final block, so that it may be taken out. Once true, it stays so.
     *
     * @param buffer with the hash of its key.
     * @param offset of the 20 bytes.
     * @return true for first validators and for all that were ever bonded.
     */
    public boolean isKnown(final DirectBuffer buffer, final int offset)
    {
        return find(buffer, offset) != null;
    }

    /**
     * Whether a block may spend what a validator got out. Once true, it stays so for all later blocks.
     *
     * @param buffer   with the hash of its key.
     * @param offset   of the 20 bytes.
     * @param ofHeight the block's, at most one after {@link #height()}.
     * @return false while it can still be charged, and for ever if it was.
     */
    public boolean isReleased(final DirectBuffer buffer, final int offset, final int ofHeight)
    {
        final Member member = find(buffer, offset);
        return member != null && isReleased(member, ofHeight);
    }

    /**
     * Applies a transaction of the next block, in the block's order.
     *
     * @param tx whose form was checked.
     * @return ADMITTED if it changed who will vote, or is neither bond nor leave; else why not: then it is a payment as
     *     any other.
     */
    public Verdict apply(final TransactionView tx)
    {
        final int output = BondOutputs.find(tx);
        if (output == BondOutputs.NONE)
        {
            return Verdict.ADMITTED;
        }
        final Verdict verdict = judge(tx);
        if (tx.lockType(output) == TransactionLayout.LOCK_LEAVE)
        {
            if (verdict == Verdict.ADMITTED)
            {
                leave(find(tx.buffer(), tx.keyHashOffset(output)));
            }
        }
        else if (verdict != Verdict.ALREADY_VALIDATOR)
        {
            bond(tx, output, verdict == Verdict.ADMITTED);
        }
        return verdict;
    }

    /**
     * Whether the next block may charge a validator.
     *
     * @param validator index.
     * @return false for one without a place, one who was charged, and one who has the money back.
     */
    public boolean isChargeable(final int validator)
    {
        return validator < places.size() && !places.get(validator).isBurned &&
            !isReleased(places.get(validator), height + 1);
    }

    /**
     * Takes a validator out that was proven in the next block to have said two things for one step, and never gives its
     * money back.
     *
     * @param validator index.
     * @return whether it came in time; afterwards, and for one who was charged before, nothing changes.
     */
    public boolean charge(final int validator)
    {
        if (!isChargeable(validator))
        {
            return false;
        }
        final Member member = places.get(validator);
        member.isBurned = true;
        leave(member);
        return true;
    }

    /**
     * Ends a block; all of it was applied.
     *
     * @param ended its height, one after {@link #height()}.
     */
    public void endBlock(final int ended)
    {
        if (ended != height + 1)
        {
            throw new InvariantViolation("blocks are applied one after the other", ended);
        }
        height = ended;
        if (terms.isLastOfEpoch(ended))
        {
            settle(terms.epoch(ended) + 2);
        }
    }

    private void bond(final TransactionView tx, final int output, final boolean hasPlace)
    {
        final byte[] identity = new byte[KeyPair.PUBLIC_KEY_LENGTH];
        tx.buffer().getBytes(tx.publicKeyOffset(BondOutputs.identity(tx, output)), identity);
        final byte[] hash = new byte[KeyHash.LENGTH];
        tx.buffer().getBytes(tx.keyHashOffset(output), hash);
        final Member member = new Member(identity, hasPlace ? places.size() : NO_PLACE);
        byKeyHash.put(ByteBuffer.wrap(hash), member);
        if (hasPlace)
        {
            places.add(member);
            member.target = terms.weight(tx.amount(output));
            move(member);
        }
        else
        {
            // Two may have bonded for the last place. This one may take its money back, as if it were leaving.
            member.goneEpoch = terms.epoch(height + 1);
        }
    }

    private void leave(final Member member)
    {
        member.target = 0;
        if (member.goneEpoch == NEVER)
        {
            move(member);
        }
    }

    private void move(final Member member)
    {
        if (!member.isMoving)
        {
            member.isMoving = true;
            moving.add(member);
        }
    }

    /** Moves weights for an epoch, as much as may move at once, whoever was listed first first. */
    private void settle(final int epoch)
    {
        long left = latest().set().faultBound();
        boolean isChanged = false;
        final Iterator<Member> waiting = moving.iterator();
        while (waiting.hasNext())
        {
            final Member member = waiting.next();
            final long step = Math.min(left, Math.abs(member.target - member.weight));
            left -= step;
            isChanged |= step > 0;
            member.weight += member.target > member.weight ? step : -step;
            if (member.weight == member.target)
            {
                member.isMoving = false;
                waiting.remove();
                if (member.target == 0)
                {
                    member.goneEpoch = epoch;
                }
            }
        }
        rosters.add(isChanged ? currentRoster() : latest());
    }

    private ValidatorRoster currentRoster()
    {
        final byte[][] identities = new byte[places.size()][];
        final long[] weights = new long[identities.length];
        for (int i = 0; i < identities.length; i++)
        {
            identities[i] = places.get(i).identity;
            weights[i] = places.get(i).weight;
        }
        return new ValidatorRoster(identities, weights);
    }

    private boolean isReleased(final Member member, final int ofHeight)
    {
        return !member.isBurned && member.goneEpoch != NEVER &&
            terms.epoch(ofHeight) >= member.goneEpoch + EVIDENCE_EPOCHS;
    }

    private Member find(final DirectBuffer buffer, final int offset)
    {
        buffer.getBytes(offset, keyHash);
        return byKeyHash.get(ByteBuffer.wrap(keyHash));
    }
}
