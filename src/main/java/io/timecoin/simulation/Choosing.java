package io.timecoin.simulation;

import io.timecoin.network.Transport;

/**
 * Answers every poll by itself, at once and knowing everything, for one payment to some validators and for its rival to
 * others; its own validator's replies are dropped.
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
         * @return its txid, or null to give no answer.
         */
        byte[] txid(int receiver);
    }

    private final BatchDirectory directory;
    private final Choice choice;
    private final Wire[] wires;

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
        final byte[] txid = Frames.isPoll(frame) ? choice.txid(sender) : null;
        if (txid == null || wires[sender] == null)
        {
            return;
        }
        final byte[] reply = Frames.emptyReply(frame);
        for (int i = 0; i < Frames.entryCount(frame); i++)
        {
            final long preferred = directory.membersOf(frame, i, txid) & Frames.asked(frame, i);
            Frames.vote(reply, i, Frames.asked(frame, i), preferred, preferred);
        }
        wires[sender].pass(reply);
    }
}
