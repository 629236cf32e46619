package io.timecoin.consensus;

import io.timecoin.consensus.avalanche.BlockReports;
import io.timecoin.consensus.avalanche.BlockVerdict;
import io.timecoin.pending.TransactionTable;
import io.timecoin.pipeline.BlockReportSlot;
import io.timecoin.pipeline.BlockRingSizes;
import io.timecoin.pipeline.RingName;
import io.timecoin.pipeline.RingPoller;
import io.timecoin.pipeline.RingSizes;
import io.timecoin.pipeline.Rings;
import io.timecoin.pipeline.Stage;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class BlockReportPublisherTest
{
    private final TransactionTable table = new TransactionTable(512);
    private final Rings rings = new Rings(RingSizes.minimal(2, 2), 4);
    private final BlockReportPublisher reports =
        new BlockReportPublisher(rings.writeBlockReports(Stage.CONSENSUS), table);
    private final RingPoller<BlockReportSlot> blocks = rings.readBlockReports(Stage.BLOCKS);
    private final DirectBuffer payloads = rings.payloads(RingName.BLOCK_REPORTS);
    private final List<String> told = new ArrayList<>();

    @Test
    void shouldNameWhatItListsByIdAndHandle()
    {
        final int[] handles = {pending(5), pending(6), pending(7)};
        assertThat(reports.composed(77, 2, true, 3, handles)).isTrue();
        assertThat(reports.applied(12, 1, false, 9_000, 2, handles)).isTrue();
        read();
        assertThat(told).containsExactly(
            "COMPOSED ticket 77 part 2 last true: 5=" + handles[0] + " 6=" + handles[1] + " 7=" + handles[2],
            "APPLIED height 12 fees 9000 part 1 last false: 5=" + handles[0] + " 6=" + handles[1]);
    }

    @Test
    void shouldTellVerdictsAndWhatIsPending()
    {
        assertThat(reports.checked(3, BlockVerdict.CONFLICTS_WITH_STRONG)).isTrue();
        assertThat(reports.pending(41, true)).isTrue();
        read();
        assertThat(told).containsExactly("CHECKED ticket 3 verdict 1", "PENDING 41 true");
        assertThat(reports.composed(4, 0, true, 0, new int[0])).as("nothing to list").isTrue();
        told.clear();
        read();
        assertThat(told).containsExactly("COMPOSED ticket 4 part 0 last true:");
    }

    @Test
    void shouldWaitForSpaceAndHoldTheLargestPartInTheSmallestRing()
    {
        final int[] handles = new int[BlockReports.MAX_PART_IDS];
        for (int i = 0; i < handles.length; i++)
        {
            handles[i] = pending(i);
        }
        for (int round = 0; round < 10; round++)
        {
            assertThat(reports.composed(round, 0, false, handles.length, handles)).isTrue();
            assertThat(reports.composed(round, 1, true, handles.length, handles)).as("no bytes left").isFalse();
            read();
        }
        assertThat(told).hasSize(10);
        reports.checked(1, BlockVerdict.OK);
        reports.checked(2, BlockVerdict.OK);
        assertThat(reports.checked(3, BlockVerdict.OK)).as("no slot left").isFalse();
        assertThat(BlockReportSlot.recordLength(BlockReports.MAX_PART_IDS))
            .isLessThanOrEqualTo(BlockRingSizes.MIN_REPORTS_BYTES);
    }

    private int pending(final int number)
    {
        final int handle = table.allocate(new UnsafeBuffer(new byte[9]), 0, 9);
        final UnsafeBuffer ids = new UnsafeBuffer(new byte[64]);
        ids.putInt(0, number);
        table.ids(handle, ids, 0, 32);
        return handle;
    }

    private void read()
    {
        blocks.poll((slot) ->
        {
            final String where = slot.kind + switch (slot.kind)
            {
                case COMPOSED -> " ticket " + slot.ticket + " part " + slot.part + " last " + slot.isLast + ":";
                case APPLIED -> " height " + slot.height + " fees " + slot.amount + " part " + slot.part + " last " +
                    slot.isLast + ":";
                case CHECKED -> " ticket " + slot.ticket + " verdict " + slot.verdict;
                case CONTRADICTED -> " height " + slot.height + ":";
                case PENDING -> " " + slot.count + " " + slot.isContested;
            };
            final StringBuilder text = new StringBuilder(where);
            final int listed = slot.kind == BlockReportSlot.Kind.PENDING ? 0 : slot.count;
            for (int i = 0; i < listed; i++)
            {
                text.append(' ').append(payloads.getInt(slot.idOffset(i))).append('=')
                    .append(payloads.getInt(slot.handleOffset(i), ByteOrder.LITTLE_ENDIAN));
            }
            told.add(text.toString());
        }, 100);
    }
}
