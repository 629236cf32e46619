/**
 * The commands, one class each: they parse, call and print. A command is a {@code Callable<Integer>} that returns an
 * {@link io.timecoin.cli.ExitCode} and throws {@link io.timecoin.cli.CliException}; it prints data to
 * {@code spec.commandLine().getOut()} and messages to {@code getErr()}, and takes {@code --report} from
 * {@link io.timecoin.cli.ReportOption}.
 */
package io.timecoin.cli;
