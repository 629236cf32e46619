package io.timecoin.capture;

import java.util.Locale;

/**
 * How a recording ended.
 *
 * @param reason   why.
 * @param details  more about it, in words; may be empty.
 * @param position bytes of the recording.
 * @param lost     records that it had no room for.
 */
record RecordingEnd(Reason reason, String details, long position, long lost)
{
    /** Why a recording takes no more. */
    enum Reason
    {
        /** Somebody wanted it to end, or the node stopped. */
        STOPPED,
        /** It has all the space that it may take. */
        FULL,
        /** The Archive or the disk failed. */
        FAILED;

        private final String code = name().toLowerCase(Locale.ROOT);

        /** The stable name in files and reports. */
        String code()
        {
            return code;
        }
    }
}
