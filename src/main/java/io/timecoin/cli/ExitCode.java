package io.timecoin.cli;

/** What a process ends with; scripts rely on these numbers. */
public final class ExitCode
{
    public static final int OK = 0;
    /** A fault of the program itself. */
    public static final int INTERNAL = 1;
    /** The command line makes no sense. */
    public static final int USAGE = 2;
    /** A configuration, profile, genesis or key does not fit. */
    public static final int CONFIGURATION = 3;
    /** A check or a benchmark's gate failed. */
    public static final int CHECK_FAILED = 4;
    /** Nobody answers, or the node is not ready. */
    public static final int UNREACHABLE = 5;
    /** Data is corrupt or of another version. */
    public static final int CORRUPT = 6;
    /** Another process holds the data folder. */
    public static final int LOCKED = 7;
    public static final int TIMEOUT = 8;

    private ExitCode()
    {
    }
}
