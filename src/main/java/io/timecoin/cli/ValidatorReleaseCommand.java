package io.timecoin.cli;

import io.timecoin.transaction.Address;
import io.timecoin.transaction.Amounts;
import io.timecoin.transaction.TransactionLayout;
import io.timecoin.wallet.OwnOutput;
import io.timecoin.wallet.Spending;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code validator release}: takes back the money of a validator that has left. */
@Command(
    name = "release",
    description = "Take back what the leave of a validator holds, once its time is over.",
    mixinStandardHelpOptions = true)
final class ValidatorReleaseCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;
    @Mixin
    private ConfigOption config;
    @Mixin
    private SubmitOptions submit;
    @Mixin
    private KeyAccess access;
    @Mixin
    private ReportOption report;

    @Option(names = "--to", paramLabel = "ADDRESS", description = "Whom to pay it to (default: the identity's key).")
    private String to;

    @Override
    public Integer call() throws IOException
    {
        final Address payee = payee();
        try (ValidatorDesk desk = ValidatorDesk.open(config.read(), submit, access))
        {
            if (payee != null && payee.testnet() != desk.genesis().testnet())
            {
                throw new CliException(ExitCode.CONFIGURATION, to + " is an address of another network (wrong_network)",
                    "this is " + (desk.genesis().testnet() ? "testnet" : "mainnet"), "give one of this network");
            }
            final List<OwnOutput> held = desk.own(TransactionLayout.LOCK_LEAVE);
            if (held.isEmpty())
            {
                throw new CliException(ExitCode.CHECK_FAILED, "nothing of " + desk.address() + " is held (not_held)",
                    desk.hasBlocks() ? "no leave of it is unspent in the final blocks here" :
                        "there are no blocks in its data folder", "'timecoin validator leave' comes first");
            }
            final byte[] keyHash = payee == null ? desk.identity().keyHash() : payee.keyHash();
            final Spending.Signed payment = new Spending(desk.genesis().chainId()).spend(held)
                .signAll(TransactionLayout.LOCK_KEY_HASH, keyHash);
            if (payment == null)
            {
                throw new CliException(ExitCode.CHECK_FAILED, "what is held does not pay its own fee (fee_too_low)",
                    Amounts.format(held.stream().mapToLong(OwnOutput::amount).sum()) + " TIME is held", "leave it");
            }
            print(desk, payment, desk.submit("the payment", payment));
        }
        return ExitCode.OK;
    }

    private Address payee()
    {
        try
        {
            return to == null ? null : Address.parse(to);
        }
        catch (final IllegalArgumentException ex)
        {
            throw new CommandLine.ParameterException(spec.commandLine(), "--to: " + ex.getMessage());
        }
    }

    private void print(final ValidatorDesk desk, final Spending.Signed payment, final long height)
    {
        final long spent = payment.spent().stream().mapToLong(OwnOutput::amount).sum();
        if (report.isJson())
        {
            final Map<String, Object> json = new LinkedHashMap<>();
            json.put("address", desk.address());
            json.put("transaction_id", HexFormat.of().formatHex(payment.txid()));
            json.put("released", Amounts.format(spent));
            json.put("height", height);
            ReportOption.printJson(spec.commandLine().getOut(), json);
            return;
        }
        spec.commandLine().getOut().println("released " + Amounts.format(spent) + " TIME of " + desk.address() +
            ", final in block " + height + ", payment " + HexFormat.of().formatHex(payment.txid()));
    }
}
