package io.timecoin.cli;

import io.timecoin.metrics.CountersView.CheckState;
import io.timecoin.node.ConfigKey;
import io.timecoin.node.NodeStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code status}: whether a node runs and is ready, from the counters in its data folder. */
@Command(
    name = "status",
    description = "Tell whether a node runs and is ready (exit 5 if not).",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer>
{
    private static final long POLL_MS = 20;

    @Spec
    private CommandSpec spec;
    @Mixin
    private ConfigOption config;
    @Mixin
    private ReportOption report;

    @Option(names = "--wait-ready", paramLabel = "TIME", converter = DurationConverter.class,
        description = "Wait so long for the node to become ready, e.g. 60s (exit 8 if it runs but does not).")
    private Duration waitReady;

    @Override
    public Integer call() throws InterruptedException
    {
        final Path data = config.read().path(ConfigKey.DATA);
        final NodeStatus status = await(data);
        if (status == null)
        {
            throw new CliException(ExitCode.UNREACHABLE, "no node runs on the data folder " + data,
                "nobody holds its lock" + (waitReady == null ? ", or it is still starting" : ""),
                "start it with 'timecoin start --config " + config.file() + "'");
        }
        print(status);
        if (!status.ready())
        {
            spec.commandLine().getErr().println("not ready: " + (status.place() < 0 ?
                "it waits until its bond is final; 'timecoin validator bond' makes it" : firstFailing(status)));
            return waitReady == null ? ExitCode.UNREACHABLE : ExitCode.TIMEOUT;
        }
        return ExitCode.OK;
    }

    private NodeStatus await(final Path data) throws InterruptedException
    {
        final long startNs = System.nanoTime();
        NodeStatus status = NodeStatus.read(data);
        while (waitReady != null && (status == null || !status.ready()) &&
            System.nanoTime() - startNs < waitReady.toNanos())
        {
            Thread.sleep(POLL_MS);
            status = NodeStatus.read(data);
        }
        return status;
    }

    private void print(final NodeStatus status)
    {
        final PrintWriter out = spec.commandLine().getOut();
        if (report.isJson())
        {
            ReportOption.printJson(out, json(status));
            return;
        }
        out.printf("%-12s %s%n", "ready", status.ready() ? "yes" : "no");
        out.printf("%-12s %s, process %d, up %d s%n", "role", status.role(), status.pid(), status.uptimeS());
        out.printf("%-12s %s%n", "place", status.place() < 0 ? "none: waiting until its bond is final" :
            status.place() + ", weight " + status.weight());
        out.printf("%-12s %d%n", "peers", status.peers());
        out.printf("%-12s %d%n", "accepted", status.accepted());
        out.printf("%-12s %d%n", "confirmed", status.confirmed());
        out.printf("%-12s %d%n", "height", status.height());
        out.printf("%-12s %d%n", "utxos", status.utxos());
        out.printf("%-12s %s%n", "state_hash", status.stateHash());
        out.printf("%-12s %s, %d records, %d lost, %d bytes%n", "capture", status.capture().state(),
            status.capture().records(), status.capture().lost(), status.capture().bytes());
        status.checks().forEach((name, check) -> out.printf("%-12s %s %s, %d of %d%n", "check", name,
            check.isFulfilled() ? "ok" : "FAILS", check.current(), check.required()));
        status.verdicts().forEach((reason, count) -> out.printf("%-12s %s %d%n", "verdict", reason, count));
    }

    private static Map<String, Object> json(final NodeStatus status)
    {
        final Map<String, Object> checks = new LinkedHashMap<>();
        status.checks().forEach((name, check) ->
        {
            final Map<String, Object> state = new LinkedHashMap<>();
            state.put("status", check.isFulfilled() ? "ok" : "fail");
            state.put("current", check.current());
            state.put("required", check.required());
            checks.put(name, state);
        });
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("ready", status.ready());
        json.put("role", status.role());
        json.put("place", status.place() < 0 ? null : status.place());
        json.put("weight", status.weight());
        json.put("pid", status.pid());
        json.put("uptime_s", status.uptimeS());
        json.put("height", status.height());
        json.put("state_hash", status.stateHash());
        json.put("utxos", status.utxos());
        json.put("accepted", status.accepted());
        json.put("confirmed", status.confirmed());
        json.put("peers", status.peers());
        json.put("verdicts", status.verdicts());
        json.put("capture", capture(status.capture()));
        json.put("checks", checks);
        return json;
    }

    private static Map<String, Object> capture(final NodeStatus.Capture capture)
    {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("state", capture.state());
        json.put("records", capture.records());
        json.put("lost", capture.lost());
        json.put("bytes", capture.bytes());
        return json;
    }

    private static String firstFailing(final NodeStatus status)
    {
        for (final Map.Entry<String, CheckState> check : status.checks().entrySet())
        {
            if (!check.getValue().isFulfilled())
            {
                return check.getKey() + " is " + check.getValue().current() + ", required " +
                    check.getValue().required();
            }
        }
        return "the checks changed while they were read";
    }
}
