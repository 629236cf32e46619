package io.timecoin.cli;

import io.timecoin.block.SignedStatements;
import io.timecoin.consensus.validators.BondTerms;
import io.timecoin.transaction.Amounts;
import io.timecoin.transaction.TransactionLayout;
import io.timecoin.wallet.OwnOutput;
import io.timecoin.wallet.Spending;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code validator bond}: the bond that makes a node a validator. */
@Command(
    name = "bond",
    description = "Bond the key of a node, which makes it a validator, and wait until that is final.",
    mixinStandardHelpOptions = true)
final class ValidatorBondCommand implements Callable<Integer>
{
    /** What the fee of the bond itself may come to. */
    private static final long FEE_RESERVE = 20_000;
    private static final int NOTICE_EPOCHS = 2;

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

    @Option(names = "--amount", paramLabel = "AMOUNT", converter = AmountConverter.class,
        description = "How much, in TIME (default: one unit of weight).")
    private Long amount;

    @Override
    public Integer call() throws IOException
    {
        try (ValidatorDesk desk = ValidatorDesk.open(config.read(), submit, access))
        {
            final long unit = desk.genesis().bondUnit();
            final long bond = amount == null ? unit : amount;
            if (bond < unit)
            {
                throw new CliException(ExitCode.CHECK_FAILED, "the bond is too small (bond_too_small)",
                    Amounts.format(bond) + " TIME is less than a unit of weight, which costs " + Amounts.format(unit),
                    "give more with --amount, or leave it out");
            }
            final int known = desk.place();
            if (known >= 0)
            {
                throw new CliException(ExitCode.CHECK_FAILED,
                    desk.address() + " is bonded already (already_validator)", "it has place " + known + " for ever",
                    "a node that left joins again as a new identity: 'timecoin init --join'");
            }
            final Spending.Signed payment = payment(desk, bond);
            final long height = desk.submit("the bond", payment);
            print(desk, bond, payment, height);
        }
        return ExitCode.OK;
    }

    private Spending.Signed payment(final ValidatorDesk desk, final long bond) throws IOException
    {
        final List<OwnOutput> own = new ArrayList<>(desk.own(TransactionLayout.LOCK_KEY_HASH));
        final Spending.Signed direct = draft(desk, bond).sign(own);
        if (direct != null)
        {
            return direct;
        }
        final Spending.Signed funded = draft(desk, bond).sign(desk.fund(Math.addExact(bond, FEE_RESERVE)));
        if (funded == null)
        {
            throw desk.lacksMoney(bond);
        }
        return funded;
    }

    private static Spending draft(final ValidatorDesk desk, final long bond)
    {
        return new Spending(desk.genesis().chainId())
            .pay(bond, TransactionLayout.LOCK_BOND, desk.identity().keyHash());
    }

    private void print(
        final ValidatorDesk desk, final long bond, final Spending.Signed payment, final long height)
    {
        final int epoch = SignedStatements.epoch((int)height);
        final int counts = epoch + NOTICE_EPOCHS;
        final long weight = new BondTerms(desk.genesis().bondUnit(), 1, SignedStatements.EPOCH_LENGTH).weight(bond);
        final int place = desk.awaitPlace();
        final PrintWriter out = spec.commandLine().getOut();
        if (report.isJson())
        {
            final Map<String, Object> json = new LinkedHashMap<>();
            json.put("address", desk.address());
            json.put("transaction_id", HexFormat.of().formatHex(payment.txid()));
            json.put("amount", Amounts.format(bond));
            json.put("weight", weight);
            json.put("place", place < 0 ? null : place);
            json.put("height", height);
            json.put("epoch", epoch);
            json.put("counts_from_epoch", counts);
            json.put("counts_from_height", ValidatorListCommand.firstHeight(counts));
            ReportOption.printJson(out, json);
            return;
        }
        out.println("bonded " + desk.address() + " with " + Amounts.format(bond) + " TIME, weight " + weight +
            (place < 0 ? "" : ", place " + place));
        out.println("final in block " + height + " (epoch " + epoch + "), payment " +
            HexFormat.of().formatHex(payment.txid()));
        out.println("it votes from block " + ValidatorListCommand.firstHeight(counts) + " (epoch " + counts +
            ") on, with as much of its weight as may move at once");
    }
}
