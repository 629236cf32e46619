package io.timecoin.simulation;

import io.timecoin.transaction.TransactionIds;
import io.timecoin.transaction.TransactionView;
import io.timecoin.wire.BatchDecoder;
import io.timecoin.wire.MessageHeaderDecoder;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What every batch that went over the network is called and holds: the worst that a liar can know. */
final class BatchDirectory
{
    private static final int HASH_LENGTH = 32;

    private final TransactionIds ids;
    private final Map<ByteBuffer, List<ByteBuffer>> membersByName = new HashMap<>();
    private byte[] lastFrame;

    BatchDirectory(final byte[] chainId)
    {
        ids = new TransactionIds(chainId);
    }

    void onFrame(final byte[] frame)
    {
        // One batch goes to many receivers in a row, as one array.
        if (frame != lastFrame && Frames.templateId(frame) == BatchDecoder.TEMPLATE_ID)
        {
            learn(frame);
        }
        lastFrame = frame;
    }

    /** The members of an entry's batch that pay as a transaction of this id does: a bit each. */
    long membersOf(final byte[] poll, final int entry, final byte[] txid)
    {
        final ByteBuffer name = ByteBuffer.wrap(poll, Frames.batchNameOffset(entry), HASH_LENGTH).slice();
        final List<ByteBuffer> members = membersByName.getOrDefault(name, List.of());
        final int index = members.indexOf(ByteBuffer.wrap(txid));
        return index < 0 ? 0 : 1L << index;
    }

    private void learn(final byte[] frame)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        final BatchDecoder decoder = new BatchDecoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderDecoder());
        final BatchDecoder.MembersDecoder members = decoder.members();
        final TransactionView view = new TransactionView();
        final UnsafeBuffer wtxids = new UnsafeBuffer(new byte[HASH_LENGTH * members.count()]);
        final List<ByteBuffer> txids = new ArrayList<>();
        while (members.hasNext())
        {
            members.next();
            final int length = members.transactionLength();
            final int offset = decoder.limit() + BatchDecoder.MembersDecoder.transactionHeaderLength();
            view.wrap(buffer, offset, length);
            members.skipTransaction();
            final byte[] txid = new byte[HASH_LENGTH];
            ids.txid(view, new UnsafeBuffer(txid), 0);
            ids.wtxid(view, wtxids, HASH_LENGTH * txids.size());
            txids.add(ByteBuffer.wrap(txid));
        }
        final byte[] name = new byte[HASH_LENGTH];
        ids.batchName(wtxids, 0, txids.size(), new UnsafeBuffer(name), 0);
        membersByName.put(ByteBuffer.wrap(name), txids);
    }
}
