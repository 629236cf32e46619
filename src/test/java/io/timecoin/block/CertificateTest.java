package io.timecoin.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import io.timecoin.crypto.SignatureVerifier;
import io.timecoin.crypto.SignatureVerifiers;

class CertificateTest
{
    private final SignatureVerifier verifier = SignatureVerifiers.of(SignatureVerifiers.SCALAR);
    private final TestBlocks blocks = TestBlocks.ofEqual(7);
    private final Commit commit = blocks.next(TestBlocks.ids(0, 3), 3);

    @Test
    void shouldComeBackFromItsEncoding()
    {
        final UnsafeBuffer encoded = encoded(commit);
        final Commit decoded = Commit.decode(encoded, 0, encoded.capacity());

        assertThat(decoded).isEqualTo(commit).hasSameHashCodeAs(commit);
        assertThat(decoded.certificate().round()).isEqualTo(1);
        assertThat(decoded.certificate().count()).isEqualTo(7);
        assertThat(encoded(decoded)).isEqualTo(encoded);
    }

    @Test
    void shouldBeGoodWithAQuorumAndNotWithLess()
    {
        assertThat(check(blocks, blocks.commit(commit.header(), 0, 7))).isEqualTo(BlockFault.NONE);
        assertThat(check(blocks, blocks.commit(commit.header(), 0, 5))).isEqualTo(BlockFault.NONE);
        assertThat(check(blocks, blocks.commit(commit.header(), 0, 4))).isEqualTo(BlockFault.TOO_LITTLE_WEIGHT);
        assertThat(check(blocks, blocks.commit(commit.header(), 0, 0))).isEqualTo(BlockFault.TOO_LITTLE_WEIGHT);
    }

    /** Exactly two thirds are no quorum. */
    @Test
    void shouldCountWeightNotHeads()
    {
        final TestBlocks weighed = new TestBlocks(5, 1, 1, 1, 1);
        final BlockHeader header = weighed.next(TestBlocks.ids(0, 1), 1).header();

        assertThat(check(weighed, weighed.commit(header, 0, 2))).isEqualTo(BlockFault.TOO_LITTLE_WEIGHT);
        assertThat(check(weighed, weighed.commit(header, 0, 3))).isEqualTo(BlockFault.NONE);
    }

    @Test
    void shouldVerifyMoreSignaturesThanABatchHolds()
    {
        final TestBlocks many = TestBlocks.ofEqual(130);
        final Commit whole = many.next(TestBlocks.ids(0, 1), 1);

        assertThat(check(many, whole)).isEqualTo(BlockFault.NONE);
        final Certificate.Builder builder = Certificate.builder(1, 1, whole.header().id(), 0);
        for (int i = 0; i < 130; i++)
        {
            builder.add(i, many.signature(i == 129 ? 3 : i, whole.header(), 1, SignedStatements.PRECOMMIT), 0);
        }
        assertThat(check(many, new Commit(whole.header(), builder.build()))).isEqualTo(BlockFault.BAD_SIGNATURE);
    }

    @Test
    void shouldRefuseSignaturesOfAnythingElse()
    {
        assertThat(check(blocks, signedBy(commit.header(), 1, SignedStatements.PREVOTE)))
            .isEqualTo(BlockFault.BAD_SIGNATURE);
        assertThat(check(blocks, signedBy(commit.header(), 2, SignedStatements.PRECOMMIT)))
            .isEqualTo(BlockFault.BAD_SIGNATURE);
        final BlockHeader other = blocks.next(TestBlocks.ids(9, 1), 1).header();
        assertThat(check(blocks, signedBy(other, 1, SignedStatements.PRECOMMIT))).isEqualTo(BlockFault.BAD_SIGNATURE);
        assertThat(new CertificateCheck(TestBlocks.hash("chain", 2), verifier)
            .check(commit.certificate(), blocks.roster())).isEqualTo(BlockFault.BAD_SIGNATURE);
    }

    @Test
    void shouldRefuseSignersTwiceOrUnknown()
    {
        final UnsafeBuffer encoded = encoded(commit);
        final int signers = 8 + 4 + 4;
        encoded.putShort(signers + 66, (short)0);
        assertThat(check(blocks, Commit.decode(encoded, 0, encoded.capacity())))
            .isEqualTo(BlockFault.SIGNERS_UNORDERED);
        encoded.putShort(signers + 66, (short)7);
        encoded.putShort(signers, (short)2);
        assertThat(check(blocks, Commit.decode(encoded, 0, encoded.capacity())))
            .isIn(BlockFault.UNKNOWN_SIGNER, BlockFault.SIGNERS_UNORDERED);
        final Certificate.Builder strangers = Certificate.builder(1, 1, commit.header().id(), 0);
        for (int i = 0; i < 7; i++)
        {
            strangers.add(i + 1, blocks.signature(i, commit.header(), 1, SignedStatements.PRECOMMIT), 0);
        }
        assertThat(check(blocks, new Commit(commit.header(), strangers.build()))).isEqualTo(BlockFault.UNKNOWN_SIGNER);
        assertThatThrownBy(() -> strangers.add(3, new UnsafeBuffer(new byte[64]), 0))
            .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldNotBeSignedByOneWithoutWeight()
    {
        final TestBlocks some = new TestBlocks(1, 1, 0, 1);
        final Commit all = some.next(TestBlocks.ids(0, 1), 1);
        assertThat(check(some, all)).isEqualTo(BlockFault.UNKNOWN_SIGNER);

        final Certificate.Builder voters = Certificate.builder(1, 1, all.header().id(), 0);
        for (final int voter : new int[] { 0, 1, 3 })
        {
            voters.add(voter, some.signature(voter, all.header(), 1, SignedStatements.PRECOMMIT), 0);
        }
        assertThat(check(some, new Commit(all.header(), voters.build()))).isEqualTo(BlockFault.NONE);
    }

    @Test
    void shouldNotBeOfAnotherBlock()
    {
        final BlockHeader other = blocks.next(TestBlocks.ids(9, 1), 1).header();

        assertThatThrownBy(() -> new Commit(other, commit.certificate())).isInstanceOf(BlockException.class);
    }

    /** Whatever bit is changed: the form is refused, or the signatures are of something else. */
    @Test
    void shouldRefuseEveryChangedBit()
    {
        final TestBlocks few = TestBlocks.ofEqual(1);
        final Commit small = few.next(TestBlocks.ids(0, 2), 2);
        final UnsafeBuffer encoded = encoded(small);
        for (int bit = 0; bit < encoded.capacity() * 8; bit++)
        {
            flip(encoded, bit);
            if (Commit.check(encoded, 0, encoded.capacity()) == BlockFault.NONE)
            {
                assertThat(check(few, Commit.decode(encoded, 0, encoded.capacity())))
                    .as("bit %d", bit)
                    .isNotEqualTo(BlockFault.NONE);
            }
            flip(encoded, bit);
        }
    }

    @Test
    void shouldRefuseEveryOtherLength()
    {
        final UnsafeBuffer encoded = new UnsafeBuffer(new byte[commit.encodedLength() + 66]);
        commit.encode(encoded, 0);
        for (int length = 0; length <= encoded.capacity(); length++)
        {
            assertThat(Commit.check(encoded, 0, length) == BlockFault.NONE).isEqualTo(length == commit.encodedLength());
        }
    }

    private Commit signedBy(final BlockHeader signed, final int round, final int step)
    {
        final Certificate.Builder builder = Certificate.builder(1, 1, commit.header().id(), 0);
        for (int i = 0; i < 7; i++)
        {
            builder.add(i, blocks.signature(i, signed, round, step), 0);
        }
        return new Commit(commit.header(), builder.build());
    }

    private BlockFault check(final TestBlocks chain, final Commit checked)
    {
        return new CertificateCheck(chain.chainId(), verifier).check(checked.certificate(), chain.roster());
    }

    private static void flip(final UnsafeBuffer buffer, final int bit)
    {
        buffer.putByte(bit / 8, (byte)(buffer.getByte(bit / 8) ^ 1 << bit % 8));
    }

    private static UnsafeBuffer encoded(final Commit commit)
    {
        final UnsafeBuffer encoded = new UnsafeBuffer(new byte[commit.encodedLength()]);
        commit.encode(encoded, 0);
        return encoded;
    }
}
