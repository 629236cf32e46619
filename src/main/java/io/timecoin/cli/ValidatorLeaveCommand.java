package io.timecoin.cli;

import io.timecoin.block.SignedStatements;
import io.timecoin.consensus.validators.Membership;
import io.timecoin.transaction.Amounts;
import io.timecoin.transaction.TransactionLayout;
import io.timecoin.wallet.OwnOutput;
import io.timecoin.wallet.Spending;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code validator leave}: takes a node out of the validators. */
@Command(
    name = "leave",
    description = "Take a node out of the validators, and wait until that is final. It goes on until it may stop.",
    mixinStandardHelpOptions = true)
final class ValidatorLeaveCommand implements Callable<Integer>
{
    private static final int NOTICE_EPOCHS = 2;
    /** What the leave of a first validator holds, which has no bond. */
    private static final long TOKEN = 1_000;
    private static final long FEE_RESERVE = 4_000;

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

    @Override
    public Integer call() throws IOException
    {
        try (ValidatorDesk desk = ValidatorDesk.open(config.read(), submit, access))
        {
            final List<OwnOutput> bonds = desk.own(TransactionLayout.LOCK_BOND);
            if (!desk.own(TransactionLayout.LOCK_LEAVE).isEmpty() && bonds.isEmpty())
            {
                throw new CliException(ExitCode.CHECK_FAILED, desk.address() + " has left already (already_left)",
                    "a final block says so", "'timecoin validator list' tells when its money is released");
            }
            if (bonds.isEmpty() && !desk.isFirst())
            {
                throw desk.place() < 0 ?
                    new CliException(ExitCode.CHECK_FAILED, desk.address() + " is no validator (not_a_validator)",
                        "no final block has bonded it", "see 'timecoin validator list' at a node of the chain") :
                    new CliException(ExitCode.UNREACHABLE, "this node has not caught up (not_caught_up)",
                        "its blocks, which say where its bond is, do not reach it yet",
                        "start it, and wait until 'timecoin status' tells a height after the bond");
            }
            final Spending.Signed payment = bonds.isEmpty() ? ofFirst(desk) : ofBonded(desk, bonds);
            final long height = desk.submit("the leave", payment);
            print(desk, payment, height);
        }
        return ExitCode.OK;
    }

    /** It has no bond, but must sign: some money of its own takes it out. */
    private static Spending.Signed ofFirst(final ValidatorDesk desk) throws IOException
    {
        final Spending.Signed own = leave(desk, TOKEN).sign(desk.own(TransactionLayout.LOCK_KEY_HASH));
        return own != null ? own : leave(desk, TOKEN).sign(desk.fund(TOKEN + FEE_RESERVE));
    }

    private static Spending.Signed ofBonded(final ValidatorDesk desk, final List<OwnOutput> bonds) throws IOException
    {
        final long held = bonds.stream().mapToLong(OwnOutput::amount).sum();
        final Spending.Signed own = leave(desk, held).spend(bonds).sign(desk.own(TransactionLayout.LOCK_KEY_HASH));
        return own != null ? own : leave(desk, held).spend(bonds).sign(desk.fund(FEE_RESERVE));
    }

    private static Spending leave(final ValidatorDesk desk, final long amount)
    {
        return new Spending(desk.genesis().chainId())
            .pay(amount, TransactionLayout.LOCK_LEAVE, desk.identity().keyHash());
    }

    private void print(final ValidatorDesk desk, final Spending.Signed payment, final long height)
    {
        final int epoch = SignedStatements.epoch((int)height);
        final int gone = epoch + NOTICE_EPOCHS;
        final int released = gone + Membership.EVIDENCE_EPOCHS;
        final long held = payment.spent().stream()
            .filter((output) -> output.lockType() == TransactionLayout.LOCK_BOND).mapToLong(OwnOutput::amount).sum();
        final PrintWriter out = spec.commandLine().getOut();
        if (report.isJson())
        {
            final Map<String, Object> json = new LinkedHashMap<>();
            json.put("address", desk.address());
            json.put("transaction_id", HexFormat.of().formatHex(payment.txid()));
            json.put("height", height);
            json.put("epoch", epoch);
            json.put("counts_from_epoch", gone);
            json.put("counts_from_height", ValidatorListCommand.firstHeight(gone));
            json.put("held", Amounts.format(held));
            json.put("released_from_height", ValidatorListCommand.firstHeight(released));
            ReportOption.printJson(out, json);
            return;
        }
        out.println("left: " + desk.address() + ", final in block " + height + " (epoch " + epoch + "), payment " +
            HexFormat.of().formatHex(payment.txid()));
        out.println("it votes up to block " + (ValidatorListCommand.firstHeight(gone) - 1) +
            ", or longer if less weight may move at once: keep it running until then");
        if (held > 0)
        {
            out.println("its " + Amounts.format(held) + " TIME are held for two epochs more, at least until block " +
                ValidatorListCommand.firstHeight(released) + "; then: timecoin validator release");
        }
    }
}
