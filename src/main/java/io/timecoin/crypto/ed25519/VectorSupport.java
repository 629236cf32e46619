package io.timecoin.crypto.ed25519;

/** Whether this Java can compute with vectors: only if it was started with jdk.incubator.vector among its modules. */
public final class VectorSupport
{
    private static final String LANES = "io.timecoin.crypto.ed25519.VectorLanes";
    private static final String MODULE = "jdk.incubator.vector";
    /** Registers of two lanes bring nothing. */
    private static final int LEAST_WIDTH = 4;
    private static final boolean IS_THERE = load() != null;

    private VectorSupport()
    {
    }

    /**
     * Whether it can.
     *
     * @return false without the module, or where registers hold fewer than four doubles.
     */
    public static boolean isThere()
    {
        return IS_THERE;
    }

    /** Lanes for one thread. */
    static LaneField lanes()
    {
        final LaneField field = IS_THERE ? load() : null;
        if (field == null)
        {
            throw new IllegalStateException("this Java was started without --add-modules " + MODULE);
        }
        return field;
    }

    private static LaneField load()
    {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty())
        {
            return null;
        }
        try
        {
            final LaneField field = (LaneField)Class.forName(LANES).getDeclaredConstructor().newInstance();
            return field.width() < LEAST_WIDTH ? null : field;
        }
        catch (final ReflectiveOperationException | LinkageError e)
        {
            // Another release of an incubating module: the scalar way is always there.
            return null;
        }
    }
}
