package io.timecoin.finality;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.agrona.DirectBuffer;

import io.timecoin.block.BlockFault;
import io.timecoin.block.Evidence;
import io.timecoin.block.EvidenceCheck;
import io.timecoin.block.EvidenceKeeper;
import io.timecoin.block.EvidenceList;
import io.timecoin.consensus.bft.Statement;
import io.timecoin.consensus.validators.Membership;

/**
 * What is known against validators, seen here or heard from others: the first that is true of each, which is enough to
 * charge it. What a block can still use is told to all again and again, until one has it.
 */
final class EvidencePool
{
    private static final long TELL_AGAIN_NS = TimeUnit.SECONDS.toNanos(10);

    private final byte[] chainId;
    private final Membership membership;
    private final EvidenceCheck check;
    private final EvidenceKeeper keeper;
    private final Messages messages;
    private final FinalityStats stats;
    /** By place. */
    private final Evidence[] kept;
    private long toldNs;
    private boolean isTold;

    EvidencePool(
        final FinalitySettings settings, final Membership membership, final Messages messages,
        final FinalityStats stats)
    {
        chainId = settings.chainId();
        this.membership = membership;
        this.messages = messages;
        this.stats = stats;
        check = new EvidenceCheck(chainId, membership, settings.verifier());
        keeper = settings.evidence();
        kept = new Evidence[settings.terms().capacity()];
        for (final Evidence evidence : keeper.recall())
        {
            if (isNews(evidence) && check.checkTruth(evidence) == BlockFault.NONE)
            {
                kept[evidence.validator()] = evidence;
            }
        }
    }

    /** Takes two statements whose signatures were verified here. */
    void onPair(final Statement first, final Statement second)
    {
        final int author = first.validator();
        final Evidence evidence = Evidence.of(chainId, author, membership.identity(author), first.height(),
            first.round(), first.step().code(), said(first), said(second));
        if (isNews(evidence))
        {
            keep(evidence);
        }
    }

    /** Takes an Evidence message; only its length was checked when it came. */
    void onMessage(final DirectBuffer buffer, final int offset, final int length)
    {
        final BlockFault form = Evidence.check(buffer, offset, length);
        if (form != BlockFault.NONE)
        {
            refuse(form);
            return;
        }
        final Evidence evidence = Evidence.decode(buffer, offset, length);
        if (evidence.validator() >= kept.length)
        {
            refuse(BlockFault.UNKNOWN_VALIDATOR);
        }
        else if (isNews(evidence))
        {
            final BlockFault fault = check.checkTruth(evidence);
            if (fault == BlockFault.NONE)
            {
                keep(evidence);
            }
            else
            {
                refuse(fault);
            }
        }
    }

    /** What the next block is to have. */
    EvidenceList choose(final int height)
    {
        final List<Evidence> chosen = new ArrayList<>(EvidenceList.MAX_SIZE);
        for (int i = 0; i < kept.length && chosen.size() < EvidenceList.MAX_SIZE; i++)
        {
            if (kept[i] != null && check.checkPlace(kept[i], height) == BlockFault.NONE)
            {
                chosen.add(kept[i]);
            }
        }
        return EvidenceList.of(chosen);
    }

    /** Judges what a proposed block has; its signatures cost time, so that it is judged once. */
    BlockFault judge(final EvidenceList list, final int height)
    {
        final BlockFault fault = check.check(list, height);
        if (fault != BlockFault.NONE)
        {
            refuse(fault);
        }
        return fault;
    }

    /** Charges all that a final block is against; before what it lists. */
    void charge(final EvidenceList list, final int height)
    {
        for (final Evidence evidence : list.entries())
        {
            membership.charge(evidence.validator());
            stats.charged++;
            keeper.charged(evidence, height);
        }
    }

    /** Tells all again what no block has yet. */
    int doWork(final long nowNs)
    {
        if (isTold && nowNs - toldNs < TELL_AGAIN_NS)
        {
            return 0;
        }
        isTold = true;
        toldNs = nowNs;
        final EvidenceList pending = choose(membership.height() + 1);
        pending.entries().forEach((evidence) -> messages.evidence(Messages.EVERYONE, evidence));
        return pending.size();
    }

    /** What is kept against a validator, or null. */
    Evidence against(final int validator)
    {
        return kept[validator];
    }

    private void keep(final Evidence evidence)
    {
        kept[evidence.validator()] = evidence;
        stats.evidence++;
        keeper.keep(evidence);
        messages.evidence(Messages.EVERYONE, evidence);
    }

    /** Whether there is nothing against its validator that serves as well. */
    private boolean isNews(final Evidence evidence)
    {
        if (evidence.validator() >= kept.length)
        {
            return false;
        }
        final Evidence known = kept[evidence.validator()];
        return known == null || membership.terms().areOpen() && membership.isChargeable(evidence.validator()) &&
            isTooOld(known) && !isTooOld(evidence);
    }

    private boolean isTooOld(final Evidence evidence)
    {
        final int height = membership.height() + 1;
        return evidence.height() <= height && check.checkPlace(evidence, height) == BlockFault.EVIDENCE_TOO_OLD;
    }

    private void refuse(final BlockFault fault)
    {
        stats.badEvidence[fault.ordinal()]++;
    }

    private static Evidence.Said said(final Statement statement)
    {
        return new Evidence.Said(statement.blockId(), statement.validRound(), statement.signature());
    }
}
