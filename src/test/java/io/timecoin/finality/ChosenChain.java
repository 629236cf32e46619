package io.timecoin.finality;

import io.timecoin.block.BlockEffects;
import io.timecoin.block.BlockHeader;
import io.timecoin.block.Certificate;
import io.timecoin.block.Commit;
import io.timecoin.block.EvidenceList;
import io.timecoin.block.MemoryBlockStore;
import io.timecoin.block.SignedStatements;
import io.timecoin.block.StateElement;
import io.timecoin.block.StateHash;
import io.timecoin.consensus.validators.ValidatorRoster;
import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.MerkleTree;
import io.timecoin.crypto.Sha256;
import io.timecoin.genesis.Genesis;
import io.timecoin.transaction.TransactionBuilder;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionView;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Blocks of payments that a test chooses, with the true states and the signatures of a quorum. */
public final class ChosenChain
{
    private static final int SIGNATURES_FROM = 1;

    private final Genesis genesis;
    private final List<KeyPair> keys;
    private final ValidatorRoster roster;
    private final TransactionIds ids;
    private final MemoryBlockStore store = new MemoryBlockStore();
    private final StateHash state = new StateHash();
    private final BlockEffects effects = new BlockEffects(64, 1);
    private final Map<String, UnsafeBuffer> values = new HashMap<>();
    private long outputs;
    private BlockHeader last;

    /**
     * A chain without blocks.
     *
     * @param genesis of the chain.
     * @param keys    of its validators, of whom all but the first sign.
     */
    public ChosenChain(final Genesis genesis, final List<KeyPair> keys)
    {
        this.genesis = genesis;
        this.keys = keys;
        roster = new ValidatorRoster(keys.stream().map(KeyPair::publicKey).toArray(byte[][]::new),
            keys.stream().mapToLong((key) -> 1).toArray());
        ids = new TransactionIds(genesis.chainId());
        genesis.forEachOutput((outpoint, offset, amount, lockType, keyHash) ->
        {
            state.addOutput(outpoint, offset, amount, lockType, keyHash);
            final byte[] bytes = new byte[StateElement.OUTPOINT_LENGTH];
            outpoint.getBytes(offset, bytes);
            created(bytes, amount, keyHash);
        });
    }

    /** Makes a block of payments final. */
    public void append(final byte[]... payments)
    {
        appendAfter(state.digest(), payments);
    }

    /** The same with something else as the hash of the state before it. */
    public void appendAfter(final byte[] previousStateHash, final byte[]... payments)
    {
        final int height = last == null ? 1 : last.height() + 1;
        final UnsafeBuffer listed = new UnsafeBuffer(new byte[Math.max(1, payments.length) * Sha256.LENGTH]);
        effects.clear();
        long amount = genesis.blockSubsidy();
        for (int i = 0; i < payments.length; i++)
        {
            amount += apply(payments[i], listed, i);
        }
        final byte[] root = new byte[Sha256.LENGTH];
        new MerkleTree().root(listed, 0, payments.length, new UnsafeBuffer(root), 0);
        last = BlockHeader.builder()
            .chainId(genesis.chainId())
            .height(height)
            .previousId(last == null ? genesis.chainId() : id(last))
            .transactions(root, payments.length)
            .previousStateHash(previousStateHash)
            .validators(roster.hash(), roster.hash())
            .proposer(SIGNATURES_FROM)
            .timeMs(last == null ? 1_700_000_000_000L : last.timeMs() + 1)
            .build();
        effects.addCoinbase(genesis.chainId(), height, amount, roster.keyHash(SIGNATURES_FROM));
        outputs += amount > 0 ? 1 : 0;
        state.apply(effects);
        final UnsafeBuffer sums = new UnsafeBuffer(new byte[StateHash.ENCODED_LENGTH]);
        state.encode(sums, 0);
        store.beginBlock(new Commit(last, certificate(last)), EvidenceList.NONE, listed, 0, sums, 0);
        for (final byte[] payment : payments)
        {
            store.addBody(new UnsafeBuffer(payment), 0, payment.length);
        }
        store.endBlock();
    }

    /** Of the last block; 0 before the first. */
    public int height()
    {
        return last == null ? 0 : last.height();
    }

    /** Hash of the state after the last block. */
    public String stateHash()
    {
        return HexFormat.of().formatHex(state.digest());
    }

    /** Unspent outputs after the last block. */
    public long outputs()
    {
        return outputs;
    }

    /** Id of a payment. */
    public byte[] txid(final byte[] payment)
    {
        final UnsafeBuffer id = new UnsafeBuffer(new byte[Sha256.LENGTH]);
        ids.txid(view(payment), id, 0);
        return id.byteArray();
    }

    MemoryBlockStore store()
    {
        return store;
    }

    /** Returns the fee. */
    private long apply(final byte[] payment, final UnsafeBuffer listed, final int position)
    {
        final TransactionView view = view(payment);
        final UnsafeBuffer spent = new UnsafeBuffer(new byte[view.inputCount() * StateElement.VALUE_LENGTH]);
        final List<String> inputs = new ArrayList<>();
        long fee = 0;
        for (int i = 0; i < view.inputCount(); i++)
        {
            inputs.add(HexFormat.of().formatHex(payment, view.outpointOffset(i),
                view.outpointOffset(i) + StateElement.OUTPOINT_LENGTH));
            final UnsafeBuffer value = values.get(inputs.get(i));
            spent.putBytes(i * StateElement.VALUE_LENGTH, value, 0, StateElement.VALUE_LENGTH);
            fee += value.getLong(0);
        }
        ids.txid(view, listed, position * Sha256.LENGTH);
        effects.addTransaction(listed, position * Sha256.LENGTH, view, spent, 0);
        outputs -= inputs.size();
        for (int i = 0; i < view.outputCount(); i++)
        {
            final byte[] keyHash = new byte[20];
            view.buffer().getBytes(view.keyHashOffset(i), keyHash);
            created(TransactionBuilder.outpoint(txid(payment), i), view.amount(i), keyHash);
            fee -= view.amount(i);
        }
        return fee;
    }

    private void created(final byte[] outpoint, final long amount, final byte[] keyHash)
    {
        final UnsafeBuffer value = new UnsafeBuffer(new byte[StateElement.VALUE_LENGTH]);
        StateElement.putValue(value, 0, amount, 0, new UnsafeBuffer(keyHash), 0, StateElement.NOT_COINBASE);
        values.put(HexFormat.of().formatHex(outpoint), value);
        outputs++;
    }

    private Certificate certificate(final BlockHeader header)
    {
        final SignedStatements statements = new SignedStatements(genesis.chainId());
        final Certificate.Builder certificate = Certificate.builder(header.height(), 0, header.id(), 0);
        final byte[] message = new byte[SignedStatements.VOTE_LENGTH];
        statements.vote(
            new UnsafeBuffer(message), 0, header.height(), 0, SignedStatements.PRECOMMIT, header.id(), 0);
        for (int i = SIGNATURES_FROM; i < keys.size(); i++)
        {
            final byte[] signature = new byte[KeyPair.SIGNATURE_LENGTH];
            keys.get(i).sign(message, 0, message.length, signature, 0);
            certificate.add(i, new UnsafeBuffer(signature), 0);
        }
        return certificate.build();
    }

    private static byte[] id(final BlockHeader header)
    {
        final byte[] id = new byte[Sha256.LENGTH];
        header.id().getBytes(0, id);
        return id;
    }

    private static TransactionView view(final byte[] payment)
    {
        final TransactionView view = new TransactionView();
        view.wrap(new UnsafeBuffer(payment), 0, payment.length);
        return view;
    }
}
