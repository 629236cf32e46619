package io.timecoin.workload;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.timecoin.crypto.KeyHash;
import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.Sha256;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionLayout;
import io.timecoin.transaction.TransactionView;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.TransactionEncoder;
import org.agrona.concurrent.UnsafeBuffer;

/** Encodes drafts without their signatures and names them. */
final class PaymentEncoder
{
    private final TransactionIds ids;
    private final long chainPrefix;
    private final byte[][] publicKeys;
    private final byte[][] keyHashes;
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer txid = new UnsafeBuffer(0, 0);
    private final byte[] nobody = new byte[KeyHash.LENGTH];
    private final TransactionView view = new TransactionView();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final TransactionEncoder encoder = new TransactionEncoder();

    PaymentEncoder(final byte[] chainId, final KeyPair[] keys)
    {
        ids = new TransactionIds(chainId);
        chainPrefix = new UnsafeBuffer(chainId).getInt(0, LITTLE_ENDIAN) & 0xFFFF_FFFFL;
        publicKeys = new byte[keys.length][];
        keyHashes = new byte[keys.length][];
        for (int i = 0; i < keys.length; i++)
        {
            publicKeys[i] = keys[i].publicKey();
            keyHashes[i] = keys[i].keyHash();
        }
    }

    byte[] keyHash(final int account)
    {
        return keyHashes[account];
    }

    void encode(final Draft draft)
    {
        draft.encoded = new byte[TransactionLayout.encodedLength(
            draft.inputs.length, draft.amounts.length, draft.signers.length)];
        buffer.wrap(draft.encoded);
        encoder.wrapAndApplyHeader(buffer, 0, header)
            .formatVersion(TransactionLayout.FORMAT_VERSION)
            .chainPrefix(chainPrefix)
            .lockHeight(draft.lockHeight);
        final TransactionEncoder.InputsEncoder inputs = encoder.inputsCount(draft.inputs.length);
        for (int i = 0; i < draft.inputs.length; i++)
        {
            inputs.next().putTransactionId(draft.inputs[i].txid, 0, Sha256.LENGTH)
                .outputIndex(draft.inputs[i].index)
                .witnessIndex((short)draft.witnesses[i]);
        }
        final TransactionEncoder.OutputsEncoder outputs = encoder.outputsCount(draft.amounts.length);
        for (int i = 0; i < draft.amounts.length; i++)
        {
            outputs.next().amount(draft.amounts[i])
                .lockType((short)TransactionLayout.LOCK_KEY_HASH)
                .putKeyHash(payee(draft, i), 0, KeyHash.LENGTH);
        }
        final TransactionEncoder.WitnessesEncoder witnesses = encoder.witnessesCount(draft.signers.length);
        for (final int signer : draft.signers)
        {
            witnesses.next().putPublicKey(publicKeys[signer], 0, KeyPair.PUBLIC_KEY_LENGTH);
        }
        view.wrap(buffer, 0, draft.encoded.length);
        draft.txid = new byte[Sha256.LENGTH];
        txid.wrap(draft.txid);
        ids.txid(view, txid, 0);
    }

    private byte[] payee(final Draft draft, final int output)
    {
        if (draft.payees[output] != Draft.NOBODY)
        {
            return keyHashes[draft.payees[output]];
        }
        final Draws bytes = new Draws(~draft.variant);
        for (int i = 0; i < nobody.length; i++)
        {
            nobody[i] = (byte)bytes.next();
        }
        return nobody;
    }
}
