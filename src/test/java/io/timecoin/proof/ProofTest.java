package io.timecoin.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.timecoin.block.BlockException;
import io.timecoin.block.BlockFault;
import io.timecoin.block.BlockHeader;
import io.timecoin.block.BlockStore;
import io.timecoin.block.Commit;
import io.timecoin.block.EvidenceList;
import io.timecoin.block.MemoryBlockStore;
import io.timecoin.block.TestBlocks;
import io.timecoin.crypto.SignatureVerifier;
import io.timecoin.crypto.SignatureVerifiers;

class ProofTest
{
    private final SignatureVerifier signatures = SignatureVerifiers.of(SignatureVerifiers.SCALAR);
    private final TestBlocks blocks = TestBlocks.ofEqual(4);
    private final ValidatorsFile validators = new ValidatorsFile(blocks.chainId(), 0, blocks.roster());
    private final ProofVerifier verifier = new ProofVerifier(validators, signatures);

    @ParameterizedTest
    @ValueSource(ints = { 1, 2, 3, 7, 33 })
    void shouldProveEveryTransactionOfABlock(final int count)
    {
        final BlockStore store = store(count);
        for (int position = 0; position < count; position++)
        {
            final FinalityProof proof = FinalityProof.of(store, new BlockStore.Place(1, position));

            assertThat(verifier.verify(proof)).isEqualTo(BlockFault.NONE);
            assertThat(verifier.verify(proof.encode())).isEqualTo(BlockFault.NONE);
            assertThat(proof.transactionId()).isEqualTo(TestBlocks.hash("tx", position));
            assertThat(proof.position()).isEqualTo(position);
            assertThat(proof.commit()).isEqualTo(store.commit(1));
        }
    }

    /** The negative test: no flipped bit is taken for a proof. */
    @Test
    void shouldRefuseEveryFlippedBit()
    {
        final byte[] proof = FinalityProof.of(store(5), new BlockStore.Place(1, 3)).encode();
        for (int bit = 0; bit < proof.length * 8; bit++)
        {
            proof[bit / 8] ^= 1 << bit % 8;
            assertThat(verifier.verify(proof)).as("bit %d", bit).isNotEqualTo(BlockFault.NONE);
            proof[bit / 8] ^= 1 << bit % 8;
        }
        assertThat(verifier.verify(proof)).isEqualTo(BlockFault.NONE);
    }

    @Test
    void shouldRefuseEveryOtherLength()
    {
        final byte[] proof = FinalityProof.of(store(5), new BlockStore.Place(1, 3)).encode();
        for (int length = 0; length < proof.length + 70; length++)
        {
            assertThat(verifier.verify(Arrays.copyOf(proof, length)) == BlockFault.NONE)
                .isEqualTo(length == proof.length);
        }
    }

    @Test
    void shouldSayWhatIsWrong()
    {
        final FinalityProof proof = FinalityProof.of(store(5), new BlockStore.Place(1, 3));
        final TestBlocks others = TestBlocks.ofEqual(5);

        assertThat(with(new ValidatorsFile(TestBlocks.hash("chain", 2), 0, blocks.roster())).verify(proof))
            .isEqualTo(BlockFault.WRONG_CHAIN);
        assertThat(with(new ValidatorsFile(blocks.chainId(), 0, others.roster())).verify(proof))
            .isEqualTo(BlockFault.WRONG_VALIDATORS);
        assertThat(with(new ValidatorsFile(blocks.chainId(), 1, blocks.roster())).verify(proof))
            .isEqualTo(BlockFault.WRONG_VALIDATORS);
        final byte[] moved = proof.encode();
        moved[8 + 2] ^= 1;
        assertThat(verifier.verify(moved)).isEqualTo(BlockFault.NOT_IN_BLOCK);
        moved[8] = 1;
        assertThat(verifier.verify(moved)).isEqualTo(BlockFault.UNSUPPORTED_VERSION);
    }

    @Test
    void shouldRefuseABlockWithoutAQuorum()
    {
        final MemoryBlockStore store = new MemoryBlockStore();
        final UnsafeBuffer ids = TestBlocks.ids(0, 1);
        final BlockHeader header = blocks.next(ids, 1).header();
        final Commit commit = blocks.commit(header, 0, 2);
        store.beginBlock(commit, EvidenceList.NONE, ids, 0, null, 0);
        store.addBody(ids, 0, 1);
        store.endBlock();

        assertThat(verifier.verify(FinalityProof.of(store, new BlockStore.Place(1, 0))))
            .isEqualTo(BlockFault.TOO_LITTLE_WEIGHT);
    }

    /** The bound: 10 KiB for 20 validators, a full block. */
    @Test
    void shouldBeSmall()
    {
        final TestBlocks twenty = TestBlocks.ofEqual(20);
        final MemoryBlockStore store = new MemoryBlockStore();
        final int count = BlockHeader.MAX_TRANSACTIONS;
        final UnsafeBuffer ids = TestBlocks.ids(0, count);
        store.beginBlock(twenty.next(ids, count), EvidenceList.NONE, ids, 0, null, 0);
        for (int i = 0; i < count; i++)
        {
            store.addBody(ids, 0, 1);
        }
        store.endBlock();
        final FinalityProof proof = FinalityProof.of(store, new BlockStore.Place(1, 9_999));

        assertThat(proof.encode()).hasSizeLessThan(10 << 10);
        assertThat(new ProofVerifier(new ValidatorsFile(twenty.chainId(), 0, twenty.roster()), signatures)
            .verify(proof)).isEqualTo(BlockFault.NONE);
    }

    @Test
    void shouldNotMakeProofsOfWhatIsNotThere()
    {
        final BlockStore store = store(2);

        assertThatThrownBy(() -> FinalityProof.of(store, new BlockStore.Place(1, 2)))
            .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FinalityProof.of(store, new BlockStore.Place(2, 0)))
            .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldReadValidatorsThatWereWritten()
    {
        final byte[] encoded = validators.encode();

        assertThat(ValidatorsFile.isOne(encoded)).isTrue();
        assertThat(ValidatorsFile.decode(encoded)).isEqualTo(validators).hasSameHashCodeAs(validators);
        assertThat(ValidatorsFile.decode(encoded).encode()).isEqualTo(encoded);
        for (int bit = 0; bit < encoded.length * 8; bit++)
        {
            encoded[bit / 8] ^= 1 << bit % 8;
            try
            {
                assertThat(ValidatorsFile.decode(encoded)).as("bit %d", bit).isNotEqualTo(validators);
            }
            catch (final BlockException ex)
            {
                assertThat(ex.fault()).isIn(BlockFault.MALFORMED, BlockFault.UNSUPPORTED_VERSION);
            }
            encoded[bit / 8] ^= 1 << bit % 8;
        }
        for (int length = 0; length < encoded.length; length++)
        {
            final byte[] cut = Arrays.copyOf(encoded, length);
            assertThatThrownBy(() -> ValidatorsFile.decode(cut)).isInstanceOf(BlockException.class);
        }
    }

    private ProofVerifier with(final ValidatorsFile file)
    {
        return new ProofVerifier(file, signatures);
    }

    private BlockStore store(final int count)
    {
        final MemoryBlockStore store = new MemoryBlockStore();
        final UnsafeBuffer ids = TestBlocks.ids(0, count);
        store.beginBlock(blocks.next(ids, count), EvidenceList.NONE, ids, 0, null, 0);
        for (int i = 0; i < count; i++)
        {
            store.addBody(ids, 0, 1);
        }
        store.endBlock();
        return store;
    }
}
