package io.timecoin.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteOrder;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.timecoin.crypto.Sha256;
import io.timecoin.wire.BlockHeaderDecoder;

class BlockHeaderTest
{
    private static final int BODY = 8;

    private final TestBlocks blocks = TestBlocks.ofEqual(4);
    private final BlockHeader first = blocks.next(TestBlocks.ids(0, 3), 3).header();

    @Test
    void shouldKeepItsFields()
    {
        final BlockHeader header = blocks.header(TestBlocks.ids(5, 2), 2).build();

        assertThat(header.chainId()).isEqualTo(blocks.chainId());
        assertThat(header.height()).isEqualTo(2);
        assertThat(header.epoch()).isEqualTo(0);
        assertThat(header.previousId()).isEqualTo(TestBlocks.idOf(first));
        assertThat(header.transactionCount()).isEqualTo(2);
        assertThat(header.previousStateHash()).isEqualTo(TestBlocks.hash("state", 1));
        assertThat(header.validatorsHash()).isEqualTo(blocks.roster().hash());
        assertThat(header.nextValidatorsHash()).isEqualTo(blocks.roster().hash());
        assertThat(header.proposer()).isEqualTo(2);
        assertThat(header.timeMs()).isEqualTo(1_700_000_000_002L);
        assertThat(header.toString()).isEqualTo("block 2 " + header.idHex().substring(0, 16));
    }

    @Test
    void shouldBeNamedByTheHashOfItsEncoding()
    {
        final byte[] encoded = encoded(first);

        assertThat(TestBlocks.idOf(first)).isEqualTo(Sha256.of(Sha256.tag("timecoin/block"), encoded));
        final BlockHeader decoded = BlockHeader.decode(new UnsafeBuffer(encoded), 0, encoded.length);
        assertThat(decoded).isEqualTo(first).hasSameHashCodeAs(first);
        assertThat(encoded(decoded)).isEqualTo(encoded);
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 100, 101, 200, 201, Integer.MAX_VALUE })
    void shouldHaveTheEpochOfItsHeight(final int height)
    {
        final BlockHeader header = blocks.header(TestBlocks.ids(0, 0), 0).height(height).build();

        assertThat(header.epoch()).isEqualTo((height - 1) / 100);
    }

    /** Whatever bit is changed, the bytes are refused or name another block. */
    @Test
    void shouldChangeItsIdWithEveryBit()
    {
        final byte[] encoded = encoded(first);
        final UnsafeBuffer buffer = new UnsafeBuffer(encoded);
        int refused = 0;
        for (int bit = 0; bit < encoded.length * 8; bit++)
        {
            encoded[bit / 8] ^= 1 << bit % 8;
            if (BlockHeader.check(buffer, 0, encoded.length) == BlockFault.NONE)
            {
                assertThat(BlockHeader.decode(buffer, 0, encoded.length)).as("bit %d", bit).isNotEqualTo(first);
            }
            else
            {
                refused++;
            }
            encoded[bit / 8] ^= 1 << bit % 8;
        }
        assertThat(refused).isGreaterThan(8 * (BODY + 2 + 4));
    }

    @Test
    void shouldSayWhatIsWrong()
    {
        final byte[] encoded = encoded(first);
        final UnsafeBuffer buffer = new UnsafeBuffer(encoded);

        assertThat(BlockHeader.check(buffer, 0, encoded.length - 1)).isEqualTo(BlockFault.MALFORMED);
        assertFault(2, 99, BlockFault.MALFORMED);
        assertFault(BODY + BlockHeaderDecoder.formatVersionEncodingOffset(), 3, BlockFault.UNSUPPORTED_VERSION);
        assertFault(BODY + BlockHeaderDecoder.heightEncodingOffset(), 0, BlockFault.BAD_HEIGHT);
        assertFault(BODY + BlockHeaderDecoder.heightEncodingOffset() + 3, 0x80, BlockFault.BAD_HEIGHT);
        assertFault(BODY + BlockHeaderDecoder.epochEncodingOffset(), 1, BlockFault.BAD_EPOCH);
        assertFault(BODY + BlockHeaderDecoder.transactionCountEncodingOffset() + 2, 1,
            BlockFault.TOO_MANY_TRANSACTIONS);
        assertFault(BODY + BlockHeaderDecoder.transactionCountEncodingOffset(), 0, BlockFault.BAD_ROOT);
        assertFault(BODY + BlockHeaderDecoder.evidenceCountEncodingOffset(), 5, BlockFault.TOO_MUCH_EVIDENCE);
        assertFault(BODY + BlockHeaderDecoder.evidenceCountEncodingOffset(), 1, BlockFault.BAD_EVIDENCE_ROOT);
        assertFault(BODY + BlockHeaderDecoder.evidenceRootEncodingOffset(), 1, BlockFault.BAD_EVIDENCE_ROOT);
        assertFault(BODY + BlockHeaderDecoder.proposerEncodingOffset() + 1, 4, BlockFault.UNKNOWN_PROPOSER);
        assertFault(BODY + BlockHeaderDecoder.timeMsEncodingOffset() + 7, 0x80, BlockFault.BAD_TIME);
        buffer.putInt(BODY + BlockHeaderDecoder.heightEncodingOffset(), 0, ByteOrder.LITTLE_ENDIAN);
        assertThatThrownBy(() -> BlockHeader.decode(buffer, 0, encoded.length))
            .isInstanceOf(BlockException.class)
            .hasMessageContaining("bad_height");
    }

    @Test
    void shouldRefuseTheRootOfNothingForSomething()
    {
        final BlockHeader.Builder builder = blocks.header(TestBlocks.ids(0, 0), 0);
        final byte[] empty = builder.build().transactionsRoot();

        assertThatThrownBy(() -> builder.transactions(empty, 1).build()).isInstanceOf(BlockException.class);
        assertThatThrownBy(() -> builder.transactions(first.transactionsRoot(), 0).build())
            .isInstanceOf(BlockException.class);
    }

    @Test
    void shouldKnowItsPlace()
    {
        final byte[] state = TestBlocks.hash("state", 1);
        final byte[] validators = blocks.roster().hash();
        final BlockHeader.Builder builder = blocks.header(TestBlocks.ids(0, 0), 0);
        final BlockHeader second = builder.build();

        assertThat(second.checkPlace(blocks.chainId(), first, state, validators, validators, 4))
            .isEqualTo(BlockFault.NONE);
        assertThat(first.checkPlace(blocks.chainId(), null, TestBlocks.hash("state", 0), validators, validators, 4))
            .isEqualTo(BlockFault.NONE);
        assertThat(second.checkPlace(state, first, state, validators, validators, 4))
            .isEqualTo(BlockFault.WRONG_CHAIN);
        assertThat(second.checkPlace(blocks.chainId(), null, state, validators, validators, 4))
            .isEqualTo(BlockFault.BAD_HEIGHT);
        assertThat(second.checkPlace(blocks.chainId(), second, state, validators, validators, 4))
            .isEqualTo(BlockFault.BAD_HEIGHT);
        assertThat(second.checkPlace(blocks.chainId(), first, validators, validators, validators, 4))
            .isEqualTo(BlockFault.WRONG_STATE);
        assertThat(second.checkPlace(blocks.chainId(), first, state, state, validators, 4))
            .isEqualTo(BlockFault.WRONG_VALIDATORS);
        assertThat(second.checkPlace(blocks.chainId(), first, state, validators, state, 4))
            .isEqualTo(BlockFault.WRONG_VALIDATORS);
        assertThat(second.checkPlace(blocks.chainId(), first, state, validators, validators, 2))
            .isEqualTo(BlockFault.UNKNOWN_PROPOSER);
        assertThat(builder.timeMs(first.timeMs()).build()
            .checkPlace(blocks.chainId(), first, state, validators, validators, 4)).isEqualTo(BlockFault.BAD_TIME);
        assertThat(builder.previousId(state).build()
            .checkPlace(blocks.chainId(), first, state, validators, validators, 4))
            .isEqualTo(BlockFault.WRONG_PREVIOUS);
    }

    private void assertFault(final int offset, final int value, final BlockFault fault)
    {
        final byte[] encoded = encoded(first);
        encoded[offset] = (byte)value;
        assertThat(BlockHeader.check(new UnsafeBuffer(encoded), 0, encoded.length)).isEqualTo(fault);
    }

    private static byte[] encoded(final BlockHeader header)
    {
        final byte[] bytes = new byte[BlockHeader.LENGTH];
        header.copyTo(new UnsafeBuffer(bytes), 0);
        return bytes;
    }
}
