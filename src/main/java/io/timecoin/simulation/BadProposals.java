package io.timecoin.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.timecoin.block.BlockHeader;
import io.timecoin.network.Transport;
import io.timecoin.wire.ProposalDecoder;

/**
 * Proposes, instead of what its validator made, blocks that none can be: lists with unknown, repeated, conflicting or
 * already final ids, children before parents, too long, or not what the header says; headers of another chain's place.
 */
final class BadProposals implements Behaviour
{
    private static final int KINDS = 12;
    private static final int SOME = 8;
    private static final int TOO_MANY = 16_400;
    private static final int MANY = 1_000;

    private final Forger forger;
    private final List<SimulatedPayment> payments;
    private final SplitMix random;
    private final Wire[] bulk;
    private byte[] original;
    private byte[] proposal;
    private byte[][] parts;

    BadProposals(
        final Forger forger, final List<SimulatedPayment> payments, final int validators, final SplitMix random)
    {
        this.forger = forger;
        this.payments = payments;
        this.random = random;
        bulk = new Wire[validators];
    }

    @Override
    public void onSend(final int receiver, final int stream, final byte[] frame, final Wire wire)
    {
        if (stream == Transport.BULK)
        {
            bulk[receiver] = wire;
        }
        if (!BallotFrames.isProposalOf(frame, forger.validator()) || BallotFrames.proposal(frame).validRound() >= 0)
        {
            wire.pass(frame);
            return;
        }
        if (frame != original)
        {
            original = frame;
            invent(frame);
        }
        wire.pass(proposal);
        for (int i = 0; bulk[receiver] != null && i < parts.length; i++)
        {
            bulk[receiver].pass(parts[i]);
        }
    }

    private void invent(final byte[] frame)
    {
        final ProposalDecoder decoder = BallotFrames.proposal(frame);
        final BlockHeader made = BallotFrames.header(frame);
        final List<byte[]> ids = new ArrayList<>();
        final BlockHeader.Builder header = Forger.copy(made);
        final byte[] noise = unknown();
        switch (random.nextInt(KINDS))
        {
            case 0 -> ids.add(unknown());
            case 1 -> repeated(ids);
            case 2 -> bothOfAPair(ids);
            case 3 -> childrenFirst(ids);
            case 4 -> Collections.addAll(ids, some(MANY));
            case 5 -> Collections.addAll(ids, some(TOO_MANY));
            case 6 -> header.previousId(noise);
            case 7 -> header.previousStateHash(noise);
            case 8 -> header.validators(noise, noise);
            case 9 -> header.proposer(made.proposer() + 1);
            case 10 -> header.height(made.height() + 1);
            default -> payments.forEach((payment) -> ids.add(payment.txid()));
        }
        final boolean isList = !ids.isEmpty();
        final int count = Math.min(ids.size(), BlockHeader.MAX_TRANSACTIONS);
        final BlockHeader bad = (isList ? header.transactions(Forger.root(ids), count) : header).build();
        proposal = forger.proposal((int)decoder.round(), decoder.validRound(), bad);
        parts = Forger.parts(bad, ids);
    }

    private void repeated(final List<byte[]> ids)
    {
        final byte[] one = any().txid();
        ids.add(one);
        ids.add(one);
    }

    private void bothOfAPair(final List<byte[]> ids)
    {
        final SimulatedPayment one = any();
        ids.add(one.txid());
        ids.add(one.rival() == null ? any().txid() : one.rival().txid());
    }

    private void childrenFirst(final List<byte[]> ids)
    {
        for (int i = payments.size() - 1; i >= Math.max(0, payments.size() - SOME); i--)
        {
            ids.add(payments.get(i).txid());
        }
    }

    private SimulatedPayment any()
    {
        return payments.get(random.nextInt(payments.size()));
    }

    private byte[][] some(final int count)
    {
        final byte[][] ids = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            ids[i] = unknown();
        }
        return ids;
    }

    private byte[] unknown()
    {
        final byte[] id = new byte[Txid.LENGTH];
        random.fill(id);
        return id;
    }
}
