package io.timecoin.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class SignedStatementsTest
{
    private final byte[] chainId = TestBlocks.hash("chain", 1);
    private final UnsafeBuffer blockId = new UnsafeBuffer(TestBlocks.hash("block", 1));
    private final SignedStatements statements = new SignedStatements(chainId);

    @Test
    void shouldSignVotesAsTheProtocolSays()
    {
        final ByteBuffer expected = ByteBuffer.allocate(SignedStatements.VOTE_LENGTH).order(ByteOrder.LITTLE_ENDIAN)
            .put("timecoin/vote".getBytes(StandardCharsets.US_ASCII)).put(chainId)
            .putInt(2).putInt(205).putInt(3).put((byte)1).put(blockId.byteArray());

        assertThat(vote(statements, 205, 3, 1, blockId)).isEqualTo(HexFormat.of().formatHex(expected.array()));
        assertThat(expected.hasRemaining()).isFalse();
        assertThat(vote(statements, 1, 0, 2, null)).isEqualTo(vote(statements, 1, 0, 2, SignedStatements.NO_BLOCK))
            .endsWith("00".repeat(32));
    }

    @Test
    void shouldSignProposalsAsTheProtocolSays()
    {
        final ByteBuffer expected =
            ByteBuffer.allocate(SignedStatements.PROPOSAL_LENGTH).order(ByteOrder.LITTLE_ENDIAN)
                .put("timecoin/proposal".getBytes(StandardCharsets.US_ASCII)).put(chainId)
                .putInt(0).putInt(100).putInt(3).putInt(-1).put(blockId.byteArray());

        assertThat(proposal(100, 3, -1)).isEqualTo(HexFormat.of().formatHex(expected.array()));
        assertThat(expected.hasRemaining()).isFalse();
    }

    @Test
    void shouldNeverSayOneThingForAnother()
    {
        final SignedStatements others = new SignedStatements(TestBlocks.hash("chain", 2));
        final UnsafeBuffer otherId = new UnsafeBuffer(TestBlocks.hash("block", 2));
        final Set<String> all = new HashSet<>(Set.of(
            vote(statements, 5, 1, 1, blockId),
            vote(statements, 6, 1, 1, blockId),
            vote(statements, 5, 2, 1, blockId),
            vote(statements, 5, 1, 2, blockId),
            vote(statements, 5, 1, 1, otherId),
            vote(statements, 5, 1, 1, null),
            vote(others, 5, 1, 1, blockId),
            proposal(5, 1, -1),
            proposal(5, 1, 0),
            proposal(5, 2, 0)));

        assertThat(all).hasSize(10);
    }

    private static String vote(
        final SignedStatements signed, final int height, final int round, final int step, final DirectBuffer id)
    {
        final byte[] bytes = new byte[SignedStatements.VOTE_LENGTH];
        assertThat(signed.vote(new UnsafeBuffer(bytes), 0, height, round, step, id, 0)).isEqualTo(bytes.length);
        return HexFormat.of().formatHex(bytes);
    }

    private String proposal(final int height, final int round, final int validRound)
    {
        final byte[] bytes = new byte[SignedStatements.PROPOSAL_LENGTH];
        statements.proposal(new UnsafeBuffer(bytes), 0, height, round, validRound, blockId, 0);
        return HexFormat.of().formatHex(bytes);
    }
}
