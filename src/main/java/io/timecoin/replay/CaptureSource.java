package io.timecoin.replay;

import io.timecoin.capture.CaptureCursor;
import io.timecoin.capture.CaptureHeader;
import io.timecoin.capture.CaptureReader;
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

    private static final class CapturePlace implements Cursor
    {
        private final CaptureCursor records;

        private CapturePlace(final CaptureCursor records)
        {
            this.records = records;
        }

        @Override
        public boolean next()
        {
            return records.next();
        }

        @Override
        public Kind kind()
        {
            return switch (records.kind())
            {
                case TRANSACTION -> Kind.TRANSACTION;
                case TICK -> Kind.TICK;
                case DECISION -> Kind.DECISION;
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
