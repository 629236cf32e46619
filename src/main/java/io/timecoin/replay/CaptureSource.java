package io.timecoin.replay;

import io.timecoin.capture.CaptureCursor;
import io.timecoin.capture.CaptureException;
import io.timecoin.capture.CaptureHeader;
import io.timecoin.capture.CaptureReader;
import io.timecoin.capture.RecordKind;
import io.timecoin.genesis.Genesis;
import io.timecoin.transaction.Verdict;
import io.timecoin.utxo.UtxoStore.UtxoConsumer;
import org.agrona.DirectBuffer;

import java.util.List;

/** A capture file as the source of a replay. */
final class CaptureSource implements ReplaySource
{
    private final CaptureReader reader;
    private final CaptureHeader header;

    /** The reader is closed with this. */
    CaptureSource(final CaptureReader reader)
    {
        this.reader = reader;
        header = reader.header();
    }

    CaptureHeader header()
    {
        return header;
    }

    @Override
    public byte[] chainId()
    {
        return header.chainId();
    }

    @Override
    public long maxSupply()
    {
        return header.genesis().maxSupply();
    }

    @Override
    public List<byte[]> identities()
    {
        return header.genesis().validators().stream().map(Genesis.Validator::identity).toList();
    }

    @Override
    public long initialOutputs()
    {
        return header.initialOutputs();
    }

    @Override
    public long maxOutputs()
    {
        return header.maxOutputs();
    }

    @Override
    public long transactions()
    {
        return header.transactions();
    }

    @Override
    public boolean hasDecisions()
    {
        return header.decisions() != 0;
    }

    @Override
    public void forEachOutput(final UtxoConsumer consumer)
    {
        reader.forEachOutput(consumer);
    }

    @Override
    public Cursor cursor()
    {
        return new CapturePlace(reader.cursor());
    }

    @Override
    public void close()
    {
        reader.close();
    }

    private final class CapturePlace implements Cursor
    {
        private final CaptureCursor records;

        private CapturePlace(final CaptureCursor records)
        {
            this.records = records;
        }

        @Override
        public boolean next()
        {
            final boolean hasNext = records.next();
            if (hasNext && records.kind() == RecordKind.BLOCK)
            {
                requireSense();
            }
            return hasNext;
        }

        private void requireSense()
        {
            if (records.blockValidator() >= header.genesis().validators().size() ||
                records.blockAmount() > header.genesis().maxSupply())
            {
                throw new CaptureException(CaptureException.Reason.BAD_RECORD, 0, "block " + records.blockHeight() +
                    " pays more than there can be, or a validator that the chain has not");
            }
        }

        @Override
        public Kind kind()
        {
            return switch (records.kind())
            {
                case TRANSACTION -> Kind.TRANSACTION;
                case TICK -> Kind.TICK;
                case DECISION -> Kind.DECISION;
                case BLOCK -> Kind.BLOCK;
                case CONTROL, GAP -> Kind.OTHER;
            };
        }

        @Override
        public long stampNs()
        {
            return records.stampNs();
        }

        @Override
        public int session()
        {
            return records.session();
        }

        @Override
        public int peer()
        {
            return records.peer();
        }

        @Override
        public long batch()
        {
            return records.batch();
        }

        @Override
        public int batchIndex()
        {
            return records.batchIndex();
        }

        @Override
        public int batchCount()
        {
            return records.batchCount();
        }

        @Override
        public DirectBuffer buffer()
        {
            return records.buffer();
        }

        @Override
        public int offset()
        {
            return records.offset();
        }

        @Override
        public int length()
        {
            return records.length();
        }

        @Override
        public long blockHeight()
        {
            return records.blockHeight();
        }

        @Override
        public long blockAmount()
        {
            return records.blockAmount();
        }

        @Override
        public int blockValidator()
        {
            return records.blockValidator();
        }

        @Override
        public int decision()
        {
            return records.decisionKind();
        }

        @Override
        public int reason()
        {
            final Verdict reason = records.reason();
            // A reason of a later version has no name here.
            return reason == null ? Verdict.MALFORMED.code() : reason.code();
        }
    }
}
