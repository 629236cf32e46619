package io.timecoin.validation;

import static io.timecoin.transaction.TransactionLayout.LOCK_KEY_HASH;
import static io.timecoin.transaction.TransactionLayout.LOCK_LEAVE;

import io.timecoin.InvariantViolation;
import io.timecoin.pending.TransactionTable;
import io.timecoin.transaction.BondOutputs;
import io.timecoin.transaction.TransactionView;
import io.timecoin.transaction.Verdict;
import io.timecoin.utxo.UtxoEntry;
import io.timecoin.utxo.UtxoView;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;

/**
 * Applies the rules of PROTOCOL, section 2, from missing parent to conflict, to one candidate. Changes nothing; what
 * it found on the way stays readable until the next candidate.
 * <p>
 * An output is looked for among those recently spent, then among those of own pending transactions, then in the set.
 * An own transaction that is accepted is asked no more: the set has its outputs, less those spent since. The set may be
 * ahead of the decisions that came here; what it has lost to a transaction that is undecided here is read from that
 * transaction's claim, so that no verdict depends on how far ahead the set is.
 */
final class Judge
{
    /** Least fee of any payment, in units. */
    static final long MIN_FEE = 1000;
    /** Least fee of a byte, in units. */
    static final long MIN_FEE_PER_BYTE = 1;
    /** Other claims on one output that are kept. */
    static final int MAX_RIVALS_PER_OUTPUT = 8;
    /** Transactions that one may conflict with and be kept. */
    static final int MAX_RIVALS = 63;

    private static final int COINBASE_MATURITY_BLOCKS = 1;
    private static final int NONE = -1;
    private static final int ID_LENGTH = 32;

    private enum Source
    {
        /** Unspent in the set. */
        CONFIRMED,
        /** An output of an own pending transaction. */
        PENDING,
        /** Spent by an accepted transaction. */
        SPENT,
        /** The parent is not known. */
        UNKNOWN,
        /** The parent is known and has, or will have, no such output. */
        NEVER,
        /** The parent lost to a conflict. */
        LOST
    }

    private final long maxSupply;
    private final TransactionTable table;
    private final UtxoView utxo;
    private final Bonds bonds;
    private final UnsafeBuffer outputKeyHash = new UnsafeBuffer(0, 0);
    private final Pool pool;
    private final Locks locks;
    private final IdIndex txids;
    private final RecentlySpent recentlySpent;
    private final UnsafeBuffer parentScratch = new UnsafeBuffer(new byte[TransactionTable.MAX_TRANSACTION_LENGTH]);
    private final TransactionView parentView = new TransactionView();
    private final UtxoEntry output = new UtxoEntry();
    private final UnsafeBuffer spent = new UnsafeBuffer(new byte[TransactionTable.MAX_SPENT_LENGTH]);
    private final UnsafeBuffer claimedSpent = new UnsafeBuffer(new byte[TransactionTable.MAX_SPENT_LENGTH]);
    private final int[] parents = new int[TransactionTable.MAX_INPUTS];
    private final int[] rivals = new int[MAX_RIVALS];

    /** Of the last block that was applied; the genesis is final from the beginning. */
    private long finalHeight;
    private int viewedParent;
    private int outputParent;
    private long inputSum;
    private boolean isSumTooLarge;
    private boolean isImmature;
    private boolean isOwned;
    /** What is wrong with its bonds and leaves. */
    private Verdict bondVerdict;
    private long bondSum;
    private boolean isSpent;
    private boolean isMissing;
    private boolean isParkable;
    private int missingInput;
    private int pendingParents;
    private long fee;
    private int rivalCount;
    private int coClaimants;
    private boolean hasTooManyRivals;

    Judge(final long maxSupply, final Holdings holdings, final UtxoView utxo, final Bonds bonds)
    {
        this.bonds = bonds;
        outputKeyHash.wrap(output.keyHash);
        this.maxSupply = maxSupply;
        this.utxo = utxo;
        table = holdings.table;
        pool = holdings.pool;
        locks = holdings.locks;
        txids = holdings.txids;
        recentlySpent = holdings.recentlySpent;
    }

    /** A block is final, and its effects are in the set. */
    void finalHeight(final long height)
    {
        finalHeight = height;
    }

    /** The first rule that is broken, or ADMITTED. */
    Verdict judge(final Candidate candidate)
    {
        resolve(candidate);
        if (isMissing)
        {
            return Verdict.MISSING_PARENT;
        }
        if (isImmature)
        {
            return Verdict.IMMATURE;
        }
        if (candidate.view.lockHeight() > finalHeight + 1)
        {
            return Verdict.NOT_YET;
        }
        final Verdict bond = bonds.areOpen() ? judgeBonds(candidate.view) : Verdict.ADMITTED;
        if (bond != Verdict.ADMITTED)
        {
            return bond;
        }
        findRivals(candidate);
        final Verdict value = isSpent ? Verdict.ADMITTED : judgeValue(candidate);
        if (value != Verdict.ADMITTED)
        {
            return value;
        }
        if (!isOwned)
        {
            return Verdict.NOT_OWNER;
        }
        if (!candidate.isSigned())
        {
            return Verdict.BAD_SIGNATURE;
        }
        return isSpent || rivalCount > 0 ? Verdict.CONFLICT : Verdict.ADMITTED;
    }

    /** Inputs minus outputs; if the verdict was ADMITTED, or CONFLICT with rivals. */
    long fee()
    {
        return fee;
    }

    /** With MISSING_PARENT: whether the unknown parents may still come. */
    boolean isParkable()
    {
        return isParkable;
    }

    /** With MISSING_PARENT: an input whose parent is unknown. */
    int missingInput()
    {
        return missingInput;
    }

    /** Whether an accepted transaction excludes this one, or nothing can ever make it valid, whatever the verdict. */
    boolean isHopeless()
    {
        return isSpent || isMissing && !isParkable;
    }

    /** Inputs that spend outputs of transactions that are not accepted yet. */
    int pendingParents()
    {
        return pendingParents;
    }

    /** Table index of the pending parent of an input, or -1. */
    int parent(final int input)
    {
        return parents[input];
    }

    /** What the inputs spend, as the table keeps it; if the verdict was ADMITTED, or CONFLICT with rivals. */
    DirectBuffer spent()
    {
        return spent;
    }

    /** Whether the conflicts may be kept. */
    boolean hasTooManyRivals()
    {
        return hasTooManyRivals;
    }

    /** Transactions, not doomed, that claim an output which the candidate spends. */
    int rivalCount()
    {
        return rivalCount;
    }

    /** Their table indexes. */
    int rival(final int i)
    {
        return rivals[i];
    }

    /** All that claim such an output, doomed ones too. */
    int coClaimants()
    {
        return coClaimants;
    }

    private void resolve(final Candidate candidate)
    {
        final TransactionView view = candidate.view;
        viewedParent = TransactionTable.NULL_HANDLE;
        inputSum = 0;
        isSumTooLarge = false;
        isImmature = false;
        isOwned = true;
        bondVerdict = Verdict.ADMITTED;
        bondSum = 0;
        isSpent = false;
        isMissing = false;
        isParkable = candidate.isSigned();
        missingInput = NONE;
        pendingParents = 0;
        rivalCount = 0;
        hasTooManyRivals = false;
        for (int i = 0; i < view.inputCount(); i++)
        {
            final Source source = find(view, i);
            parents[i] = source == Source.PENDING ? outputParent : NONE;
            switch (source)
            {
                case PENDING:
                    pendingParents++;
                    spend(candidate, i);
                    break;
                case CONFIRMED:
                    spend(candidate, i);
                    break;
                case SPENT:
                    isSpent = true;
                    break;
                case UNKNOWN:
                    missingInput = i;
                    isMissing = true;
                    break;
                case LOST:
                case NEVER:
                default:
                    isParkable = false;
                    isMissing = true;
                    break;
            }
        }
        isParkable &= !isSpent;
    }

    private void spend(final Candidate candidate, final int input)
    {
        output.encode(spent, input * UtxoEntry.ENCODED_LENGTH);
        isSumTooLarge |= output.amount > maxSupply - Math.min(inputSum, maxSupply);
        inputSum = isSumTooLarge ? maxSupply : inputSum + output.amount;
        isImmature |= output.coinbaseHeight != UtxoEntry.NOT_COINBASE &&
            finalHeight - output.coinbaseHeight < COINBASE_MATURITY_BLOCKS;
        isOwned &= candidate.isOwner(input, output.keyHash);
        if (output.lockType != LOCK_KEY_HASH)
        {
            spendBond(candidate.view);
        }
    }

    /** A bond goes into a leave of the same identity only; what a leave holds, once nobody can charge it any more. */
    private void spendBond(final TransactionView view)
    {
        if (output.lockType == LOCK_LEAVE)
        {
            final boolean isHeld = !bonds.isReleased(outputKeyHash, 0, finalHeight + 1);
            bondVerdict = isHeld && bondVerdict == Verdict.ADMITTED ? Verdict.STILL_HELD : bondVerdict;
            return;
        }
        final int leave = BondOutputs.find(view);
        bondSum += output.amount;
        if (leave == BondOutputs.NONE || view.lockType(leave) != LOCK_LEAVE || view.amount(leave) < bondSum ||
            !isKeyHash(view, leave))
        {
            bondVerdict = Verdict.BONDED;
        }
    }

    private boolean isKeyHash(final TransactionView view, final int of)
    {
        for (int i = 0; i < UtxoEntry.KEY_HASH_LENGTH; i++)
        {
            if (view.buffer().getByte(view.keyHashOffset(of) + i) != output.keyHash[i])
            {
                return false;
            }
        }
        return true;
    }

    private Verdict judgeBonds(final TransactionView view)
    {
        final int leave = bondVerdict == Verdict.ADMITTED ? BondOutputs.find(view) : BondOutputs.NONE;
        return leave != BondOutputs.NONE && view.lockType(leave) == LOCK_LEAVE &&
            !bonds.isKnown(view.buffer(), view.keyHashOffset(leave)) ? Verdict.NOT_A_VALIDATOR : bondVerdict;
    }

    private Source find(final TransactionView view, final int input)
    {
        final DirectBuffer buffer = view.buffer();
        final int outpoint = view.outpointOffset(input);
        if (recentlySpent.contains(buffer, outpoint))
        {
            return Source.SPENT;
        }
        final int parent = txids.find(buffer, outpoint);
        if (parent != IdIndex.NONE)
        {
            return findAtParent(parent, view, input);
        }
        return utxo.get(buffer, outpoint, output) || readClaimed(buffer, outpoint) ?
            Source.CONFIRMED : Source.UNKNOWN;
    }

    private Source findAtParent(final int parent, final TransactionView view, final int input)
    {
        final Pool.State state = pool.state(parent);
        switch (state)
        {
            case WAITING:
            case READY:
                return readOutput(parent, view.outputIndex(input)) ? Source.PENDING : Source.NEVER;
            case ACCEPTED:
                return utxo.get(view.buffer(), view.outpointOffset(input), output) ||
                    readClaimed(view.buffer(), view.outpointOffset(input)) ? Source.CONFIRMED : Source.SPENT;
            case REJECTED:
                return Source.LOST;
            default:
                throw new InvariantViolation("transaction is in the index of ids in state " + state);
        }
    }

    private boolean readOutput(final int parent, final int outputIndex)
    {
        final int handle = pool.handle(parent);
        if (viewedParent != handle)
        {
            table.view(handle, parentScratch, parentView);
            viewedParent = handle;
        }
        if (outputIndex >= parentView.outputCount())
        {
            return false;
        }
        outputParent = parent;
        output.amount = parentView.amount(outputIndex);
        output.lockType = parentView.lockType(outputIndex);
        output.coinbaseHeight = UtxoEntry.NOT_COINBASE;
        parentView.buffer().getBytes(parentView.keyHashOffset(outputIndex), output.keyHash);
        return true;
    }

    /**
     * Reads an output that the set has lost to a transaction whose decision has not come here, from one that claims it.
     */
    private boolean readClaimed(final DirectBuffer outpoint, final int offset)
    {
        for (int claim = locks.firstOn(outpoint, offset); claim != Locks.NONE; claim = locks.nextOn(claim))
        {
            if (pool.isUndecided(locks.owner(claim)))
            {
                viewedParent = pool.handle(locks.owner(claim));
                table.view(viewedParent, parentScratch, parentView);
                table.copySpent(viewedParent, claimedSpent, 0);
                output.decode(claimedSpent, inputOf(parentView, outpoint, offset) * UtxoEntry.ENCODED_LENGTH);
                return true;
            }
        }
        return false;
    }

    private static int inputOf(final TransactionView view, final DirectBuffer outpoint, final int offset)
    {
        for (int i = 0; i < view.inputCount(); i++)
        {
            if (IdIndex.isSame(view.buffer(), view.outpointOffset(i), outpoint, offset) &&
                view.outputIndex(i) == (outpoint.getShort(offset + ID_LENGTH, ByteOrder.LITTLE_ENDIAN) & 0xFFFF))
            {
                return i;
            }
        }
        throw new InvariantViolation("a claim's owner does not spend what it claims");
    }

    private void findRivals(final Candidate candidate)
    {
        final TransactionView view = candidate.view;
        rivalCount = 0;
        coClaimants = 0;
        hasTooManyRivals = false;
        pool.startVisit();
        for (int i = 0; i < view.inputCount(); i++)
        {
            int claimsOnOutput = 0;
            int claim = locks.firstOn(view.buffer(), view.outpointOffset(i));
            while (claim != Locks.NONE)
            {
                claimsOnOutput++;
                final int owner = locks.owner(claim);
                if (pool.visit(owner))
                {
                    addRival(owner);
                }
                claim = locks.nextOn(claim);
            }
            hasTooManyRivals |= claimsOnOutput > MAX_RIVALS_PER_OUTPUT;
        }
    }

    private void addRival(final int owner)
    {
        coClaimants++;
        hasTooManyRivals |= coClaimants > MAX_RIVALS || pool.rivals(owner) >= MAX_RIVALS;
        if (pool.isUndecided(owner))
        {
            rivals[Math.min(rivalCount, MAX_RIVALS - 1)] = owner;
            rivalCount++;
        }
    }

    private Verdict judgeValue(final Candidate candidate)
    {
        final TransactionView view = candidate.view;
        if (isSumTooLarge)
        {
            if (pendingParents == 0 && rivalCount == 0)
            {
                throw new InvariantViolation("unspent outputs beyond the maximum supply of " + maxSupply);
            }
            // Only outputs of two conflicting transactions can add up so: both will never be there.
            isSpent = true;
            return Verdict.ADMITTED;
        }
        long outputSum = 0;
        for (int i = 0; i < view.outputCount(); i++)
        {
            outputSum += view.amount(i);
        }
        if (outputSum > inputSum)
        {
            return Verdict.OUTPUTS_EXCEED_INPUTS;
        }
        fee = inputSum - outputSum;
        return fee < minFee(view.length()) ? Verdict.FEE_TOO_LOW : Verdict.ADMITTED;
    }

    /** What a payment of this size must pay, in units. */
    static long minFee(final int length)
    {
        return Math.max(MIN_FEE, MIN_FEE_PER_BYTE * length);
    }
}
