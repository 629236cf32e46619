package io.timecoin.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import io.timecoin.consensus.validators.BondTerms;
import io.timecoin.consensus.validators.Membership;
import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.SignatureVerifier;
import io.timecoin.crypto.SignatureVerifiers;
import io.timecoin.wire.EvidenceDecoder;
import io.timecoin.wire.MessageHeaderDecoder;

class EvidenceTest
{
    private static final int BODY = MessageHeaderDecoder.ENCODED_LENGTH;
    private static final int EPOCH = 10;
    private static final int PREVOTE = SignedStatements.PREVOTE;
    private static final int PRECOMMIT = SignedStatements.PRECOMMIT;
    private static final byte[] A = TestBlocks.hash("block", 1);
    private static final byte[] B = TestBlocks.hash("block", 2);

    private final TestBlocks blocks = new TestBlocks(10, 10, 10, 10, 0);
    private final SignatureVerifier verifier = SignatureVerifiers.of(SignatureVerifiers.SCALAR);
    private final Membership membership = new Membership(new BondTerms(1_000, 8, EPOCH), blocks.roster());
    private final EvidenceCheck check = new EvidenceCheck(blocks.chainId(), membership, verifier);
    private final Evidence good = blocks.evidence(1, 5, 2, PREVOTE);

    @Test
    void shouldComeBackFromItsEncoding()
    {
        final Evidence decoded = Evidence.decode(good.encoded(), 0, Evidence.LENGTH);

        assertThat(decoded).isEqualTo(good).hasSameHashCodeAs(good).hasToString(good.toString());
        assertThat(decoded.id()).isEqualTo(good.id());
        assertThat(decoded.validator()).isEqualTo(1);
        assertThat(decoded.identity()).isEqualTo(blocks.roster().identity(1));
        assertThat(decoded.chainId()).isEqualTo(blocks.chainId());
        assertThat(decoded.height()).isEqualTo(5);
        assertThat(decoded.round()).isEqualTo(2);
        assertThat(decoded.step()).isEqualTo(PREVOTE);
        assertThat(List.of(decoded.blockId(0), decoded.blockId(1))).containsExactlyInAnyOrder(A, B);
        assertThat(decoded.validRound(0)).isEqualTo(Evidence.FRESH);
        assertThat(good.toString()).contains("validator 1", "height 5");
    }

    /** Which of the two was heard first says nothing. */
    @Test
    void shouldHaveOneEncodingInWhicheverOrder()
    {
        for (final int step : new int[] { Evidence.PROPOSAL, PREVOTE, PRECOMMIT })
        {
            final Evidence one = blocks.evidence(0, 5, 2, step, fresh(A), fresh(B));
            assertThat(blocks.evidence(0, 5, 2, step, fresh(B), fresh(A))).isEqualTo(one);
        }
        final Evidence.Said vouched = new Evidence.Said(A, 1, null);
        assertThat(blocks.evidence(0, 5, 2, Evidence.PROPOSAL, fresh(A), vouched))
            .isEqualTo(blocks.evidence(0, 5, 2, Evidence.PROPOSAL, vouched, fresh(A)));
    }

    @Test
    void shouldBeTrueOfAllThatNobodyHonestSigns()
    {
        assertTrue(blocks.evidence(0, 5, 2, Evidence.PROPOSAL));
        assertTrue(blocks.evidence(1, 5, 2, PREVOTE));
        assertTrue(blocks.evidence(2, 5, 2, PRECOMMIT));
        assertTrue(blocks.evidence(3, 5, 2, PREVOTE, fresh(A), fresh(null)));
        assertTrue(blocks.evidence(0, 5, 2, Evidence.PROPOSAL, fresh(A), new Evidence.Said(A, 0, null)));
        assertTrue(blocks.evidence(
            0, 5, 2, Evidence.PROPOSAL, new Evidence.Said(A, 1, null), new Evidence.Said(A, 0, null)));
    }

    @Test
    void shouldRefuseWhatIsNoContradiction()
    {
        assertThatThrownBy(() -> blocks.evidence(1, 5, 2, PREVOTE, fresh(A), fresh(A)))
            .isInstanceOf(BlockException.class).hasMessageContaining("same_statement");
        assertThatThrownBy(() -> blocks.evidence(1, 5, 2, PREVOTE, fresh(null), fresh(null)))
            .isInstanceOf(BlockException.class).hasMessageContaining("same_statement");
        final Evidence.Said vouched = new Evidence.Said(A, 1, null);
        assertThatThrownBy(() -> blocks.evidence(1, 5, 2, Evidence.PROPOSAL, vouched, vouched))
            .isInstanceOf(BlockException.class).hasMessageContaining("same_statement");
        assertThatThrownBy(() -> blocks.evidence(1, 5, 2, PREVOTE, fresh(A), vouched))
            .isInstanceOf(BlockException.class).hasMessageContaining("bad_round");
        assertThatThrownBy(() -> blocks.evidence(
            1, 5, 2, Evidence.PROPOSAL, fresh(A), new Evidence.Said(A, 2, null)))
            .isInstanceOf(BlockException.class).hasMessageContaining("bad_round");
        assertThatThrownBy(() -> blocks.evidence(1, 0, 2, PREVOTE))
            .isInstanceOf(BlockException.class).hasMessageContaining("bad_height");
    }

    @Test
    void shouldSayWhatIsWrongWithItsForm()
    {
        assertThat(Evidence.check(good.encoded(), 0, Evidence.LENGTH - 1)).isEqualTo(BlockFault.MALFORMED);
        assertForm(2, 99, BlockFault.MALFORMED);
        assertForm(BODY + EvidenceDecoder.formatVersionEncodingOffset(), 2, BlockFault.UNSUPPORTED_VERSION);
        assertForm(BODY + EvidenceDecoder.heightEncodingOffset(), 0, BlockFault.BAD_HEIGHT);
        assertForm(BODY + EvidenceDecoder.heightEncodingOffset() + 3, 0x80, BlockFault.BAD_HEIGHT);
        assertForm(BODY + EvidenceDecoder.roundEncodingOffset() + 3, 0x80, BlockFault.BAD_ROUND);
        assertForm(BODY + EvidenceDecoder.stepEncodingOffset(), 3, BlockFault.BAD_STEP);
        assertForm(BODY + EvidenceDecoder.firstValidRoundEncodingOffset(), 0, BlockFault.BAD_ROUND);
        assertForm(BODY + EvidenceDecoder.secondValidRoundEncodingOffset() + 3, 0x7F, BlockFault.BAD_ROUND);
        final byte[] swapped = bytes(good);
        System.arraycopy(good.blockId(1), 0, swapped, BODY + EvidenceDecoder.firstBlockIdEncodingOffset(), 32);
        assertThat(Evidence.check(new UnsafeBuffer(swapped), 0, swapped.length)).isEqualTo(BlockFault.SAME_STATEMENT);
        System.arraycopy(good.blockId(0), 0, swapped, BODY + EvidenceDecoder.secondBlockIdEncodingOffset(), 32);
        assertThat(Evidence.check(new UnsafeBuffer(swapped), 0, swapped.length))
            .isEqualTo(BlockFault.STATEMENTS_UNORDERED);
    }

    /** Signed by nobody else, for nothing else: a changed bit anywhere is refused. */
    @Test
    void shouldRefuseEveryFlippedBit()
    {
        for (final Evidence evidence : List.of(
            good, blocks.evidence(1, 5, 2, Evidence.PROPOSAL, fresh(A), new Evidence.Said(A, 1, null))))
        {
            final byte[] bytes = bytes(evidence);
            final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
            for (int bit = 0; bit < bytes.length * 8; bit++)
            {
                bytes[bit / 8] ^= 1 << bit % 8;
                if (Evidence.check(buffer, 0, bytes.length) == BlockFault.NONE)
                {
                    final Evidence other = Evidence.decode(buffer, 0, bytes.length);
                    assertThat(other.id()).as("bit %d", bit).isNotEqualTo(evidence.id());
                    assertThat(judge(other, 5)).as("bit %d", bit).isNotEqualTo(BlockFault.NONE);
                }
                bytes[bit / 8] ^= 1 << bit % 8;
            }
            assertThat(judge(Evidence.decode(buffer, 0, bytes.length), 5)).isEqualTo(BlockFault.NONE);
        }
    }

    @Test
    void shouldRefuseWhatWasSignedForAnythingElse()
    {
        assertForged(blocks.evidence(1, 6, 2, PREVOTE), BlockFault.BAD_SIGNATURE, 5, 2, PREVOTE, 1);
        assertForged(blocks.evidence(1, 5, 3, PREVOTE), BlockFault.BAD_SIGNATURE, 5, 2, PREVOTE, 1);
        assertForged(blocks.evidence(1, 5, 2, PRECOMMIT), BlockFault.BAD_SIGNATURE, 5, 2, PREVOTE, 1);
        assertForged(blocks.evidence(1, 5, 2, PREVOTE), BlockFault.BAD_SIGNATURE, 5, 2, Evidence.PROPOSAL, 1);
        assertForged(blocks.evidence(1, 5, 2, PREVOTE), BlockFault.BAD_SIGNATURE, 5, 2, PREVOTE, 0);
        final Evidence other = blocks.evidence(2, 5, 2, PREVOTE);
        // One of the two is somebody else's.
        final Evidence mixed = Evidence.of(blocks.chainId(), 1, blocks.roster().identity(1), 5, 2, PREVOTE,
            new Evidence.Said(good.blockId(0), Evidence.FRESH, signature(good, true)),
            new Evidence.Said(good.blockId(1), Evidence.FRESH, signature(other, false)));
        assertThat(judge(mixed, 5)).isEqualTo(BlockFault.BAD_SIGNATURE);
        // The same statement signed twice, once said to be for another block.
        final Evidence twice = Evidence.of(blocks.chainId(), 1, blocks.roster().identity(1), 5, 2, PREVOTE,
            new Evidence.Said(good.blockId(0), Evidence.FRESH, signature(good, true)),
            new Evidence.Said(good.blockId(1), Evidence.FRESH, signature(good, true)));
        assertThat(judge(twice, 5)).isEqualTo(BlockFault.BAD_SIGNATURE);
    }

    @Test
    void shouldRefuseStrangersAndOtherChains()
    {
        assertThat(judge(blocks.evidence(4, 5, 2, PREVOTE), 5)).isEqualTo(BlockFault.UNKNOWN_VALIDATOR);
        final KeyPair key = KeyPair.fromSeed(TestBlocks.hash("stranger", 1));
        assertThat(judge(rewritten(good, blocks.chainId(), 1, key.publicKey()), 5))
            .isEqualTo(BlockFault.UNKNOWN_VALIDATOR);
        assertThat(judge(rewritten(good, blocks.chainId(), 2, good.identity()), 5))
            .isEqualTo(BlockFault.UNKNOWN_VALIDATOR);
        assertThat(judge(rewritten(good, blocks.chainId(), 7, good.identity()), 5))
            .isEqualTo(BlockFault.UNKNOWN_VALIDATOR);
        assertThat(judge(rewritten(good, TestBlocks.hash("chain", 2), 1, good.identity()), 5))
            .isEqualTo(BlockFault.WRONG_CHAIN);
    }

    @Test
    void shouldCountInTimeAndOnceOnly()
    {
        assertThat(check.checkPlace(good, 4)).isEqualTo(BlockFault.BAD_HEIGHT);
        assertThat(check.checkTruth(blocks.evidence(1, 2 * EPOCH, 0, PREVOTE))).isEqualTo(BlockFault.NONE);
        assertThat(check.checkTruth(blocks.evidence(1, 2 * EPOCH + 1, 0, PREVOTE))).isEqualTo(BlockFault.BAD_HEIGHT);
        endBlocks(3 * EPOCH - 1);
        assertThat(check.checkPlace(good, 3 * EPOCH)).isEqualTo(BlockFault.NONE);
        membership.endBlock(3 * EPOCH);
        assertThat(check.checkPlace(good, 3 * EPOCH + 1)).isEqualTo(BlockFault.EVIDENCE_TOO_OLD);
        assertThat(check.checkTruth(good)).isEqualTo(BlockFault.NONE);

        final Evidence fresh = blocks.evidence(1, 3 * EPOCH, 0, PRECOMMIT);
        assertThat(check.checkPlace(fresh, 3 * EPOCH + 1)).isEqualTo(BlockFault.NONE);
        assertThat(membership.charge(1)).isTrue();
        assertThat(check.checkPlace(fresh, 3 * EPOCH + 1)).isEqualTo(BlockFault.ALREADY_CHARGED);
    }

    @Test
    void shouldChargeNobodyWhereValidatorsStay()
    {
        final Membership closed = new Membership(BondTerms.of(0, 5, EPOCH), blocks.roster());
        final EvidenceCheck there = new EvidenceCheck(blocks.chainId(), closed, verifier);

        assertThat(there.checkPlace(good, 5)).isEqualTo(BlockFault.NOBODY_CHARGED);
        assertThat(there.checkTruth(good)).isEqualTo(BlockFault.NONE);
    }

    @Test
    void shouldJudgeTheListOfABlock()
    {
        final Evidence other = blocks.evidence(3, 4, 0, Evidence.PROPOSAL);
        final EvidenceList both = EvidenceList.of(List.of(good, other));
        assertThat(check.check(both, 5)).isEqualTo(BlockFault.NONE);
        assertThat(check.check(EvidenceList.NONE, 5)).isEqualTo(BlockFault.NONE);
        assertThat(check.check(both, 4)).isEqualTo(BlockFault.BAD_HEIGHT);
        membership.charge(3);
        assertThat(check.check(both, 5)).isEqualTo(BlockFault.ALREADY_CHARGED);
        final byte[] bytes = bytes(good);
        bytes[bytes.length - 1] ^= 1;
        assertThat(check.check(EvidenceList.of(List.of(
            Evidence.decode(new UnsafeBuffer(bytes), 0, bytes.length))), 5)).isEqualTo(BlockFault.BAD_SIGNATURE);
    }

    @Test
    void shouldHaveOneListOfAFewOnceEach()
    {
        final Evidence other = blocks.evidence(3, 4, 0, Evidence.PROPOSAL);
        final EvidenceList both = EvidenceList.of(List.of(good, other));
        final UnsafeBuffer encoded = new UnsafeBuffer(new byte[both.encodedLength()]);
        both.encode(encoded, 0);

        assertThat(EvidenceList.decode(encoded, 0, encoded.capacity())).isEqualTo(both).hasSameHashCodeAs(both);
        assertThat(both.root()).isNotEqualTo(EvidenceList.of(List.of(good)).root());
        assertThat(EvidenceList.check(encoded, 0, encoded.capacity() - 1)).isEqualTo(BlockFault.MALFORMED);
        assertThat(EvidenceList.check(encoded, 0, EvidenceList.MAX_LENGTH + Evidence.LENGTH))
            .isEqualTo(BlockFault.TOO_MUCH_EVIDENCE);
        assertUnordered(good, blocks.evidence(1, 5, 0, PREVOTE));
        assertUnordered(other, good);
        assertUnordered(good, good);
    }

    private static void assertUnordered(final Evidence first, final Evidence second)
    {
        final UnsafeBuffer encoded = new UnsafeBuffer(new byte[2 * Evidence.LENGTH]);
        first.copyTo(encoded, 0);
        second.copyTo(encoded, Evidence.LENGTH);
        assertThat(EvidenceList.check(encoded, 0, encoded.capacity())).isEqualTo(BlockFault.EVIDENCE_UNORDERED);
        assertThatThrownBy(() -> EvidenceList.of(List.of(first, second)))
            .isInstanceOf(BlockException.class).hasMessageContaining("evidence_unordered");
    }

    private void assertTrue(final Evidence evidence)
    {
        assertThat(judge(evidence, 5)).isEqualTo(BlockFault.NONE);
    }

    private BlockFault judge(final Evidence evidence, final int height)
    {
        final BlockFault place = check.checkPlace(evidence, height);
        return place == BlockFault.NONE ? check.checkTruth(evidence) : place;
    }

    private void assertForm(final int offset, final int value, final BlockFault fault)
    {
        final byte[] bytes = bytes(good);
        bytes[offset] = (byte)value;
        assertThat(Evidence.check(new UnsafeBuffer(bytes), 0, bytes.length)).isEqualTo(fault);
    }

    /** Takes the signatures of evidence as those of statements about something else. */
    private void assertForged(final Evidence source, final BlockFault fault, final int height, final int round,
        final int step, final int validator)
    {
        final Evidence forged = Evidence.of(blocks.chainId(), validator, blocks.roster().identity(validator), height,
            round, step, new Evidence.Said(source.blockId(0), Evidence.FRESH, signature(source, true)),
            new Evidence.Said(source.blockId(1), Evidence.FRESH, signature(source, false)));
        assertThat(judge(source, 6)).isEqualTo(BlockFault.NONE);
        assertThat(judge(forged, 6)).isEqualTo(fault);
    }

    private static Evidence rewritten(
        final Evidence source, final byte[] chainId, final int validator, final byte[] identity)
    {
        return Evidence.of(chainId, validator, identity, source.height(), source.round(), source.step(),
            new Evidence.Said(source.blockId(0), Evidence.FRESH, signature(source, true)),
            new Evidence.Said(source.blockId(1), Evidence.FRESH, signature(source, false)));
    }

    private static byte[] signature(final Evidence evidence, final boolean isFirst)
    {
        final int at = BODY + (isFirst ? EvidenceDecoder.firstSignatureEncodingOffset() :
            EvidenceDecoder.secondSignatureEncodingOffset());
        return Arrays.copyOfRange(bytes(evidence), at, at + KeyPair.SIGNATURE_LENGTH);
    }

    private static byte[] bytes(final Evidence evidence)
    {
        final byte[] bytes = new byte[Evidence.LENGTH];
        evidence.encoded().getBytes(0, bytes);
        return bytes;
    }

    private static Evidence.Said fresh(final byte[] id)
    {
        return new Evidence.Said(id, Evidence.FRESH, null);
    }

    private void endBlocks(final int last)
    {
        for (int height = membership.height() + 1; height <= last; height++)
        {
            membership.endBlock(height);
        }
    }
}
