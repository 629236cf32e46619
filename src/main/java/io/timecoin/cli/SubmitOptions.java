package io.timecoin.cli;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.time.Duration;

/** How a command comes by money and by a node that takes its payments. */
final class SubmitOptions
{
    @Option(names = "--from", paramLabel = "FILE",
        description = "Key whose money pays, such as the faucet.key of a network that 'init' made.")
    Path from;

    @Option(names = "--node", paramLabel = "HOST:PORT",
        description = "The node to submit to (default: the configuration's own, if it runs, and its peers).")
    String node;

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "60s", converter = DurationConverter.class,
        description = "Wait so long for each payment (default: ${DEFAULT-VALUE}; exit 8 if it is not final by then).")
    Duration timeout = Duration.ofSeconds(60);
}
