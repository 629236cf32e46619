package io.timecoin.transaction;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.crypto.KeyHash;
import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.Sha256;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.TransactionEncoder;

/**
 * Builds and signs a transaction, once for each distinct key, with witnesses numbered by first use. For clients,
 * wallets and tests: it holds the counts to their bounds and leaves every other rule to whoever checks the result.
 */
public final class TransactionBuilder
{
    private record Input(byte[] outpoint, int witness)
    {
    }

    private record Output(long amount, int lockType, byte[] keyHash)
    {
    }

    private final byte[] chainId;
    private final TransactionIds ids;
    private final List<Input> inputs = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();
    private final List<KeyPair> signers = new ArrayList<>();
    private final Map<DirectBuffer, Integer> witnessByKey = new HashMap<>();
    private long lockHeight;

    /**
     * Begins a transaction.
     *
     * @param chainId 32 bytes.
     */
    public TransactionBuilder(final byte[] chainId)
    {
        this.chainId = chainId.clone();
        ids = new TransactionIds(chainId);
    }

    /**
     * An outpoint as inputs hold it.
     *
     * @param txid  32 bytes.
     * @param index of the output, unsigned 16 bits.
     * @return 34 bytes.
     */
    public static byte[] outpoint(final byte[] txid, final int index)
    {
        if (txid.length != Sha256.LENGTH || index < 0 || index > 0xFFFF)
        {
            throw new IllegalArgumentException("not an outpoint: " + txid.length + " bytes, index " + index);
        }
        final UnsafeBuffer outpoint = new UnsafeBuffer(new byte[TransactionLayout.OUTPOINT_LENGTH]);
        outpoint.putBytes(0, txid);
        outpoint.putShort(Sha256.LENGTH, (short)index, LITTLE_ENDIAN);
        return outpoint.byteArray();
    }

    /**
     * Spends an output.
     *
     * @param outpoint 34 bytes: transaction id, output index little endian.
     * @param signer   whose key the output is locked to.
     * @return this.
     */
    public TransactionBuilder input(final byte[] outpoint, final KeyPair signer)
    {
        if (outpoint.length != TransactionLayout.OUTPOINT_LENGTH)
        {
            throw new IllegalArgumentException("an outpoint has " + TransactionLayout.OUTPOINT_LENGTH +
                " bytes, not " + outpoint.length);
        }
        requireRoom(inputs, TransactionLayout.MAX_INPUTS, "inputs");
        final DirectBuffer key = new UnsafeBuffer(signer.publicKey());
        final Integer known = witnessByKey.putIfAbsent(key, signers.size());
        if (known == null)
        {
            signers.add(signer);
        }
        inputs.add(new Input(outpoint.clone(), known == null ? signers.size() - 1 : known));
        return this;
    }

    /**
     * Pays.
     *
     * @param amount  units.
     * @param keyHash 20 bytes of the receiver.
     * @return this.
     */
    public TransactionBuilder output(final long amount, final byte[] keyHash)
    {
        return output(amount, TransactionLayout.LOCK_KEY_HASH, keyHash);
    }

    /**
     * Makes an identity a validator; the identity must sign, so that it is a signer of an input too.
     *
     * @param amount  units, which buy its weight.
     * @param keyHash 20 bytes of the identity.
     * @return this.
     */
    public TransactionBuilder bond(final long amount, final byte[] keyHash)
    {
        return output(amount, TransactionLayout.LOCK_BOND, keyHash);
    }

    /**
     * Takes an identity out of the validators; it must sign.
     *
     * @param amount  units, at least what is spent of bonds.
     * @param keyHash 20 bytes of the identity.
     * @return this.
     */
    public TransactionBuilder leave(final long amount, final byte[] keyHash)
    {
        return output(amount, TransactionLayout.LOCK_LEAVE, keyHash);
    }

    private TransactionBuilder output(final long amount, final int lockType, final byte[] keyHash)
    {
        if (keyHash.length != KeyHash.LENGTH)
        {
            throw new IllegalArgumentException("a key hash has " + KeyHash.LENGTH + " bytes, not " + keyHash.length);
        }
        requireRoom(outputs, TransactionLayout.MAX_OUTPUTS, "outputs");
        outputs.add(new Output(amount, lockType, keyHash.clone()));
        return this;
    }

    /**
     * Holds it back.
     *
     * @param height unsigned 32 bits; 0, the default, means not at all.
     * @return this.
     */
    public TransactionBuilder lockHeight(final long height)
    {
        if (height < 0 || height > 0xFFFF_FFFFL)
        {
            throw new IllegalArgumentException("lock height " + height + " is not an unsigned 32-bit number");
        }
        lockHeight = height;
        return this;
    }

    /**
     * How long the encoding will be, on which the fee depends.
     *
     * @return bytes.
     */
    public int encodedLength()
    {
        return TransactionLayout.encodedLength(inputs.size(), outputs.size(), signers.size());
    }

    /**
     * Encodes and signs.
     *
     * @return the canonical encoding.
     */
    public byte[] build()
    {
        if (inputs.isEmpty() || outputs.isEmpty())
        {
            throw new IllegalStateException("a transaction has at least one input and one output");
        }
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[encodedLength()]);
        encode(buffer);

        final TransactionView view = new TransactionView();
        view.wrap(buffer, 0, buffer.capacity());
        final UnsafeBuffer txid = new UnsafeBuffer(new byte[Sha256.LENGTH]);
        final UnsafeBuffer message = new UnsafeBuffer(new byte[TransactionIds.SPEND_MESSAGE_LENGTH]);
        ids.txid(view, txid, 0);
        ids.spendMessage(txid, 0, message, 0);
        for (int i = 0; i < signers.size(); i++)
        {
            buffer.putBytes(view.signatureOffset(i), signers.get(i).sign(message.byteArray()));
        }
        return buffer.byteArray();
    }

    private void encode(final UnsafeBuffer buffer)
    {
        final TransactionEncoder encoder = new TransactionEncoder();
        encoder.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .formatVersion(TransactionLayout.FORMAT_VERSION)
            .chainPrefix(new UnsafeBuffer(chainId).getInt(0, LITTLE_ENDIAN) & 0xFFFF_FFFFL)
            .lockHeight(lockHeight);
        final TransactionEncoder.InputsEncoder input = encoder.inputsCount(inputs.size());
        for (final Input each : inputs)
        {
            input.next().putTransactionId(each.outpoint, 0, Sha256.LENGTH)
                .outputIndex(new UnsafeBuffer(each.outpoint).getShort(Sha256.LENGTH, LITTLE_ENDIAN) & 0xFFFF)
                .witnessIndex((short)each.witness);
        }
        final TransactionEncoder.OutputsEncoder output = encoder.outputsCount(outputs.size());
        for (final Output each : outputs)
        {
            output.next().amount(each.amount).lockType((short)each.lockType)
                .putKeyHash(each.keyHash, 0, KeyHash.LENGTH);
        }
        final TransactionEncoder.WitnessesEncoder witness = encoder.witnessesCount(signers.size());
        for (final KeyPair each : signers)
        {
            witness.next().putPublicKey(each.publicKey(), 0, KeyPair.PUBLIC_KEY_LENGTH);
        }
    }

    private static void requireRoom(final List<?> list, final int max, final String what)
    {
        if (list.size() == max)
        {
            throw new IllegalStateException("a transaction has at most " + max + ' ' + what);
        }
    }
}
