package io.timecoin.replay;

import io.timecoin.node.TuningProfile;
import io.timecoin.node.TuningProfile.ThreadProfile;
import io.timecoin.node.TuningProfile.VerifyProfile;
import io.timecoin.pipeline.Stage;

import java.util.ArrayList;
import java.util.List;

/**
 * Two threads for a replay without verification. Validation then costs about as much as all the rest together, so that
 * it gets one thread, with the decider, and the rest the other (ns of CPU for a payment of 1 input and 2 outputs, on a
 * Zen 3 under load: validation 2,600, decider 90; reader 350, verify 1,070, utxo 1,320, drain 35).
 */
public final class UnverifiedLayout
{
    private UnverifiedLayout()
    {
    }

    /**
     * Makes the profile.
     *
     * @param base    gives rings and the way of idling.
     * @param workers agents of the verify stage, which compute ids and key hashes all the same.
     * @return a profile of a replay.
     */
    public static TuningProfile of(final TuningProfile base, final int workers)
    {
        final List<String> around = new ArrayList<>(ReplayPipeline.agentNames(workers));
        final List<String> validation = List.of(Stage.VALIDATION.label(), DeciderStage.NAME);
        around.removeAll(validation);
        final ThreadProfile first = base.threads().get(0);
        return new TuningProfile("two threads without verification", TuningProfile.Use.REPLAY,
            List.of(
                new ThreadProfile("around", List.copyOf(around), TuningProfile.NULL_CORE, first.idle()),
                new ThreadProfile("validation", validation, TuningProfile.NULL_CORE, first.idle())),
            null, new VerifyProfile(workers, base.verify().batch()), base.rings(), null);
    }
}
