package io.timecoin.consensus.avalanche;

import io.timecoin.consensus.validators.ValidatorSet;
import io.timecoin.pending.TransactionTable;
import java.nio.ByteOrder;
import java.util.function.IntConsumer;

import org.agrona.DirectBuffer;

/**
 * Acceptance by polls, for one validator (PROTOCOL, section 4): pure, driven by one thread with the times of its slots.
 * <p>
 * Validation tells what is valid and what is in conflict. Payments of own clients are grouped into batches and sent to
 * everyone; members of all batches are polled until the {@link AcceptanceRule} accepts them. What is decided leaves
 * through {@link Decisions} in order, as there is space; what is said to others leaves through {@link Outbox}.
 */
public final class Avalanche
{
    /** Rounds of a height after which what was left out of lists is listed again. */
    public static final int ROUNDS_LEFT_OUT = 8;

    private final Knowledge knowledge;
    private final Batches batches;
    private final Opinions opinions;
    private final Retention retention;
    private final Schedule schedule;
    private final Polls polls;
    private final Fetching fetching;
    private final Answers answers;
    private final BatchIntake intake;
    private final OwnBatches own;
    private final Serving serving;
    private final Announcements announcements;
    private final Messages messages;
    private final Outbox outbox;
    /** Null without blocks. */
    private BlockOrders blockOrders;

    /**
     * A validator that knows nothing and is connected to nobody. All memory is taken now.
     *
     * @param parameters of acceptance.
     * @param electorate who votes, the same that the rule reads.
     * @param table      bytes and ids of the transactions that handles name.
     * @param outbox     for messages.
     * @param decisions  for what is decided.
     * @param rule       how replies decide.
     * @param seed       of all randomness; to be secret, and another at each start.
     */
    public Avalanche(final AvalancheParameters parameters, final Electorate electorate, final TransactionTable table,
        final Outbox outbox, final Decisions decisions, final AcceptanceRule rule, final long seed)
    {
        knowledge = new Knowledge(parameters, electorate, table, decisions, rule, seed);
        this.outbox = outbox;
        batches = knowledge.batches;
        opinions = new Opinions(knowledge);
        retention = new Retention(knowledge, opinions);
        schedule = new Schedule(knowledge);
        final BatchNames names = new BatchNames(knowledge);
        own = new OwnBatches(knowledge, opinions, retention, schedule, names, outbox);
        polls = new Polls(knowledge, opinions, schedule, own, outbox);
        fetching = new Fetching(knowledge, outbox);
        answers = new Answers(knowledge, fetching, outbox);
        intake = new BatchIntake(knowledge, opinions, retention, schedule, fetching, answers);
        serving = new Serving(knowledge, names, own, outbox);
        announcements = new Announcements(knowledge, fetching, outbox);
        messages = new Messages(knowledge, answers, polls, fetching, serving, announcements);
    }

    /**
     * Hears of acceptances from now on.
     *
     * @param listener to call.
     */
    public void acceptanceListener(final AcceptanceListener listener)
    {
        knowledge.listener = listener;
    }

    /**
     * Keeps what it accepts until blocks have listed it, and answers the orders below, from now on; to be called before
     * anything else. Without it acceptance is all there is, and nothing is kept for blocks.
     *
     * @param reports         for answers.
     * @param maxTransactions most ids in a block.
     * @param subsidy         what a block's coinbase pays besides its fees, in units.
     */
    public void blocks(final BlockReports reports, final int maxTransactions, final long subsidy)
    {
        blockOrders = new BlockOrders(knowledge, opinions, outbox, reports, maxTransactions, subsidy);
        messages.blocks(blockOrders);
    }

    /**
     * What an earlier life promised by its votes, and this one has forgotten, ends with a height: without this, a
     * validator that begins silent stays so until {@link RestartSilence#BLOCKS} more blocks were applied.
     *
     * @param height that it voted on last; 0 if it is stored, so that nothing is open; negative if nobody knows.
     */
    public void openHeight(final int height)
    {
        knowledge.silence.openHeight(height);
    }

    /**
     * The orders that follow are about a round of the height. What made a list fail is left out of the next ones, but
     * not for ever: after {@link #ROUNDS_LEFT_OUT} rounds it is tried again.
     *
     * @param round of the height.
     */
    public void round(final int round)
    {
        blockOrders.round(round);
    }

    /**
     * Asks for a list of what is accepted and in no block yet, and of the preferred member of each contested set that
     * was not refused in this height; the answer comes in parts. It takes the place of one asked for before.
     *
     * @param ticket   of the order.
     * @param maxCount most ids.
     */
    public void compose(final long ticket, final int maxCount)
    {
        blockOrders.compose(ticket, maxCount);
    }

    /**
     * Asks for a verdict on a proposed list, in parts that follow each other. What is not here is fetched and waited
     * for. With OK this node is pledged: until the height is decided and applied, it becomes strong for, and accepts,
     * no conflict of a listed transaction. At most four lists are looked at together; a
     * further one takes the place of the oldest.
     *
     * @param ticket   of the order.
     * @param height   of the block.
     * @param round    in which it is proposed.
     * @param isFresh  false if a quorum has prevoted for it in an earlier round: then this node's own opinions do not
     *                 count, and nothing is waited for.
     * @param proposer who is asked first for what is missing.
     * @param part     from 0.
     * @param isLast   whether no part follows.
     * @param count    of the ids, at most {@link BlockReports#MAX_PART_IDS}.
     * @param txids    buffer with the ids, 32 bytes each.
     * @param offset   of the first.
     */
    public void check(final long ticket, final long height, final int round, final boolean isFresh,
        final int proposer, final int part, final boolean isLast, final int count, final DirectBuffer txids,
        final int offset)
    {
        blockOrders.check(ticket, height, round, isFresh, proposer, part, isLast, count, txids, offset);
    }

    /**
     * Others vote after the block of a height; to be told before anything else about that height, and where nobody's
     * weight changes not at all. From its OK to a block of that height until one is applied this node accepts nothing
     * by polls; then the others vote.
     *
     * @param lastHeight of those who vote now.
     * @param weights    of the places that are taken, 32 bits little endian each.
     * @param offset     of the first.
     * @param count      of them.
     */
    public void electorate(final long lastHeight, final DirectBuffer weights, final int offset, final int count)
    {
        final long[] next = new long[knowledge.electorate.size()];
        for (int i = 0; i < count; i++)
        {
            next[i] = weights.getInt(offset + i * Integer.BYTES, ByteOrder.LITTLE_ENDIAN) & 0xFFFF_FFFFL;
        }
        knowledge.electorate.announce(lastHeight, new ValidatorSet(next));
    }

    /**
     * Nobody waits for an answer any more. What was pledged stays so until the height is applied.
     *
     * @param ticket of a compose or check; one that is not known is ignored.
     */
    public void forget(final long ticket)
    {
        blockOrders.forget(ticket);
    }

    /**
     * Applies the list of a final block, in parts that follow each other. The first part ends all orders of the height;
     * the first part of the next block must not come before the last {@link BlockReports#applied} of this one.
     *
     * @param height   of the block.
     * @param proposer index of the validator that its coinbase pays, and that is asked first for what is missing.
     * @param part     from 0.
     * @param isLast   whether no part follows.
     * @param count    of the ids, at most {@link BlockReports#MAX_PART_IDS}; 0 for an empty block.
     * @param txids    buffer with the ids, 32 bytes each.
     * @param offset   of the first.
     */
    public void commit(final long height, final int proposer, final int part, final boolean isLast, final int count,
        final DirectBuffer txids, final int offset)
    {
        blockOrders.commit(height, proposer, part, isLast, count, txids, offset);
    }

    /**
     * The final block whose list comes next charges a validator.
     *
     * @param validator its place.
     */
    public void charge(final int validator)
    {
        knowledge.decisions.charged(validator);
    }

    /**
     * The bytes of these transactions of applied blocks are not needed for blocks any more.
     *
     * @param count   of the handles.
     * @param handles buffer with handles as {@link BlockReports#applied} told them, 32 bits little endian each.
     * @param offset  of the first.
     */
    public void listed(final int count, final DirectBuffer handles, final int offset)
    {
        blockOrders.listed(count, handles, offset);
        followUp();
    }

    /**
     * Accepted transactions that are in no final block yet.
     *
     * @return 0 or more; always 0 if nobody makes blocks.
     */
    public int unlisted()
    {
        return blockOrders == null ? 0 : blockOrders.unlisted();
    }

    /**
     * Visits the accepted transactions that are in no final block, the last accepted first.
     *
     * @param consumer of handles.
     * @return false if a block is just being applied, so that there is no such list; then none was visited.
     */
    public boolean forEachUnlistedBackwards(final IntConsumer consumer)
    {
        return blockOrders == null || blockOrders.forEachUnlistedBackwards(consumer);
    }

    /**
     * Validation cannot hold a transaction because others spend what it spends: accepted ones, or too many undecided
     * ones. If a final block lists it, those are undone or rejected.
     *
     * @param txids  buffer with the transaction's id.
     * @param offset of the id.
     * @param rivals handles of the others.
     * @param count  of them.
     */
    public void onOverruled(final DirectBuffer txids, final int offset, final int[] rivals, final int count)
    {
        if (blockOrders != null)
        {
            blockOrders.onOverruled(txids, offset, rivals, count);
        }
    }

    /**
     * Time passed; comes about once a millisecond.
     *
     * @param nowNs slot time.
     */
    public void onTick(final long nowNs)
    {
        knowledge.nowNs = nowNs;
        if (knowledge.silence.onTick(nowNs, knowledge.isEnoughConnected()))
        {
            opinions.onSilenceEnded();
        }
        polls.onTime();
        retention.sweep();
        if (blockOrders != null)
        {
            blockOrders.onTick();
        }
        followUp();
    }

    /**
     * How long verification and validation take now: batches that others name and that are not here are asked for only
     * when they cannot be in a queue on this side.
     *
     * @param lagNs from the wire to here, of what validation told last.
     */
    public void validationLag(final long lagNs)
    {
        fetching.lag(lagNs);
    }

    /**
     * A client's payment is valid and its parents are accepted.
     *
     * @param handle of the transaction.
     * @param nowNs  slot time.
     */
    public void onAdmit(final int handle, final long nowNs)
    {
        knowledge.nowNs = nowNs;
        own.onAdmit(handle);
        followUp();
    }

    /**
     * Transactions spend the same outputs.
     *
     * @param handle that spends an output in common with each rival.
     * @param rivals handles of the others.
     * @param count  of them.
     */
    public void onConflict(final int handle, final int[] rivals, final int count)
    {
        opinions.onConflict(handle, rivals, count);
        followUp();
    }

    /**
     * A batch of another validator was validated.
     *
     * @param peer    that sent it.
     * @param name    of the batch, 32 bytes.
     * @param count   of its members, at most 64.
     * @param members handles, NULL_HANDLE where a member is not held.
     * @param ready   members that may be preferred now.
     * @param invalid members that never can.
     * @param nowNs   slot time.
     */
    public void onBatch(final int peer, final byte[] name, final int count, final int[] members, final long ready,
        final long invalid, final long nowNs)
    {
        knowledge.nowNs = nowNs;
        intake.onBatch(peer, name, count, members, ready, invalid);
        followUp();
    }

    /**
     * A member of an earlier batch became valid, with all its parents accepted.
     *
     * @param handle of the transaction.
     * @param nowNs  slot time.
     */
    public void onReady(final int handle, final long nowNs)
    {
        knowledge.nowNs = nowNs;
        final int index = opinions.touch(handle);
        opinions.onReady(index);
        final int membership = knowledge.transactions.memberships[index];
        if (membership != Transactions.NONE)
        {
            schedule.hurry(Batches.batch(membership), nowNs);
        }
        followUp();
    }

    /**
     * Validation wants the space of a transaction; granted if nobody was told anything about it.
     *
     * @param handle of the transaction.
     */
    public void onEvict(final int handle)
    {
        opinions.onEvict(handle);
        followUp();
    }

    /**
     * The lock of a transaction is old; it ends if nobody was told anything about it.
     *
     * @param handle of the transaction.
     */
    public void onExpire(final int handle)
    {
        opinions.onExpire(handle);
        followUp();
    }

    /**
     * An undecided transaction's ancestor is gone.
     *
     * @param handle of the transaction.
     */
    public void onAbandon(final int handle)
    {
        if (blockOrders != null)
        {
            blockOrders.onAbandon(handle);
        }
        opinions.onAbandon(handle);
        followUp();
    }

    /**
     * A message of another validator, checked for shape. Its contents are not trusted.
     *
     * @param peer       that sent it.
     * @param templateId of the message.
     * @param buffer     with the message, header included.
     * @param offset     of the header.
     * @param length     of the whole.
     * @param nowNs      slot time.
     */
    public void onMessage(final int peer, final int templateId, final DirectBuffer buffer, final int offset,
        final int length, final long nowNs)
    {
        knowledge.nowNs = nowNs;
        messages.onMessage(peer, templateId, buffer, offset, length);
        followUp();
    }

    /**
     * A validator can be reached, and may have begun anew.
     *
     * @param peer  index of the validator.
     * @param nowNs slot time.
     */
    public void onPeerConnected(final int peer, final long nowNs)
    {
        knowledge.nowNs = nowNs;
        if (knowledge.peers.connect(peer))
        {
            announcements.onConnected(peer);
        }
    }

    /**
     * A validator cannot be reached any more.
     *
     * @param peer  index of the validator.
     * @param nowNs slot time.
     */
    public void onPeerDisconnected(final int peer, final long nowNs)
    {
        knowledge.nowNs = nowNs;
        if (knowledge.peers.disconnect(peer))
        {
            batches.forget(peer);
            polls.onDisconnected(peer);
            answers.onDisconnected(peer);
            followUp();
        }
    }

    /**
     * Does what is due: passes decisions on, seals and sends batches, answers held polls, polls, fetches, serves,
     * announces.
     *
     * @param nowNs slot time.
     * @return 0 if nothing was to do.
     */
    public int doWork(final long nowNs)
    {
        knowledge.nowNs = nowNs;
        int workCount = knowledge.decisions.drain();
        workCount += own.work();
        followUp();
        workCount += answers.onTime();
        workCount += polls.send();
        followUp();
        workCount += fetching.work();
        workCount += serving.work();
        workCount += announcements.work();
        if (blockOrders != null)
        {
            workCount += blockOrders.work();
            if (knowledge.electorate.isOver())
            {
                turn();
            }
            followUp();
        }
        workCount += knowledge.decisions.drain();
        return workCount;
    }

    /**
     * What was counted.
     *
     * @return read by the same thread; each field by any thread that can live with an old value.
     */
    public AvalancheStats stats()
    {
        return knowledge.stats;
    }

    /**
     * Undecided transactions of which another validator may count a vote of this node. A node that stops with none
     * has nothing to forget: it need not begin with {@code answerKnownOnly}.
     *
     * @return 0 or more; looks at all batches, so it is not for every duty cycle.
     */
    public long openMarks()
    {
        return opinions.marks().open();
    }

    /**
     * Whether this node still keeps silent after a restart.
     *
     * @return false once it has first preferences and a vote of its own.
     */
    public boolean isSilent()
    {
        return knowledge.silence.isSilent();
    }

    /**
     * Weight that can be reached, the own one included.
     *
     * @return 0 or more.
     */
    public long connectedWeight()
    {
        return knowledge.peers.connectedWeight();
    }

    /**
     * Decisions that wait for space.
     *
     * @return 0 or more.
     */
    public int queuedDecisions()
    {
        return knowledge.decisions.size();
    }

    /** Others vote from now on. */
    private void turn()
    {
        knowledge.electorate.turn();
        knowledge.peers.onElectorate();
        polls.onElectorate();
        opinions.onElectorate();
        schedule.hurryAll();
        knowledge.stats.electorates++;
    }

    /** Brings polls, schedule and retention up to date with the batches that changed. */
    private void followUp()
    {
        for (int batch = batches.nextChanged(); batch != Batches.NONE; batch = batches.nextChanged())
        {
            if (batches.states[batch] != Batches.FREE)
            {
                polls.onChanged(batch);
                schedule.offer(batch);
                retention.onChanged(batch);
            }
        }
        polls.closeFinished();
    }
}
