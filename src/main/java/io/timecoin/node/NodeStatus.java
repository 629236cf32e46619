package io.timecoin.node;

import io.timecoin.capture.Recorder;
import io.timecoin.metrics.Check;
import io.timecoin.metrics.Counter;
import io.timecoin.metrics.CountersView;
import io.timecoin.metrics.CountersView.CheckState;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a node's counters said at one moment.
 *
 * @param pid       of its process.
 * @param ready     whether it takes and accepts payments.
 * @param role      validator, or observer: without a vote of its own, or still silent after a restart.
 * @param place     index among the validators, from 0; negative while its bond is not final.
 * @param weight    of its vote on the next block.
 * @param height    of the last final block, 0 until there are blocks.
 * @param stateHash of the unspent outputs, hexadecimal.
 * @param utxos     unspent outputs.
 * @param accepted  payments accepted and applied since the start.
 * @param confirmed payments in final blocks, 0 until there are blocks.
 * @param peers     validators with a session now.
 * @param uptimeS   seconds since the start.
 * @param checks    by name.
 * @param verdicts  how often each was given, by reason.
 * @param capture   what the recorder does.
 */
public record NodeStatus(
    long pid,
    boolean ready,
    String role,
    long place,
    long weight,
    long height,
    String stateHash,
    long utxos,
    long accepted,
    long confirmed,
    long peers,
    long uptimeS,
    Map<String, CheckState> checks,
    Map<String, Long> verdicts,
    Capture capture)
{
    /**
     * What the recorder does.
     *
     * @param state   off, recording, full or failed.
     * @param records taken since the start of the node.
     * @param lost    records that it had no room for.
     * @param bytes   of the recording.
     */
    public record Capture(String state, long records, long lost, long bytes)
    {
    }

    /**
     * Asks the node that has a folder open.
     *
     * @param data its folder.
     * @return null if no node has, or one that is still starting.
     */
    public static NodeStatus read(final Path data)
    {
        final OptionalLong holder = DataFolder.holder(data);
        final Path file = DataFolder.countersFile(data);
        if (holder.isEmpty() || !Files.exists(file))
        {
            return null;
        }
        final MappedByteBuffer mapped = IoUtil.mapExistingFile(file.toFile(), "counters");
        try
        {
            final UnsafeBuffer buffer = new UnsafeBuffer(mapped);
            if (!CountersView.isFormatted(buffer))
            {
                return null;
            }
            final NodeStatus status = of(new CountersView(buffer), System.currentTimeMillis());
            // A file of the process before: the one that holds the lock now has not made its own yet.
            return status.pid == holder.getAsLong() ? status : null;
        }
        finally
        {
            IoUtil.unmap(mapped);
        }
    }

    /**
     * The counters of the node that has a folder open, or had it last.
     *
     * @param data its folder.
     * @return live, or null if there are none.
     */
    public static CountersView counters(final Path data)
    {
        final Path file = DataFolder.countersFile(data);
        final UnsafeBuffer buffer = Files.exists(file) ?
            new UnsafeBuffer(IoUtil.mapExistingFile(file.toFile(), "counters")) : new UnsafeBuffer(new byte[0]);
        return CountersView.isFormatted(buffer) ? new CountersView(buffer) : null;
    }

    static NodeStatus of(final CountersView counters, final long nowMs)
    {
        final Map<String, CheckState> checks = new LinkedHashMap<>();
        for (final Map.Entry<Check, CheckState> check : counters.checks().entrySet())
        {
            checks.put(check.getKey().label(), check.getValue());
        }
        return new NodeStatus(
            counters.get(Counter.PID),
            counters.isReady(),
            counters.get(Counter.ROLE) == 0 && counters.get(Counter.WEIGHT) > 0 ? "validator" : "observer",
            counters.get(Counter.PLACE),
            counters.get(Counter.WEIGHT),
            counters.get(Counter.HEIGHT),
            HexFormat.of().formatHex(counters.stateHash()),
            counters.get(Counter.UTXOS),
            counters.get(Counter.ACCEPTED),
            counters.get(Counter.CONFIRMED),
            counters.get(Counter.PEERS),
            Math.max(0, (nowMs - counters.get(Counter.START_TIME_MS)) / 1000),
            checks,
            counters.verdicts(),
            new Capture(Recorder.State.of(counters.get(Counter.CAPTURE_STATE)).label(),
                counters.get(Counter.CAPTURE_RECORDS), counters.get(Counter.CAPTURE_LOST),
                counters.get(Counter.CAPTURE_BYTES)));
    }
}
