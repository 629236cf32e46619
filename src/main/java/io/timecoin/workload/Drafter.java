package io.timecoin.workload;

import io.timecoin.crypto.Sha256;
import io.timecoin.transaction.TransactionLayout;

import java.util.Arrays;

/** Writes drafts of transactions: whose coins, to whom, how much. */
final class Drafter
{
    /** Least fee of a payment and of each of its bytes, in units (PROTOCOL, section 2). */
    private static final long MIN_FEE = 1000;
    private static final int MORE_FEE = 1000;
    /** What the outputs of a chain get that are not spent again: dust, and up to so much more. */
    private static final int MORE_THAN_DUST = 1000;
    private static final int MAX_PAYERS = 2;
    private static final int SECOND_PAYER_PART = 4;
    private static final int OVERDRAFT_MOST = 100_000;
    private static final long FAR_HEIGHT = 1_000_000;

    private final WorkloadParameters parameters;
    private final Draws draws;
    private final Treasury treasury;
    private final PaymentEncoder encoder;
    private final int accounts;
    /** A chain goes on with at least so many units. */
    private final long leastMoney;

    Drafter(
        final WorkloadParameters parameters,
        final Draws draws,
        final Treasury treasury,
        final PaymentEncoder encoder)
    {
        this.parameters = parameters;
        this.draws = draws;
        this.treasury = treasury;
        this.encoder = encoder;
        accounts = parameters.accounts();
        final Shape shape = parameters.shape();
        leastMoney = leastFee(shape.maxInputs(), shape.maxOutputs(), MAX_PAYERS) + MORE_FEE +
            shape.maxOutputs() * (TransactionLayout.DUST_AMOUNT + MORE_THAN_DUST);
    }

    /** The first payment of a chain. */
    Draft first()
    {
        final Shape shape = parameters.shape().draw(draws);
        return payment(new Coin[0], draws.below(accounts), 1, shape);
    }

    /** The next payment of a chain. */
    Draft next(final Chains.Link link)
    {
        return payment(link.coins(), link.coins()[0].account, link.position() + 1, link.shape());
    }

    /** What the next payment of a chain spends. */
    Coin[] linkedCoins(final Draft draft, final long acceptedSlot, final long firstOutput)
    {
        final Coin[] coins = new Coin[draft.linkedCount];
        for (int i = 0; i < coins.length; i++)
        {
            final int output = draft.firstLinked + i;
            coins[i] = new Coin(draft.txid, output, draft.amounts[output], draft.payees[output], acceptedSlot,
                firstOutput + output);
        }
        return coins;
    }

    /** A valid transaction with the inputs of a payment. */
    Draft rival(final Draft first)
    {
        final Coin[] inputs = first.inputs;
        final Draft draft = split(inputs, first.signers, first.witnesses, first.amounts.length, 0);
        draft.variant = draws.next();
        draft.payees[draws.below(draft.payees.length)] = Draft.NOBODY;
        return encoded(draft);
    }

    /** A transaction that breaks a rule. */
    Draft flawed(final Flaw flaw)
    {
        final int account = draws.below(accounts);
        final Coin unspent = treasury.unspent(account);
        final long variant = draws.next();
        final Coin coin = flaw == Flaw.UNKNOWN_INPUT ? unknown(variant, account) : unspent;
        final Coin[] inputs = flaw == Flaw.SAME_INPUT ? new Coin[] {coin, coin} : new Coin[] {coin};
        final int stranger = accounts;
        final Draft draft = split(inputs, new int[] {flaw == Flaw.NOT_OWNER ? stranger : account},
            new int[inputs.length], parameters.shape().draw(draws).outputs(), 0);
        draft.variant = variant;
        draft.payees[0] = Draft.NOBODY;
        switch (flaw)
        {
            case OVERDRAFT -> draft.amounts[0] += Treasury.AMOUNT + draws.below(OVERDRAFT_MOST);
            case LOW_FEE -> lowerFee(draft);
            case DUST -> draft.amounts[draft.amounts.length - 1] = draws.below(TransactionLayout.DUST_AMOUNT);
            case NOT_YET -> draft.lockHeight = 2 + draws.below(FAR_HEIGHT);
            default ->
            {
                // Wrong in its bytes or its signature: see Signing.
            }
        }
        return encoded(draft);
    }

    private Draft payment(final Coin[] linked, final int payer, final int position, final Shape shape)
    {
        final Coin[] inputs = new Coin[shape.inputs()];
        final int[] witnesses = new int[inputs.length];
        System.arraycopy(linked, 0, inputs, 0, linked.length);
        int second = payer;
        if (parameters.shape().isMixed() && inputs.length > 1 && draws.below(SECOND_PAYER_PART) == 0)
        {
            second = draws.below(accounts);
        }
        for (int i = linked.length; i < inputs.length; i++)
        {
            final boolean isSecond = i > 0 && i == inputs.length - 1 && second != payer;
            inputs[i] = treasury.take(isSecond ? second : payer);
            witnesses[i] = isSecond ? 1 : 0;
        }
        final boolean hasSecond = witnesses[inputs.length - 1] > 0;
        final int outputs = shape.outputs();
        final boolean goesOn = position < parameters.depth() && sum(inputs) >= 2 * leastMoney;
        final Shape nextShape = parameters.shape().draw(draws);
        final int links = goesOn ? 1 + draws.below(Math.min(outputs, nextShape.inputs())) : 0;
        final Draft draft =
            split(inputs, hasSecond ? new int[] {payer, second} : new int[] {payer}, witnesses, outputs, links);
        draft.position = position;
        draft.nextShape = nextShape;
        return encoded(draft);
    }

    /** Shares what comes in, less a fee, among outputs; linked ones get most of it and one owner. */
    private Draft split(
        final Coin[] inputs, final int[] signers, final int[] witnesses, final int outputs, final int links)
    {
        final long[] amounts = new long[outputs];
        final int[] payees = new int[outputs];
        long rest = sum(inputs) - leastFee(inputs.length, outputs, signers.length) - draws.below(MORE_FEE);
        final Draft draft = new Draft(inputs, amounts, payees, signers, witnesses);
        draft.linkedCount = links;
        draft.firstLinked = links == 0 ? 0 : draws.below(outputs - links + 1);
        final int successor = links == 0 ? Draft.NOBODY : draws.below(accounts);
        int left = links == 0 ? outputs : links;
        if (links > 0)
        {
            rest -= payLeaves(draft);
            Arrays.fill(payees, draft.firstLinked, draft.firstLinked + links, successor);
        }
        for (int i = draft.firstLinked; left > 0; i++)
        {
            amounts[i] = left == 1 ? rest : part(rest / left);
            rest -= amounts[i];
            payees[i] = links == 0 ? draws.below(accounts) : successor;
            left--;
        }
        return draft;
    }

    private long payLeaves(final Draft draft)
    {
        long paid = 0;
        for (int i = 0; i < draft.amounts.length; i++)
        {
            if (i < draft.firstLinked || i >= draft.firstLinked + draft.linkedCount)
            {
                draft.amounts[i] = TransactionLayout.DUST_AMOUNT + draws.below(MORE_THAN_DUST);
                draft.payees[i] = draws.below(accounts);
                paid += draft.amounts[i];
            }
        }
        return paid;
    }

    /** From dust to the average, so that what is left is enough for the others. */
    private long part(final long average)
    {
        return TransactionLayout.DUST_AMOUNT + draws.below(average - TransactionLayout.DUST_AMOUNT + 1);
    }

    private void lowerFee(final Draft draft)
    {
        final long least = leastFee(1, draft.amounts.length, 1);
        draft.amounts[0] += sum(draft.inputs) - Arrays.stream(draft.amounts).sum() - draws.below(least);
    }

    private static Coin unknown(final long variant, final int account)
    {
        final byte[] txid = new byte[Sha256.LENGTH];
        final Draws bytes = new Draws(variant);
        for (int i = 0; i < txid.length; i++)
        {
            txid[i] = (byte)bytes.next();
        }
        return new Coin(txid, 0, Treasury.AMOUNT, account, Coin.BEFORE_ALL, 0);
    }

    private Draft encoded(final Draft draft)
    {
        if (encoder != null)
        {
            encoder.encode(draft);
        }
        return draft;
    }

    private static long sum(final Coin[] inputs)
    {
        long sum = 0;
        for (final Coin input : inputs)
        {
            sum += input.amount;
        }
        return sum;
    }

    private static long leastFee(final int inputs, final int outputs, final int witnesses)
    {
        return Math.max(MIN_FEE, TransactionLayout.encodedLength(inputs, outputs, witnesses));
    }
}
