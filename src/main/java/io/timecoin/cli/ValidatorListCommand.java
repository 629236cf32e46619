package io.timecoin.cli;

import io.timecoin.block.BlockFiles;
import io.timecoin.block.SignedStatements;
import io.timecoin.consensus.validators.Membership;
import io.timecoin.consensus.validators.ValidatorRoster;
import io.timecoin.crypto.KeyHash;
import io.timecoin.finality.FinalitySettings;
import io.timecoin.node.ChainFile;
import io.timecoin.node.ConfigKey;
import io.timecoin.node.DataFolder;
import io.timecoin.node.NodeConfig;
import io.timecoin.transaction.Address;
import org.agrona.concurrent.UnsafeBuffer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code validator list}: who votes, as the final blocks of a node say. */
@Command(
    name = "list",
    description = "Tell who validates, now and in the next epoch, as the final blocks of a node say, running or not.",
    mixinStandardHelpOptions = true)
final class ValidatorListCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;
    @Mixin
    private ConfigOption config;
    @Mixin
    private ReportOption report;

    @Override
    public Integer call()
    {
        final NodeConfig node = config.read();
        final ChainFile chain = ChainFile.read(node);
        try (BlockFiles blocks = BlockFiles.openReadOnly(
            DataFolder.blocks(node.path(ConfigKey.DATA)), chain.genesis().chainId()))
        {
            print(FinalitySettings.membership(chain.genesis(), blocks), chain.genesis().testnet());
        }
        return ExitCode.OK;
    }

    /** The first block of an epoch. */
    static int firstHeight(final int epoch)
    {
        return epoch * SignedStatements.EPOCH_LENGTH + 1;
    }

    private void print(final Membership membership, final boolean isTestnet)
    {
        final int height = membership.height();
        final int epoch = SignedStatements.epoch(height + 1);
        final ValidatorRoster now = membership.roster(height + 1);
        final ValidatorRoster next = membership.roster(firstHeight(epoch + 1));
        final List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < membership.places(); i++)
        {
            final byte[] identity = membership.identity(i);
            final Map<String, Object> row = new LinkedHashMap<>();
            row.put("place", i);
            row.put("address", Address.ofPublicKey(isTestnet, identity).toString());
            row.put("weight", weight(now, i));
            row.put("next_weight", weight(next, i));
            final boolean isCharged = !membership.isChargeable(i) &&
                !membership.isReleased(new UnsafeBuffer(KeyHash.of(identity)), 0, height + 1);
            row.put("charged", isCharged);
            row.put("released_from_height", isCharged ? null : releasedFrom(membership, i, epoch + 1));
            rows.add(row);
        }
        final PrintWriter out = spec.commandLine().getOut();
        if (report.isJson())
        {
            final Map<String, Object> json = new LinkedHashMap<>();
            json.put("height", height);
            json.put("epoch", epoch);
            json.put("next_epoch_height", firstHeight(epoch + 1));
            json.put("validators", rows);
            ReportOption.printJson(out, json);
            return;
        }
        out.printf("after block %d, in epoch %d; the next begins with block %d%n", height, epoch,
            firstHeight(epoch + 1));
        out.printf("%-6s %-50s %10s %12s%n", "place", "identity", "weight", "next epoch");
        for (final Map<String, Object> row : rows)
        {
            final Object released = row.get("released_from_height");
            out.printf("%-6s %-50s %10s %12s%s%n", row.get("place"), row.get("address"), row.get("weight"),
                row.get("next_weight"), (Boolean)row.get("charged") ? "  charged: its money is lost" :
                released == null ? "" : "  gone, its money is held until block " + released);
        }
    }

    /** The first block that may spend what a validator's leave holds; null as long as it has weight, or none yet. */
    private static Integer releasedFrom(final Membership membership, final int place, final int lastEpoch)
    {
        for (int epoch = lastEpoch; epoch >= 0; epoch--)
        {
            if (weight(membership.roster(firstHeight(epoch)), place) > 0)
            {
                return epoch == lastEpoch ? null : firstHeight(epoch + 1 + Membership.EVIDENCE_EPOCHS);
            }
        }
        return null;
    }

    private static long weight(final ValidatorRoster roster, final int place)
    {
        return place < roster.size() ? roster.set().weight(place) : 0;
    }
}
