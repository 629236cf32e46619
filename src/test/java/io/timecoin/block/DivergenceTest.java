package io.timecoin.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DivergenceTest
{
    private final StateChain chain = new StateChain();
    private final BlockStore good = new MemoryBlockStore();
    private final BlockStore bad = new MemoryBlockStore();

    @Test
    void shouldFindNothingBetweenEqualNodes()
    {
        for (int i = 0; i < 9; i++)
        {
            chain.append(good, i < 7 ? bad : null, i % 3, -1);
        }

        final Divergence.Result result = find(good, bad);
        assertThat(result.kind()).isEqualTo(Divergence.Kind.NONE);
        assertThat(result.fromHeight()).isEqualTo(1);
        assertThat(result.toHeight()).isEqualTo(7);
    }

    /** Effects of the fourth block: it spends outputs of the genesis and of payments, and creates some. */
    @ParameterizedTest
    @ValueSource(ints = { 0, 1, 2, 3, 4, 5, 6, 7, 8 })
    void shouldFindTheOutputThatOneNodeForgot(final int forgotten)
    {
        for (int i = 0; i < 12; i++)
        {
            chain.append(good, i < 10 ? bad : null, i < 3 ? 1 : 3, i == 3 ? forgotten : -1);
        }

        for (final boolean isSwapped : new boolean[] { false, true })
        {
            final Divergence.Result result = isSwapped ? find(bad, good) : find(good, bad);
            assertThat(result.kind()).isEqualTo(Divergence.Kind.STATE);
            assertThat(result.height()).isEqualTo(4);
            assertThat(result.wrong()).isEqualTo(isSwapped ? Divergence.Side.FIRST : Divergence.Side.SECOND);
            assertThat(result.output()).isEqualTo(chain.skipped());
            // A created output that was forgotten is only in the good node; a spent one only in the bad.
            final boolean isCreated = forgotten % 3 != 0;
            assertThat(result.owner()).isEqualTo(
                isCreated == isSwapped ? Divergence.Side.SECOND : Divergence.Side.FIRST);
        }
    }

    @Test
    void shouldFindTwoBlocksOfOneHeight()
    {
        final TestBlocks blocks = TestBlocks.ofEqual(4);
        final TestBlocks other = TestBlocks.ofEqual(4);
        for (int i = 0; i < 20; i++)
        {
            StoredBlocks.append(good, blocks, 10 * i, 2, false);
            StoredBlocks.append(bad, other, i < 13 ? 10 * i : 10 * i + 1, 2, false);
        }

        final Divergence.Result result = find(good, bad);
        assertThat(result.kind()).isEqualTo(Divergence.Kind.BLOCK);
        assertThat(result.height()).isEqualTo(14);
    }

    @Test
    void shouldNotCompareWhatHasNothingInCommon()
    {
        chain.append(good, null, 1, -1);
        assertThatThrownBy(() -> find(good, bad)).isInstanceOf(IllegalArgumentException.class);
        chain.append(null, bad, 1, -1);
        assertThatThrownBy(() -> find(good, bad)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldSayThatNoSingleOutputExplainsIt()
    {
        chain.append(good, bad, 1, -1);
        final UnsafeBuffer sums = new UnsafeBuffer(new byte[StateHash.ENCODED_LENGTH]);
        sums.putLong(0, 77);
        final BlockStore odd = new MemoryBlockStore();
        odd.beginBlock(good.commit(1), EvidenceList.NONE, TestBlocks.ids(0, 1), 0, sums, 0);
        odd.addBody(sums, 0, 1);
        odd.endBlock();

        final Divergence.Result result = find(good, odd);
        assertThat(result.kind()).isEqualTo(Divergence.Kind.STATE);
        assertThat(result.height()).isEqualTo(1);
        assertThat(result.wrong()).isEqualTo(Divergence.Side.UNKNOWN);
        assertThat(result.output()).isNull();
    }

    private Divergence.Result find(final BlockStore first, final BlockStore second)
    {
        return new Divergence(first, second).find(chain::forEachFirstOutput);
    }
}
