package io.timecoin.finality;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.block.BlockEffects;
import io.timecoin.block.BlockFault;
import io.timecoin.block.BlockHeader;
import io.timecoin.block.BlockStore;
import io.timecoin.block.Commit;
import io.timecoin.block.EvidenceList;
import io.timecoin.block.StateElement;
import io.timecoin.block.StateHash;
import io.timecoin.consensus.validators.Membership;
import io.timecoin.consensus.validators.ValidatorRoster;
import io.timecoin.crypto.MerkleTree;
import io.timecoin.crypto.Sha256;
import io.timecoin.pending.TransactionTable;
import io.timecoin.transaction.TransactionView;

/** The last final block and the state after it: what the next block must fit, and how it is stored. */
final class ChainTip
{
    private final byte[] chainId;
    private final Membership membership;
    private final TransactionTable table;
    private final BlockStore store;
    private final StateHash state;
    private final BlockEffects effects;
    private final MerkleTree tree = new MerkleTree();
    private final TransactionView view = new TransactionView();
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[TransactionTable.MAX_TRANSACTION_LENGTH]);
    private final UnsafeBuffer spent = new UnsafeBuffer(new byte[256 * StateElement.VALUE_LENGTH]);
    private final UnsafeBuffer sums = new UnsafeBuffer(new byte[StateHash.ENCODED_LENGTH]);
    private BlockHeader last;
    private byte[] stateHash;

    ChainTip(final FinalitySettings settings, final TransactionTable table)
    {
        chainId = settings.chainId();
        membership = settings.membership();
        this.table = table;
        store = settings.store();
        state = settings.state();
        effects = new BlockEffects(settings.expectedEffects(), settings.salt());
        final int height = store.lastHeight();
        last = height == BlockStore.NO_HEIGHT ? null : store.commit(height).header();
        stateHash = state.digest();
    }

    /** Who votes on which block, as the blocks so far say. */
    Membership membership()
    {
        return membership;
    }

    /** Those who vote on the next block. */
    ValidatorRoster roster()
    {
        return membership.roster(height() + 1);
    }

    /** The weight of a validator in the votes on the next block. */
    long weight(final int validator)
    {
        return validator < roster().size() ? roster().set().weight(validator) : 0;
    }

    int height()
    {
        return last == null ? 0 : last.height();
    }

    /** SHA-256 of the sums over the unspent outputs after the last block. */
    byte[] stateHash()
    {
        return stateHash;
    }

    MerkleTree tree()
    {
        return tree;
    }

    /** A header for the next block. */
    BlockHeader next(
        final int proposer, final DirectBuffer ids, final int count, final EvidenceList evidence,
        final long wallClockMs)
    {
        final byte[] root = new byte[Sha256.LENGTH];
        tree.root(ids, 0, count, new UnsafeBuffer(root), 0);
        return BlockHeader.builder()
            .chainId(chainId)
            .height(height() + 1)
            .previousId(last == null ? chainId : last.id().byteArray())
            .transactions(root, count)
            .evidence(evidence)
            .previousStateHash(stateHash)
            .validators(roster().hash(), membership.roster(height() + 2).hash())
            .proposer(proposer)
            .timeMs(Math.max(wallClockMs, last == null ? 0 : last.timeMs() + 1))
            .build();
    }

    /** Whether a header can be the next block's. */
    BlockFault judge(final BlockHeader header)
    {
        final BlockFault fault = header.checkPlace(chainId, last, stateHash, roster().hash(),
            membership.roster(height() + 2).hash(), roster().size());
        return fault == BlockFault.NONE && !roster().set().isVoter(header.proposer()) ?
            BlockFault.UNKNOWN_PROPOSER : fault;
    }

    /** Begins to gather what a block does. */
    void begin()
    {
        effects.clear();
    }

    /** Takes up a transaction of the block, in the block's order; its bytes are in the table. */
    void add(final int handle)
    {
        table.view(handle, scratch, view);
        table.copySpent(handle, spent, 0);
        if (membership.terms().areOpen())
        {
            membership.apply(view);
        }
        effects.addTransaction(table.ids(), table.txidOffset(handle), view, spent, 0);
    }

    /** Stores the block and goes on to the state after it. */
    void append(
        final Commit commit, final EvidenceList evidence, final DirectBuffer ids, final int[] handles,
        final long coinbaseAmount)
    {
        final BlockHeader header = commit.header();
        effects.addCoinbase(chainId, header.height(), coinbaseAmount, roster().keyHash(header.proposer()));
        state.apply(effects);
        stateHash = state.digest();
        state.encode(sums, 0);
        store.beginBlock(commit, evidence, ids, 0, sums, 0);
        for (int i = 0; i < header.transactionCount(); i++)
        {
            table.view(handles[i], scratch, view);
            store.addBody(view.buffer(), view.offset(), view.length());
        }
        store.endBlock();
        last = header;
        membership.endBlock(header.height());
    }
}
