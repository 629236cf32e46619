package io.timecoin.consensus.avalanche;

import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.PollEncoder;
import io.timecoin.wire.PollReplyDecoder;
import org.agrona.DirectBuffer;

import java.util.concurrent.TimeUnit;

/** Own polls: sent, counted, applied and ended. */
final class Polls
{
    /** Ended polls are remembered for late replies. */
    private static final int ENDED = 8;
    private static final int NONE = -1;
    /** Between two looks at how long a poll is worth waiting for: those who owe replies may be known better by then. */
    private static final long CHECK_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int FIXED_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + PollEncoder.BLOCK_LENGTH +
        PollEncoder.EntriesEncoder.sbeHeaderSize();
    private static final int ENTRY_LENGTH = PollEncoder.EntriesEncoder.sbeBlockLength();

    private final Knowledge knowledge;
    private final Batches batches;
    private final Opinions opinions;
    private final Schedule schedule;
    private final OwnBatches own;
    private final PollComposer composer;
    private final Outbox outbox;
    private final AcceptanceRule rule;
    private final AvalancheStats stats;
    private final Reputation reputation;
    private final int maxEntries;

    private final Poll[] polls;
    private final int[] inFlight = new int[Schedule.LANES];
    private final long[] nextPollNs = new long[Schedule.LANES];
    private final PollHistory history;
    private final Testimony testimony;
    /** By entry of all polls: next poll in flight about the same batch, in the order of issue. */
    private final int[] nextOfBatch;
    private final VoteCounter prefer;
    private final VoteCounter strong;
    private final VoteCounter known;

    private final long[] replyKnown;
    private final long[] replyPrefer;
    private final long[] replyStrong;
    private final long[] replyVoid;
    private final Judgement judgement = new Judgement();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final PollEncoder encoder = new PollEncoder();
    private final PollReplyDecoder decoder = new PollReplyDecoder();

    Polls(final Knowledge knowledge, final Opinions opinions, final Schedule schedule, final OwnBatches own,
        final Outbox outbox)
    {
        this.knowledge = knowledge;
        this.opinions = opinions;
        this.schedule = schedule;
        this.own = own;
        this.outbox = outbox;
        batches = knowledge.batches;
        rule = knowledge.rule;
        stats = knowledge.stats;
        reputation = knowledge.reputation;
        composer = new PollComposer(knowledge, opinions, schedule);
        maxEntries = knowledge.parameters.limits().pollEntries();
        polls = new Poll[Schedule.LANES * knowledge.pace.mostInFlight() + ENDED];
        for (int slot = 0; slot < polls.length; slot++)
        {
            polls[slot] = new Poll(slot, knowledge.electorate.size(), maxEntries);
        }
        nextOfBatch = new int[polls.length * maxEntries];
        prefer = new VoteCounter(polls.length * maxEntries, rule.mostVotes());
        strong = new VoteCounter(polls.length * maxEntries, rule.mostVotes());
        known = new VoteCounter(polls.length * maxEntries, rule.mostVotes());
        replyKnown = new long[maxEntries];
        replyPrefer = new long[maxEntries];
        replyStrong = new long[maxEntries];
        replyVoid = new long[maxEntries];
        testimony = new Testimony(batches, knowledge.electorate, rule);
        // Random, so that a reply to a poll from before a restart is taken for what it is.
        history = new PollHistory(knowledge.electorate.size(), knowledge.random.next());
        history.onElectorate(knowledge.electorate.since());
    }

    /** Others vote now: polls in flight have no result, and counters begin again. */
    void onElectorate()
    {
        reputation.onElectorate();
        voidAll();
        testimony.onElectorate();
        history.onElectorate(knowledge.electorate.since());
        composer.onElectorate();
    }

    /** Polls in flight have no result. */
    private void voidAll()
    {
        for (final Poll poll : polls)
        {
            for (int entry = 0; entry < poll.entries; entry++)
            {
                poll.pending(entry, 0);
            }
        }
        closeFinished();
        for (final Poll poll : polls)
        {
            // Replies that are still out are to nothing that is known.
            poll.entries = 0;
        }
        prefer.begin(rule.mostVotes());
        strong.begin(rule.mostVotes());
        known.begin(rule.mostVotes());
        java.util.Arrays.fill(nextPollNs, knowledge.nowNs);
    }

    /** Sends what is due, as far as polls in flight, spacing and connected weight allow. */
    int send()
    {
        if (!knowledge.isEnoughConnected())
        {
            return 0;
        }
        int sent = 0;
        for (int lane = 0; lane < Schedule.LANES; lane++)
        {
            if (knowledge.nowNs >= nextPollNs[lane] && schedule.isDue(lane, knowledge.nowNs) && hasSlot(lane))
            {
                sent += send(lane);
            }
        }
        return sent;
    }

    /** Ends polls whose time is over, and notes who did not reply. */
    int onTime()
    {
        history.noteMisses(reputation, knowledge.peers.connected(), knowledge.nowNs);
        if (reputation.refresh(knowledge.nowNs) && knowledge.pace.refresh(knowledge.nowNs))
        {
            voidAll();
            opinions.successes().begin();
            schedule.hurryAll();
            stats.settingsTaken++;
        }
        int ended = 0;
        for (int slot = 0; slot < polls.length; slot++)
        {
            final Poll poll = polls[slot];
            if (poll.isInFlight && !poll.isEnded && knowledge.nowNs >= poll.checkNs)
            {
                ended += check(poll);
            }
        }
        return ended;
    }

    /** Counts a reply, if it is one that was asked for and not yet given. */
    void onReply(final int peer, final DirectBuffer buffer, final int bodyOffset, final int blockLength,
        final int version)
    {
        decoder.wrap(buffer, bodyOffset, blockLength, version);
        if (!PollHistory.isOf(decoder.pollId(), knowledge.electorate.since()))
        {
            stats.repliesLate++;
            return;
        }
        final Poll poll = PollSlots.find(polls, decoder.pollId());
        final PollReplyDecoder.EntriesDecoder entries = decoder.entries();
        if (poll != null ? !poll.wasAsked(peer) || entries.count() != poll.entries :
            !history.isRemembered(decoder.pollId()))
        {
            stats.repliesForeign++;
            return;
        }
        final long sentNs = history.onReply(decoder.pollId(), peer);
        if (sentNs == PollHistory.NOT_OWED)
        {
            stats.repliesDoubled++;
            return;
        }
        knowledge.roundTrip.onSample(knowledge.nowNs - sentNs);
        reputation.onReply(peer, knowledge.nowNs - sentNs);
        if (poll == null)
        {
            stats.repliesLate++;
            return;
        }
        final boolean isLate = !poll.isInFlight || poll.isEnded || poll.hasReplied(peer);
        poll.replied[peer >> 6] |= 1L << peer;
        final long units = poll.units[peer];
        for (int entry = 0; entry < poll.entries; entry++)
        {
            entries.next();
            final long asked = poll.askedBits[entry];
            final long knows = entries.known() & asked;
            // Nobody prefers what they do not know, or is strong for what they do not prefer.
            replyKnown[entry] = knows;
            replyPrefer[entry] = entries.prefer() & knows;
            replyStrong[entry] = entries.strong() & replyPrefer[entry];
            if (knows == asked && isCurrent(poll, entry) && batches.show(poll.batch[entry], peer))
            {
                batches.change(poll.batch[entry]);
            }
            if (!isLate)
            {
                known.add(row(poll, entry), units, knows);
            }
        }
        voidPairs(poll);
        testify(poll, peer);
        if (isLate)
        {
            stats.repliesLate++;
            return;
        }
        stats.replies++;
        count(poll, units);
    }

    /** A validator's reply will not come, and it may forget what it has said. */
    void onDisconnected(final int peer)
    {
        reputation.onDisconnected(peer);
        testimony.forget(peer);
        for (int slot = 0; slot < polls.length; slot++)
        {
            final Poll poll = polls[slot];
            if (poll.isInFlight && poll.wasAsked(peer) && !poll.hasReplied(peer))
            {
                poll.replied[peer >> 6] |= 1L << peer;
                poll.outstanding -= poll.isEnded ? 0 : poll.units[peer];
                judgeAll(poll);
            }
        }
    }

    /** Judges all polls in flight about a batch again: own words have changed, or members were decided. */
    void onChanged(final int batch)
    {
        long blocked = 0;
        for (int e = batches.pollHead[batch]; e != NONE; e = nextOfBatch[e])
        {
            final Poll poll = polls[e / maxEntries];
            final int entry = e % maxEntries;
            apply(poll, entry, rule.countsInARow() ? blocked : 0);
            blocked |= poll.pending[entry];
        }
    }

    /** Ends polls that nothing is open in. */
    void closeFinished()
    {
        for (int slot = 0; slot < polls.length && inFlight[Schedule.CLEAR] + inFlight[Schedule.CONFLICTED] > 0; slot++)
        {
            if (polls[slot].isInFlight && polls[slot].open == 0)
            {
                close(polls[slot]);
            }
        }
    }

    private boolean hasSlot(final int lane)
    {
        if (inFlight[lane] < knowledge.pace.inFlight())
        {
            return true;
        }
        final Poll oldest = PollSlots.oldest(polls, lane);
        // A poll that ends early loses votes, but where nothing counts in a row it does no harm, and one slow
        // validator must not keep new polls from starting.
        if (!rule.countsInARow() && knowledge.nowNs - oldest.sentNs >= knowledge.roundTrip.impatienceNs())
        {
            timeOut(oldest);
            closeFinished();
        }
        return inFlight[lane] < knowledge.pace.inFlight();
    }

    private int send(final int lane)
    {
        final Poll poll = PollSlots.free(polls);
        composer.compose(poll, lane);
        if (poll.entries == 0)
        {
            return 0;
        }
        poll.id = history.nextId();
        composer.ask(poll);
        if (!encode(poll))
        {
            composer.undo();
            poll.entries = 0;
            return 0;
        }
        history.onSent(poll.asked, knowledge.nowNs);
        poll.isInFlight = true;
        poll.isEnded = false;
        poll.sentNs = knowledge.nowNs;
        poll.checkNs = knowledge.nowNs + RoundTrip.MIN_TIMEOUT_NS;
        inFlight[lane]++;
        nextPollNs[lane] = knowledge.nowNs + knowledge.pace.spacingNs();
        stats.pollsSent++;
        stats.pollEntriesSent += poll.entries;
        for (int entry = 0; entry < poll.entries; entry++)
        {
            begin(poll, entry);
        }
        if (poll.outstanding == 0)
        {
            judgeAll(poll);
        }
        return 1;
    }

    private boolean encode(final Poll poll)
    {
        if (poll.outstanding == 0)
        {
            return true;
        }
        final int length = FIXED_LENGTH + poll.entries * ENTRY_LENGTH;
        final int offset = outbox.claim(length);
        if (offset == Outbox.NO_SPACE)
        {
            return false;
        }
        encoder.wrapAndApplyHeader(outbox.buffer(), offset, header).pollId(poll.id);
        final PollEncoder.EntriesEncoder entries = encoder.entriesCount(poll.entries);
        for (int entry = 0; entry < poll.entries; entry++)
        {
            entries.next()
                .putBatchName(batches.index.names(), NameIndex.offset(poll.batch[entry]), NameIndex.NAME_LENGTH)
                .asked(poll.askedBits[entry]);
        }
        outbox.send(poll.asked, false, length);
        return true;
    }

    private void begin(final Poll poll, final int entry)
    {
        final int row = row(poll, entry);
        prefer.clear(row, ~0L);
        strong.clear(row, ~0L);
        known.clear(row, ~0L);
        final int batch = poll.batch[entry];
        batches.polls[batch]++;
        testimony.onPolled(batch);
        // From here on others may hold this node to what it prefers.
        batches.engaged[batch] |= poll.askedBits[entry];
        stats.pollTransactionsSent += Long.bitCount(poll.pending[entry]);
        for (long bits = poll.pending[entry]; bits != 0; bits &= bits - 1)
        {
            knowledge.transactions.onPolled(opinions.index(batch, bits));
        }
        batches.inFlight[batch]++;
        nextOfBatch[row] = NONE;
        if (batches.pollHead[batch] == NONE)
        {
            batches.pollHead[batch] = row;
            return;
        }
        int last = batches.pollHead[batch];
        while (nextOfBatch[last] != NONE)
        {
            last = nextOfBatch[last];
        }
        nextOfBatch[last] = row;
    }

    /** A reply that prefers two transactions in conflict counts for neither. */
    private void voidPairs(final Poll poll)
    {
        if (poll.pairCount == 0)
        {
            return;
        }
        java.util.Arrays.fill(replyVoid, 0, poll.entries, 0);
        for (int i = 0; i < poll.pairCount; i++)
        {
            final int one = poll.pairs[i] >>> 16;
            final int other = poll.pairs[i] & 0xFFFF;
            if ((replyPrefer[one >> 6] >>> one & replyPrefer[other >> 6] >>> other & 1) != 0)
            {
                replyVoid[one >> 6] |= 1L << one;
                replyVoid[other >> 6] |= 1L << other;
            }
        }
        for (int entry = 0; entry < poll.entries; entry++)
        {
            stats.votesVoid += Long.bitCount(replyVoid[entry]);
            replyPrefer[entry] &= ~replyVoid[entry];
            replyStrong[entry] &= ~replyVoid[entry];
        }
    }

    private void testify(final Poll poll, final int peer)
    {
        for (int entry = 0; entry < poll.entries; entry++)
        {
            final int batch = poll.batch[entry];
            if (isCurrent(poll, entry) &&
                testimony.add(batch, peer, replyKnown[entry], replyPrefer[entry], replyStrong[entry]))
            {
                opinions.lead(batch, testimony.leads(batch) & batches.pollable(batch) & ~batches.prefer[batch]);
                batches.change(batch);
            }
        }
    }

    private void count(final Poll poll, final long units)
    {
        poll.outstanding -= units;
        for (int entry = 0; entry < poll.entries; entry++)
        {
            final int row = row(poll, entry);
            prefer.add(row, units, replyPrefer[entry]);
            if (replyStrong[entry] != 0)
            {
                strong.add(row, units, replyStrong[entry]);
            }
        }
        if (poll.outstanding > 0 && !reputation.isAnyAwaited(poll.asked, poll.replied))
        {
            stats.pollsNotAwaited++;
            end(poll);
        }
        else if (rule.isWorthJudging(poll.total - poll.outstanding, poll.outstanding))
        {
            judgeAll(poll);
        }
    }

    /** Ends a poll if its time is over, by what is known now of those who owe it replies. */
    private int check(final Poll poll)
    {
        final long timeoutNs = reputation.timeoutNs(poll.asked, poll.replied);
        stats.pollTimeoutNs = timeoutNs;
        if (knowledge.nowNs - poll.sentNs >= timeoutNs)
        {
            timeOut(poll);
            return 1;
        }
        poll.checkNs = Math.min(poll.sentNs + timeoutNs, knowledge.nowNs + CHECK_NS);
        return 0;
    }

    private void timeOut(final Poll poll)
    {
        stats.pollsTimedOut++;
        end(poll);
    }

    /** Replies that come from here on are late. */
    private void end(final Poll poll)
    {
        poll.isEnded = true;
        poll.outstanding = 0;
        judgeAll(poll);
    }

    private void judgeAll(final Poll poll)
    {
        for (int entry = 0; entry < poll.entries; entry++)
        {
            if (poll.pending[entry] == 0)
            {
                continue;
            }
            if (rule.countsInARow() && isCurrent(poll, entry))
            {
                // A result may have to wait for those of earlier polls, and may be what later ones wait for.
                onChanged(poll.batch[entry]);
            }
            else
            {
                apply(poll, entry, 0);
            }
        }
    }

    /** Applies what is certain about an entry's pending members, but for the blocked ones. */
    private void apply(final Poll poll, final int entry, final long blocked)
    {
        if (!isCurrent(poll, entry))
        {
            poll.pending(entry, 0);
            return;
        }
        final int batch = poll.batch[entry];
        final long pending = poll.pending[entry] & batches.pollable(batch);
        if (pending == 0)
        {
            poll.pending(entry, 0);
            return;
        }
        judge(poll, entry);
        long certain = judgement.certain;
        if (poll.lane == Schedule.CONFLICTED)
        {
            final int row = row(poll, entry);
            final long threshold = rule.knownThreshold();
            final long known = this.known.atLeast(row, threshold) | testimony.known(batch, threshold);
            certain &= known | ~this.known.atLeast(row, threshold - poll.outstanding);
            opinions.countRound(batch, known & certain & pending & ~blocked);
        }
        if (rule.countsInARow())
        {
            final long applied = certain & pending & ~blocked;
            opinions.count(batch, applied, judgement.leads, judgement.succeeds);
            if ((applied & judgement.succeeds) != 0)
            {
                // A row that has begun is not left waiting, however long nothing came of it before.
                schedule.hurry(batch, knowledge.nowNs);
            }
            poll.pending(entry, pending & ~applied & batches.pollable(batch));
            tellUnknown(poll, entry, applied);
            return;
        }
        if ((opinions.lead(batch, judgement.leads & pending & ~batches.prefer[batch]) |
            opinions.mark(batch, judgement.marks & pending)) != 0)
        {
            // The own vote has changed, for all polls in flight about this batch.
            batches.change(batch);
            schedule.hurry(batch, knowledge.nowNs);
            judge(poll, entry);
        }
        opinions.accept(batch, judgement.accepts & pending);
        // What a pledge holds back is for a later poll: this one has nothing more to bring.
        poll.pending(entry, pending & ~(certain | judgement.accepts) & batches.pollable(batch));
        tellUnknown(poll, entry, pending & certain);
    }

    /** Of the members that this poll is over for, tells those that too few can know by this batch. */
    private void tellUnknown(final Poll poll, final int entry, final long applied)
    {
        final long unknown = applied & ~known.atLeast(row(poll, entry), rule.knownThreshold() - poll.outstanding);
        if (unknown != 0)
        {
            own.onUnknown(poll.batch[entry], unknown & batches.pollable(poll.batch[entry]));
        }
    }

    private void judge(final Poll poll, final int entry)
    {
        final int batch = poll.batch[entry];
        rule.judge(prefer, strong, row(poll, entry), poll.outstanding,
            batches.prefer[batch], batches.strong[batch], judgement);
        testimony.judge(batch, batches.prefer[batch], batches.strong[batch], judgement);
    }

    private void close(final Poll poll)
    {
        for (int entry = 0; entry < poll.entries; entry++)
        {
            if (isCurrent(poll, entry))
            {
                removeFromChain(poll.batch[entry], row(poll, entry));
            }
        }
        poll.isInFlight = false;
        inFlight[poll.lane]--;
    }

    private void removeFromChain(final int batch, final int row)
    {
        int before = NONE;
        batches.inFlight[batch]--;
        int e = batches.pollHead[batch];
        while (e != row)
        {
            before = e;
            e = nextOfBatch[e];
        }
        if (before == NONE)
        {
            batches.pollHead[batch] = nextOfBatch[row];
        }
        else
        {
            nextOfBatch[before] = nextOfBatch[row];
        }
    }

    private boolean isCurrent(final Poll poll, final int entry)
    {
        return batches.epochs[poll.batch[entry]] == poll.epoch[entry];
    }

    private int row(final Poll poll, final int entry)
    {
        return poll.slot * maxEntries + entry;
    }
}
