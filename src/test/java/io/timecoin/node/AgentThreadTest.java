package io.timecoin.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.agrona.concurrent.Agent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import io.timecoin.node.TuningProfile.ThreadProfile;
import io.timecoin.pipeline.Halt;

/** What a thread's profile makes of a thread. */
class AgentThreadTest
{
    /** In what follows the name in brackets, counted from 0. */
    private static final int NICE_FIELD = 16;
    private static final int NICE = 7;

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldGiveWayWithOneThreadAndNoOther() throws Exception
    {
        final int before = niceOfCaller();
        final CompletableFuture<Integer> found = new CompletableFuture<>();
        final Agent agent = new Agent()
        {
            @Override
            public int doWork() throws IOException
            {
                found.complete(niceOfCaller());
                return 0;
            }

            @Override
            public String roleName()
            {
                return "nice";
            }
        };
        final AgentThread thread = new AgentThread("test-", new ThreadProfile("nice", List.of("nice"),
            TuningProfile.NULL_CORE, new IdleProfile(IdleProfile.Kind.SLEEP, 1_000), NICE), List.of(agent),
            new Halt((reason) -> found.completeExceptionally(reason.cause())));
        thread.start();
        try
        {
            assertThat(found.get(1, TimeUnit.MINUTES)).isEqualTo(NICE);
            assertThat(niceOfCaller()).isEqualTo(before);
        }
        finally
        {
            thread.stop();
            assertThat(thread.join(System.nanoTime() + TimeUnit.MINUTES.toNanos(1))).isTrue();
        }
    }

    private static int niceOfCaller() throws IOException
    {
        final String status = Files.readString(Path.of("/proc/thread-self/stat"));
        return Integer.parseInt(status.substring(status.lastIndexOf(')') + 2).split(" ")[NICE_FIELD]);
    }
}
