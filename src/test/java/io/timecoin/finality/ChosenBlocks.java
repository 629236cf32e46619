package io.timecoin.finality;

import io.timecoin.block.Commit;
import io.timecoin.consensus.bft.BftStatus;
import io.timecoin.consensus.validators.ValidatorSet;
import io.timecoin.metrics.Counters;
import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.BlockReportSlot;
import io.timecoin.pipeline.ControlSlot;
import io.timecoin.pipeline.DutyCycle;
import io.timecoin.pipeline.RingName;
import io.timecoin.pipeline.RingPoller;
import io.timecoin.pipeline.Rings;
import io.timecoin.pipeline.Stage;
import io.timecoin.validator.BlocksFactory;
import io.timecoin.wire.BlockPartRequestDecoder;
import io.timecoin.wire.BodyRequestDecoder;
import io.timecoin.wire.CommitDecoder;
import io.timecoin.wire.CommitRequestDecoder;
import org.agrona.DirectBuffer;

import java.util.concurrent.TimeUnit;

/** In the place of a validator's blocks stage: tells of the blocks that a test chose, gives them, and asks for some. */
public final class ChosenBlocks implements BlocksFactory, DutyCycle
{
    private static final long STATUS_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final ChosenChain chain;
    private final BftStatus status;
    private RingPoller<ControlSlot> ballots;
    private RingPoller<BlockReportSlot> reports;
    private DirectBuffer payloads;
    private Messages messages;
    private BlockServer server;
    private long nextNs = Long.MIN_VALUE;
    private int asked;
    private int wanted;
    private boolean hasCome = true;

    /**
     * A stage that only gives.
     *
     * @param chain      what it gives.
     * @param validators of the chain.
     */
    public ChosenBlocks(final ChosenChain chain, final int validators)
    {
        this.chain = chain;
        status = new BftStatus(ValidatorSet.equal(validators));
    }

    /** Asks a validator for a stored block, from now on until its commit comes. */
    public void ask(final int validator, final int height)
    {
        asked = validator;
        wanted = height;
        hasCome = false;
    }

    /** Whether what was asked for last has come. */
    public boolean hasCome()
    {
        return hasCome;
    }

    /** Sends a validator the last block of a chain, asked for or not. */
    public void prove(final int validator, final ChosenChain other)
    {
        messages.commit(validator, other.store().commit(other.height()));
    }

    @Override
    public DutyCycle make(final TransactionTable table, final Rings rings, final Counters counters)
    {
        ballots = rings.readBallots(Stage.BLOCKS);
        reports = rings.readBlockReports(Stage.BLOCKS);
        payloads = rings.payloads(RingName.BALLOTS);
        rings.writeBlockOrders(Stage.BLOCKS);
        messages = new Messages(rings.writeEgress(Stage.BLOCKS, RingName.BLOCKS_EGRESS));
        server = new BlockServer(new Candidates(), chain.store(), messages, new FinalityStats(), new StoreFaults());
        return this;
    }

    @Override
    public int doWork(final long nowNs)
    {
        final int work = reports.poll((report) -> {}, 64) + ballots.poll(this::onBallot, 64);
        if (nowNs >= nextNs && chain.store().lastHeight() > 0)
        {
            nextNs = nowNs + STATUS_NS;
            status.height = chain.store().lastHeight() + 1;
            messages.status(status);
            if (!hasCome)
            {
                messages.commitRequest(asked, wanted);
                messages.bodyRequest(asked, wanted, 0, 1);
            }
        }
        return work;
    }

    private void onBallot(final ControlSlot slot)
    {
        if (slot.kind != ControlSlot.Kind.MESSAGE)
        {
            return;
        }
        switch (slot.templateId)
        {
            case BlockPartRequestDecoder.TEMPLATE_ID, CommitRequestDecoder.TEMPLATE_ID,
                BodyRequestDecoder.TEMPLATE_ID ->
                server.onRequest(slot.templateId, slot.peer, payloads, slot.payloadOffset);
            case CommitDecoder.TEMPLATE_ID -> hasCome |=
                Commit.decode(payloads, slot.payloadOffset, slot.payloadLength).header().height() == wanted;
            default ->
            {
                // The honest one's votes do not matter here.
            }
        }
    }
}
