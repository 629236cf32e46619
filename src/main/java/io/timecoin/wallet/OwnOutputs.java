package io.timecoin.wallet;

import io.timecoin.block.BlockHeader;
import io.timecoin.block.BlockStore;
import io.timecoin.crypto.KeyHash;
import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.Sha256;
import io.timecoin.genesis.Genesis;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionLayout;
import io.timecoin.transaction.TransactionView;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The unspent outputs of some keys, as the genesis and final blocks say, in the order in which they came to be. What
 * proposers earn by blocks is not among them: it is in no list.
 */
public final class OwnOutputs
{
    private final Map<ByteBuffer, KeyPair> owners = new HashMap<>();
    private final Map<ByteBuffer, OwnOutput> unspent = new LinkedHashMap<>();
    private final TransactionIds ids;
    private final TransactionView view = new TransactionView();
    private final UnsafeBuffer txid = new UnsafeBuffer(new byte[Sha256.LENGTH]);

    /**
     * Those of the genesis.
     *
     * @param genesis of the chain.
     * @param keys    whose outputs are looked for.
     */
    public OwnOutputs(final Genesis genesis, final List<KeyPair> keys)
    {
        ids = new TransactionIds(genesis.chainId());
        for (final KeyPair key : keys)
        {
            owners.put(ByteBuffer.wrap(key.keyHash()), key);
        }
        final byte[][] lastId = {new byte[0]};
        genesis.forEachOutput((outpoint, offset, amount, lockType, keyHash) ->
        {
            final KeyPair owner = owners.get(ByteBuffer.wrap(keyHash));
            if (owner != null)
            {
                final byte[] id = new byte[Sha256.LENGTH];
                outpoint.getBytes(offset, id);
                lastId[0] = Arrays.equals(id, lastId[0]) ? lastId[0] : id;
                add(new OwnOutput(lastId[0],
                    outpoint.getShort(offset + Sha256.LENGTH, ByteOrder.LITTLE_ENDIAN) & 0xFFFF, amount, lockType,
                    owner));
            }
        });
    }

    /**
     * Applies what final blocks did.
     *
     * @param blocks from the first one on; all of them are read.
     * @return this.
     */
    public OwnOutputs after(final BlockStore blocks)
    {
        for (int height = Math.max(1, blocks.firstHeight()); height <= blocks.lastHeight(); height++)
        {
            blocks.forEachBody(height, 0, BlockHeader.MAX_TRANSACTIONS, (position, buffer, offset, length) ->
            {
                apply(buffer, offset, length);
                return true;
            });
        }
        return this;
    }

    /**
     * What of them a key may spend.
     *
     * @param lockType which kind.
     * @param keys     whose.
     * @return the oldest first.
     */
    public List<OwnOutput> of(final int lockType, final List<KeyPair> keys)
    {
        final Set<KeyPair> wanted = new HashSet<>(keys);
        final List<OwnOutput> found = new ArrayList<>();
        for (final OwnOutput output : unspent.values())
        {
            if (output.lockType() == lockType && wanted.contains(output.owner()))
            {
                found.add(output);
            }
        }
        return found;
    }

    private void apply(final DirectBuffer buffer, final int offset, final int length)
    {
        view.wrap(buffer, offset, length);
        for (int i = 0; i < view.inputCount(); i++)
        {
            final byte[] outpoint = new byte[TransactionLayout.OUTPOINT_LENGTH];
            view.buffer().getBytes(view.outpointOffset(i), outpoint);
            unspent.remove(ByteBuffer.wrap(outpoint));
        }
        byte[] id = null;
        for (int i = 0; i < view.outputCount(); i++)
        {
            final byte[] keyHash = new byte[KeyHash.LENGTH];
            view.buffer().getBytes(view.keyHashOffset(i), keyHash);
            final KeyPair owner = owners.get(ByteBuffer.wrap(keyHash));
            if (owner != null)
            {
                if (id == null)
                {
                    ids.txid(view, txid, 0);
                    id = txid.byteArray().clone();
                }
                add(new OwnOutput(id, i, view.amount(i), view.lockType(i), owner));
            }
        }
    }

    private void add(final OwnOutput output)
    {
        unspent.put(ByteBuffer.wrap(output.outpoint()), output);
    }
}
