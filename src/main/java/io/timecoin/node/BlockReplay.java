package io.timecoin.node;

import java.util.List;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.InvariantViolation;
import io.timecoin.block.BlockHeader;
import io.timecoin.block.BlockStore;
import io.timecoin.consensus.validators.Membership;
import io.timecoin.crypto.Sha256;
import io.timecoin.genesis.Genesis;
import io.timecoin.pipeline.Identities;
import io.timecoin.transaction.TransactionView;
import io.timecoin.utxo.Coinbases;
import io.timecoin.utxo.UtxoEntry;
import io.timecoin.utxo.UtxoStore;

/** Puts the effects of stored blocks into a set of unspent outputs, one block after the other. They are not judged. */
final class BlockReplay
{
    private final UtxoStore store;
    private final Coinbases coinbases;
    private final long subsidy;
    private final TransactionView view = new TransactionView();
    private final UtxoEntry entry = new UtxoEntry();
    private UnsafeBuffer ids = new UnsafeBuffer(new byte[0]);
    private long fees;

    BlockReplay(final Genesis genesis, final UtxoStore store, final Membership membership)
    {
        this.store = store;
        subsidy = genesis.blockSubsidy();
        final Identities identities = new Identities(List.of(), membership.places());
        for (int i = 0; i < membership.places(); i++)
        {
            identities.put(i, membership.identity(i));
        }
        coinbases = new Coinbases(genesis.chainId(), identities);
    }

    void apply(final BlockStore blocks, final int height)
    {
        final BlockHeader header = blocks.commit(height).header();
        final int count = header.transactionCount();
        if (ids.capacity() < count * Sha256.LENGTH)
        {
            ids = new UnsafeBuffer(new byte[count * Sha256.LENGTH]);
        }
        fees = 0;
        if (blocks.copyIds(height, 0, count, ids, 0) != count ||
            blocks.forEachBody(height, 0, count, this::apply) != count)
        {
            throw new InvariantViolation("payments of the stored block of height", height);
        }
        coinbases.put(store, height, header.proposer(), subsidy + fees);
    }

    private boolean apply(final int position, final DirectBuffer buffer, final int offset, final int length)
    {
        view.wrap(buffer, offset, length);
        for (int i = 0; i < view.inputCount(); i++)
        {
            if (!store.get(buffer, view.outpointOffset(i), entry))
            {
                throw new InvariantViolation("a stored payment spends what there is not, at position", position);
            }
            fees += entry.amount;
        }
        for (int i = 0; i < view.outputCount(); i++)
        {
            fees -= view.amount(i);
        }
        store.commit(view, ids, position * Sha256.LENGTH, UtxoEntry.NOT_COINBASE);
        return true;
    }
}
