package io.timecoin.simulation;

/**
 * How a faulty validator differs from an honest one: everything that it sends to another validator goes through here.
 * The validator behind it is a real one and does not know.
 */
@FunctionalInterface
public interface Behaviour
{
    /**
     * The validator sends a frame. What is not passed on is never sent.
     *
     * @param receiver index of the other validator.
     * @param stream   CONTROL or BULK.
     * @param frame    whole SBE message; shared, so copy before changing it.
     * @param wire     the way to the receiver; may be kept and used at any later time.
     */
    void onSend(int receiver, int stream, byte[] frame, Wire wire);

    /**
     * A frame of another validator reaches the faulty one.
     *
     * @param sender index of the other validator.
     * @param stream CONTROL or BULK.
     * @param frame  whole SBE message; shared, not to be changed.
     */
    default void onReceive(final int sender, final int stream, final byte[] frame)
    {
    }

    /**
     * This behaviour, and then another on what this one lets through.
     *
     * @param next the other.
     * @return both as one.
     */
    default Behaviour then(final Behaviour next)
    {
        final Behaviour first = this;
        return new Behaviour()
        {
            @Override
            public void onSend(final int receiver, final int stream, final byte[] frame, final Wire wire)
            {
                first.onSend(receiver, stream, frame, new Wire()
                {
                    @Override
                    public void pass(final byte[] passed)
                    {
                        next.onSend(receiver, stream, passed, wire);
                    }

                    @Override
                    public void passLater(final byte[] passed, final long delayNs)
                    {
                        next.onSend(receiver, stream, passed, new Wire()
                        {
                            @Override
                            public void pass(final byte[] late)
                            {
                                wire.passLater(late, delayNs);
                            }

                            @Override
                            public void passLater(final byte[] late, final long moreNs)
                            {
                                wire.passLater(late, delayNs + moreNs);
                            }
                        });
                    }
                });
            }

            @Override
            public void onReceive(final int sender, final int stream, final byte[] frame)
            {
                first.onReceive(sender, stream, frame);
                next.onReceive(sender, stream, frame);
            }
        };
    }
}
