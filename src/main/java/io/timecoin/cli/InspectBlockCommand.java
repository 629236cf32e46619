package io.timecoin.cli;

import io.timecoin.block.BlockFiles;
import io.timecoin.block.BlockHeader;
import io.timecoin.block.BlockStore;
import io.timecoin.block.Certificate;
import io.timecoin.block.Commit;
import io.timecoin.block.StateHash;
import io.timecoin.crypto.Sha256;
import org.agrona.concurrent.UnsafeBuffer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code inspect block}: header, certificate and list of a final block. */
@Command(
    name = "block",
    description = "Print a final block of a node, running or stopped.",
    mixinStandardHelpOptions = true)
final class InspectBlockCommand implements Callable<Integer>
{
    private static final String LAST = "last";
    private static final int ID_DIGITS = 2 * Sha256.LENGTH;

    @Spec
    private CommandSpec spec;
    @Mixin
    private BlocksOption blocks;
    @Mixin
    private ReportOption report;

    @Parameters(paramLabel = "HEIGHT|ID|last", description = "Which block.")
    private String which;

    @Option(names = "--transactions", description = "Also the ids that it lists.")
    private boolean withTransactions;

    @Option(names = "--verify", description = "First read all blocks of the folder and check them against damage.")
    private boolean isVerified;

    @Override
    public Integer call()
    {
        try (BlockFiles store = blocks.open(spec))
        {
            if (isVerified)
            {
                store.verify();
            }
            final int height = height(store);
            print(describe(store, height));
        }
        return ExitCode.OK;
    }

    private int height(final BlockFiles store)
    {
        final int height;
        if (which.equals(LAST))
        {
            height = store.lastHeight();
        }
        else if (which.length() == ID_DIGITS)
        {
            height = store.heightOf(new UnsafeBuffer(Hex.parse(spec, "ID", which)), 0);
        }
        else if (which.matches("[1-9][0-9]{0,8}"))
        {
            height = Integer.parseInt(which);
        }
        else
        {
            throw new CommandLine.ParameterException(
                spec.commandLine(), "a block is named by its height, its id of 64 hexadecimal digits, or 'last'");
        }
        if (height < Math.max(1, store.firstHeight()) || height > store.lastHeight())
        {
            throw new CliException(ExitCode.CHECK_FAILED, "block " + which + " is not here",
                "there are blocks " + store.firstHeight() + " to " + store.lastHeight(),
                "wait for it; or ask a node that keeps older ones");
        }
        return height;
    }

    private Map<String, Object> describe(final BlockFiles store, final int height)
    {
        final Commit commit = store.commit(height);
        final BlockHeader header = commit.header();
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("height", height);
        fields.put("block", header.idHex());
        fields.put("previous", Hex.format(header.previousId()));
        fields.put("chain", Hex.format(header.chainId()));
        fields.put("epoch", header.epoch());
        fields.put("time", Instant.ofEpochMilli(header.timeMs()).toString());
        fields.put("proposer", header.proposer());
        fields.put("round", commit.certificate().round());
        fields.put("signers", signers(commit.certificate()));
        fields.put("transactions", header.transactionCount());
        fields.put("transaction_bytes", bodyBytes(store, height));
        fields.put("transactions_root", Hex.format(header.transactionsRoot()));
        fields.put("previous_state_hash", Hex.format(header.previousStateHash()));
        fields.put("state_hash", stateHash(store, height));
        fields.put("validators_hash", Hex.format(header.validatorsHash()));
        fields.put("next_validators_hash", Hex.format(header.nextValidatorsHash()));
        if (withTransactions)
        {
            fields.put("transaction_ids", ids(store, height, header.transactionCount()));
        }
        return fields;
    }

    private static List<Integer> signers(final Certificate certificate)
    {
        final List<Integer> signers = new ArrayList<>();
        for (int i = 0; i < certificate.count(); i++)
        {
            signers.add(certificate.validator(i));
        }
        return signers;
    }

    private static long bodyBytes(final BlockStore store, final int height)
    {
        final long[] bytes = new long[1];
        store.forEachBody(height, 0, BlockHeader.MAX_TRANSACTIONS, (position, buffer, offset, length) ->
        {
            bytes[0] += length;
            return true;
        });
        return bytes[0];
    }

    private static String stateHash(final BlockStore store, final int height)
    {
        final UnsafeBuffer sums = new UnsafeBuffer(new byte[StateHash.ENCODED_LENGTH]);
        return store.copyState(height, sums, 0) ? Hex.format(Sha256.of(sums.byteArray())) : "";
    }

    private static List<String> ids(final BlockStore store, final int height, final int count)
    {
        final UnsafeBuffer ids = new UnsafeBuffer(new byte[Math.max(1, count) * Sha256.LENGTH]);
        store.copyIds(height, 0, count, ids, 0);
        final List<String> texts = new ArrayList<>(count);
        final byte[] id = new byte[Sha256.LENGTH];
        for (int i = 0; i < count; i++)
        {
            ids.getBytes(i * Sha256.LENGTH, id);
            texts.add(Hex.format(id));
        }
        return texts;
    }

    private void print(final Map<String, Object> fields)
    {
        final PrintWriter out = spec.commandLine().getOut();
        if (report.isJson())
        {
            ReportOption.printJson(out, fields);
            return;
        }
        fields.forEach((name, value) ->
        {
            if (value instanceof List<?> list && name.equals("transaction_ids"))
            {
                list.forEach((id) -> out.println("  " + id));
            }
            else
            {
                out.printf("%-21s %s%n", name, value);
            }
        });
    }
}
