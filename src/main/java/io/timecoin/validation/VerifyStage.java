package io.timecoin.validation;

import io.timecoin.crypto.SignatureVerifier;
import io.timecoin.metrics.Counter;
import io.timecoin.metrics.Counters;
import io.timecoin.pipeline.DutyCycle;
import io.timecoin.pipeline.TransactionSlot;
import io.timecoin.pipeline.VerifyRun;
import io.timecoin.transaction.TransactionCheck;
import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionView;
import io.timecoin.transaction.Verdict;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One worker of the verify stage: everything about a transaction that needs nothing but its bytes. It applies the
 * context-free rules, computes ids and key hashes, and verifies signatures in micro-batches over several transactions.
 */
public final class VerifyStage implements DutyCycle
{
    private static final byte[] NO_TXID = new byte[32];

    private final VerifyRun run;
    private final MutableDirectBuffer records;
    private final TransactionCheck check;
    private final TransactionIds ids;
    private final SignatureVerifier verifier;
    private final int maxSignatures;
    private final Counters counters;

    private final TransactionView view = new TransactionView();
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[TransactionIds.SPEND_MESSAGE_LENGTH]);
    private final TransactionSlot[] owners = new TransactionSlot[SignatureVerifier.MAX_BATCH];
    private final SuspectSessions suspects = new SuspectSessions();
    private final TransactionSlot[] apart = new TransactionSlot[SignatureVerifier.MAX_BATCH];
    private int apartCount;
    private int verified;
    private int invalid;
    private int copies;

    /**
     * A worker.
     *
     * @param run           its own claims.
     * @param chainId       32 bytes.
     * @param check         its own, for that chain.
     * @param verifier      its own.
     * @param maxSignatures most signatures of a claim of several transactions.
     * @param counters      of the node.
     */
    public VerifyStage(
        final VerifyRun run,
        final byte[] chainId,
        final TransactionCheck check,
        final SignatureVerifier verifier,
        final int maxSignatures,
        final Counters counters)
    {
        this.run = run;
        this.records = run.records();
        this.check = check;
        this.ids = new TransactionIds(chainId);
        this.verifier = verifier;
        this.maxSignatures = maxSignatures;
        this.counters = counters;
    }

    @Override
    public int doWork(final long nowNs)
    {
        final int slots = run.claim(maxSignatures);
        if (slots == 0)
        {
            return 0;
        }
        for (int i = 0; i < slots; i++)
        {
            final TransactionSlot slot = run.slot(i);
            if (!slot.tick)
            {
                onTransaction(slot);
            }
        }
        verifySignatures();
        verifyApart();
        run.done();
        count();
        return slots;
    }

    private void onTransaction(final TransactionSlot slot)
    {
        // What is rejected has a name as well: rejected bytes are remembered by it.
        ids.wtxid(records, slot.payloadOffset, slot.payloadLength, records, slot.wtxidOffset());
        slot.verdict = check.check(records, slot.payloadOffset, slot.payloadLength, view);
        slot.signaturesValid = false;
        if (slot.verdict != Verdict.ADMITTED)
        {
            records.putBytes(slot.txidOffset(), NO_TXID);
            return;
        }
        ids.txid(view, records, slot.txidOffset());
        for (int i = 0; i < view.witnessCount(); i++)
        {
            ids.keyHash(records, view.publicKeyOffset(i), records, slot.keyHashOffset(i));
        }
        if (slot.firstCopy == TransactionSlot.NO_COPY)
        {
            slot.signaturesValid = true;
            if (apartCount < apart.length && suspects.isApart(slot.session))
            {
                apart[apartCount++] = slot;
            }
            else
            {
                addSignatures(slot);
            }
        }
        else
        {
            copies++;
        }
    }

    private void addSignatures(final TransactionSlot slot)
    {
        ids.spendMessage(records, slot.txidOffset(), message, 0);
        for (int i = 0; i < view.witnessCount(); i++)
        {
            if (verifier.size() == SignatureVerifier.MAX_BATCH)
            {
                verifySignatures();
            }
            addSignature(slot, i);
        }
    }

    /** Whoever sent bad signatures does not spoil the batches of others again: his go singly, up to the first bad. */
    private void verifyApart()
    {
        for (int i = 0; i < apartCount; i++)
        {
            final TransactionSlot slot = apart[i];
            view.wrap(records, slot.payloadOffset, slot.payloadLength);
            ids.spendMessage(records, slot.txidOffset(), message, 0);
            for (int j = 0; j < view.witnessCount() && slot.signaturesValid; j++)
            {
                addSignature(slot, j);
                verifySignatures();
            }
        }
        apartCount = 0;
    }

    private void addSignature(final TransactionSlot slot, final int witness)
    {
        owners[verifier.size()] = slot;
        verifier.add(records, view.publicKeyOffset(witness), records, view.signatureOffset(witness), message, 0,
            TransactionIds.SPEND_MESSAGE_LENGTH);
    }

    private void verifySignatures()
    {
        final int size = verifier.size();
        if (size == 0)
        {
            return;
        }
        final long valid = verifier.verify();
        for (int i = 0; i < size; i++)
        {
            if ((valid >>> i & 1) == 0)
            {
                owners[i].signaturesValid = false;
                suspects.onInvalid(owners[i].session);
                invalid++;
            }
        }
        verified += size;
        verifier.reset();
    }

    private void count()
    {
        counters.addShared(Counter.VERIFY_RUNS, 1);
        counters.addShared(Counter.VERIFY_SIGNATURES, verified);
        if (invalid > 0)
        {
            counters.addShared(Counter.VERIFY_INVALID_SIGNATURES, invalid);
        }
        if (copies > 0)
        {
            counters.addShared(Counter.VERIFY_COPIES, copies);
        }
        verified = 0;
        invalid = 0;
        copies = 0;
    }
}
