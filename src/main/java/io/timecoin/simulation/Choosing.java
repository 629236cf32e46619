package io.timecoin.simulation;

import io.timecoin.network.Transport;

import java.util.ArrayList;
import java.util.List;

/**
 * Answers every poll by itself and knowing everything, for one payment to some validators and for its rival to
 * others; its own validator's replies are dropped. What it does not want to answer yet it keeps, and answers when it
 * does.
 */
final class Choosing implements Behaviour
{
    /** Whom a liar supports before whom. */
    @FunctionalInterface
    interface Choice
    {
        /**
         * The payment to support.
         *
         * @param receiver index of the validator that asked.
         * @return its txid, or null to give no answer now.
         */
        byte[] txid(int receiver);
    }

    private final BatchDirectory directory;
    private final Choice choice;
    private final Wire[] wires;
    private final List<Runnable> unanswered = new ArrayList<>();

    Choosing(final BatchDirectory directory, final Choice choice, final int validatorCount)
    {
        this.directory = directory;
        this.choice = choice;
        wires = new Wire[validatorCount];
    }

    @Override
    public void onSend(final int receiver, final int stream, final byte[] frame, final Wire wire)
    {
        if (stream == Transport.CONTROL)
        {
            wires[receiver] = wire;
        }
        if (!Frames.isPollReply(frame))
        {
            wire.pass(frame);
        }
    }

    @Override
    public void onReceive(final int sender, final int stream, final byte[] frame)
    {
        if (Frames.isPoll(frame))
        {
            unanswered.add(() -> answer(sender, frame));
        }
        final List<Runnable> polls = List.copyOf(unanswered);
        unanswered.clear();
        polls.forEach(Runnable::run);
    }

    private void answer(final int sender, final byte[] poll)
    {
        final byte[] txid = choice.txid(sender);
        if (txid == null || wires[sender] == null)
        {
            unanswered.add(() -> answer(sender, poll));
            return;
        }
        final byte[] reply = Frames.emptyReply(poll);
        for (int i = 0; i < Frames.entryCount(poll); i++)
        {
            final long preferred = directory.membersOf(poll, i, txid) & Frames.asked(poll, i);
            Frames.vote(reply, i, Frames.asked(poll, i), preferred, preferred);
        }
        wires[sender].pass(reply);
    }
}
