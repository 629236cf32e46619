package io.timecoin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** One validator in a process of its own, from its first start to its last stop. */
class NodeProcessTest
{
    /** A node whose stop takes 5 s cuts it short and ends with 1: its code tells, not how long a slow JVM is at it. */
    private static final long STOP_LIMIT_MS = 60_000;
    private static final String LOG_LINE = "ts=[^ ]+ level=(INFO|WARN|ERROR) source=\\w+ msg=\"[^\"]*\".*";

    @TempDir
    private Path folder;
    private Path data;
    private String config;
    private int port;

    @BeforeEach
    void makeNode() throws IOException
    {
        data = folder.resolve("data");
        config = data.resolve("timecoin.toml").toString();
        port = freePort();
        final CliRun init = CliRun.of("init", "--data", data.toString(), "--base-port", Integer.toString(port),
            "--accounts", "2", "--outputs", "50");
        assertThat(init.exitCode()).as(init.err()).isZero();
        final String text = Files.readString(Path.of(config));
        Files.writeString(Path.of(config), text
            .replaceFirst("# utxo_capacity = .*", "utxo_capacity = 10000")
            .replaceFirst("# size_mb = .*", "size_mb = 4")
            .replaceFirst("# flush_interval_ms", "flush_interval_ms"));
    }

    @Test
    void shouldStartBecomeReadyAndStopOnCommand() throws Exception
    {
        final Path tuning = Files.writeString(folder.resolve("pinned.toml"),
            Files.readString(Path.of("tuning/laptop.toml")).replace("name = \"verify\"",
                "name = \"verify\"\ncore = " + firstAllowedCore()));
        Files.writeString(folder.resolve("pinned.jvm"), "# why\n-Xmx1g\n-XX:+UseSerialGC\n-XX:TieredStopAtLevel=1\n");
        try (NodeJvm node = NodeJvm.run(folder, "start", "--config", config, "--tuning", tuning.toString()))
        {
            final CliRun ready = CliRun.of("status", "--wait-ready", "5m", "--report", "json", "--config", config);
            assertThat(ready.exitCode()).as(ready.err() + node.err()).isZero();
            final JsonNode status = new ObjectMapper().readTree(ready.out());
            assertThat(status.get("ready").asBoolean()).isTrue();
            assertThat(status.get("role").asText()).isEqualTo("validator");
            assertThat(status.get("pid").asLong()).isEqualTo(node.pid());
            assertThat(status.get("peers").asInt()).isZero();
            assertThat(status.get("accepted").asLong()).isZero();
            assertThat(status.get("checks").get("connected_weight").get("status").asText()).isEqualTo("ok");

            final CliRun second = CliRun.of("start", "--config", config);
            assertThat(second.exitCode()).isEqualTo(ExitCode.LOCKED);
            assertThat(second.err()).contains("in use by process " + node.pid());
            assertRefusesItsPort();

            final CliRun stop = CliRun.of("stop", "--timeout", "60s", "--config", config);
            assertThat(stop.exitCode()).as(stop.err()).isZero();
            assertThat(node.exitCode(STOP_LIMIT_MS)).as(node.err()).isZero();
            assertThat(node.out()).isEmpty();
            assertThat(node.err().lines()).allMatch((line) -> line.matches(LOG_LINE), "is a line of the log");
            assertThat(node.err()).contains("key=\"storage.flush_interval_ms\"", "msg=\"started\"", "msg=\"ready\"",
                "msg=\"pinned\"", "thread=\"verify\"", "msg=\"stopping\"",
                "level=WARN source=NodeProcess msg=\"the JVM has not the options of the tuning profile\"",
                "jvm=\"has -Xmx256m instead of -Xmx1g, lacks -XX:+UseSerialGC\"");
        }
        assertThat(CliRun.of("status", "--config", config).exitCode()).isEqualTo(ExitCode.UNREACHABLE);
    }

    @Test
    void shouldEndWithZeroOnSigtermAndGoOnAfterAKill() throws Exception
    {
        try (NodeJvm node = NodeJvm.run(folder, "start", "--config", config))
        {
            assertThat(CliRun.of("status", "--wait-ready", "5m", "--config", config).exitCode()).isZero();
            node.terminate();
            assertThat(node.exitCode(STOP_LIMIT_MS)).as(node.err()).isZero();
        }
        try (NodeJvm node = NodeJvm.run(folder, "start", "--config", config))
        {
            final CliRun ready = CliRun.of("status", "--wait-ready", "5m", "--report", "json", "--config", config);
            final JsonNode status = new ObjectMapper().readTree(ready.out());
            assertThat(status.get("utxos").asLong()).isEqualTo(100);
            assertThat(status.get("role").asText()).isEqualTo("validator");
            assertThat(node.err()).doesNotContain("only observes");
            node.kill();
        }
        try (NodeJvm node = NodeJvm.run(folder, "start", "--config", config))
        {
            final CliRun ready = CliRun.of("status", "--wait-ready", "5m", "--report", "json", "--config", config);
            final JsonNode status = new ObjectMapper().readTree(ready.out());
            assertThat(status.get("utxos").asLong()).isEqualTo(100);
            assertThat(node.err()).contains("made anew of the blocks").contains("only observes");
            node.terminate();
            assertThat(node.exitCode(STOP_LIMIT_MS)).as(node.err()).isZero();
        }
    }

    @Test
    void shouldEndWithOneIfItsStateCouldNotBeSavedAndMakeItAnew() throws Exception
    {
        try (NodeJvm node = NodeJvm.run(folder, "start", "--config", config))
        {
            assertThat(CliRun.of("status", "--wait-ready", "5m", "--config", config).exitCode()).isZero();
            Files.delete(data.resolve("utxo").resolve("utxo.map"));
            node.terminate();
            assertThat(node.exitCode(STOP_LIMIT_MS)).as(node.err()).isEqualTo(ExitCode.INTERNAL);
            assertThat(node.err()).contains("did not close", "left as after a crash").doesNotContain("\tat ");
        }
        try (NodeJvm node = NodeJvm.run(folder, "start", "--config", config))
        {
            final CliRun ready = CliRun.of("status", "--wait-ready", "5m", "--report", "json", "--config", config);
            assertThat(new ObjectMapper().readTree(ready.out()).get("utxos").asLong()).as(node.err()).isEqualTo(100);
        }
    }

    /** Another node's data folder, but this one's port. */
    private void assertRefusesItsPort()
    {
        final String other = folder.resolve("other").toString();
        CliRun.of("init", "--data", other, "--base-port", Integer.toString(port), "--accounts", "1", "--outputs", "1");
        final CliRun run = CliRun.of("start", "--config", other + "/timecoin.toml");
        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(run.err()).contains("127.0.0.1:" + port).contains("in use").doesNotContain("\tat ");
    }

    private static String firstAllowedCore() throws IOException
    {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter((line) -> line.startsWith("Cpus_allowed_list:"))
            .map((line) -> line.replaceFirst("Cpus_allowed_list:\\s*", "").split("[,-]")[0])
            .findFirst().orElseThrow();
    }

    private static int freePort() throws IOException
    {
        try (DatagramSocket socket = new DatagramSocket(null))
        {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket.getLocalPort();
        }
    }
}
