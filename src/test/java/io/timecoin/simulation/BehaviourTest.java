package io.timecoin.simulation;

import io.timecoin.network.Transport;
import io.timecoin.wire.HelloDecoder;
import io.timecoin.wire.MessageHeaderEncoder;
import io.timecoin.wire.HelloEncoder;
import io.timecoin.wire.PollEncoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;

class BehaviourTest
{
    private static final long POLL_ID = 77;

    private final List<byte[]> passed = new ArrayList<>();
    private final List<Long> delaysNs = new ArrayList<>();
    private final Wire wire = new Wire()
    {
        @Override
        public void pass(final byte[] frame)
        {
            passLater(frame, 0);
        }

        @Override
        public void passLater(final byte[] frame, final long delayNs)
        {
            passed.add(frame);
            delaysNs.add(delayNs);
        }
    };

    @Test
    void shouldAnswerTheOppositeOfWhatItPrefers()
    {
        final byte[] reply = reply(0b1110, 0b0110, 0b0010);
        Lying.opposite().onSend(1, Transport.CONTROL, reply, wire);
        assertVote(passed.get(0), 0b1110, 0b1000, 0b1000);
        assertVote(reply, 0b1110, 0b0110, 0b0010);
        assertThat(Frames.pollId(passed.get(0))).isEqualTo(POLL_ID);
    }

    @Test
    void shouldLieOnlyToWhomItChose()
    {
        final Behaviour twoFaced = Lying.twoFaced((receiver) -> receiver == 2);
        twoFaced.onSend(1, Transport.CONTROL, reply(3, 1, 1), wire);
        twoFaced.onSend(2, Transport.CONTROL, reply(3, 1, 1), wire);
        assertVote(passed.get(0), 3, 1, 1);
        assertVote(passed.get(1), 3, 2, 2);
    }

    @Test
    void shouldAnswerAtRandom()
    {
        final Behaviour random = Lying.random(new SplitMix(1));
        random.onSend(1, Transport.CONTROL, reply(3, 1, 1), wire);
        random.onSend(1, Transport.CONTROL, reply(3, 1, 1), wire);
        assertThat(Frames.prefer(passed.get(0), 0)).isNotEqualTo(Frames.prefer(passed.get(1), 0));
    }

    @Test
    void shouldLeaveAllElseAlone()
    {
        Lying.opposite().onSend(1, Transport.CONTROL, poll(), wire);
        assertThat(passed.get(0)).isEqualTo(poll());
    }

    @Test
    void shouldSayNothingButHello()
    {
        Holding.silent().onSend(1, Transport.CONTROL, poll(), wire);
        assertThat(passed).isEmpty();
        final byte[] hello = hello();
        Holding.silent().onSend(1, Transport.CONTROL, hello, wire);
        assertThat(passed).containsExactly(hello);
        assertThat(Frames.templateId(hello)).isEqualTo(HelloDecoder.TEMPLATE_ID);
    }

    @Test
    void shouldDelayRepliesToWhomItChose()
    {
        final Behaviour delaying = Holding.delaying((receiver) -> receiver == 2, () -> 500);
        delaying.onSend(2, Transport.CONTROL, reply(1, 1, 1), wire);
        delaying.onSend(1, Transport.CONTROL, reply(1, 1, 1), wire);
        delaying.onSend(2, Transport.CONTROL, poll(), wire);
        assertThat(delaysNs).containsExactly(500L, 0L, 0L);
    }

    @Test
    void shouldKeepRepliesUntilTheMomentComes()
    {
        final AtomicBoolean hasCome = new AtomicBoolean();
        final Behaviour withholding = Holding.withholding((receiver) -> receiver == 2, hasCome::get);
        final byte[] first = reply(1, 1, 1);
        final byte[] second = reply(1, 0, 0);
        withholding.onSend(2, Transport.CONTROL, first, wire);
        assertThat(passed).isEmpty();
        hasCome.set(true);
        withholding.onSend(2, Transport.CONTROL, second, wire);
        assertThat(passed).containsExactly(first, second);
    }

    @Test
    void shouldReadPolls()
    {
        assertThat(Frames.isPoll(poll())).isTrue();
        assertThat(Frames.isPollReply(poll())).isFalse();
        assertThat(Frames.pollId(poll())).isEqualTo(POLL_ID);
        assertThat(Frames.entryCount(poll())).isEqualTo(2);
        assertThat(Frames.asked(poll(), 1)).isEqualTo(9);
        assertThat(poll()[Frames.batchNameOffset(1)]).isEqualTo((byte)5);
        final byte[] reply = Frames.emptyReply(poll());
        assertThat(Frames.isPollReply(reply)).isTrue();
        assertThat(Frames.entryCount(reply)).isEqualTo(2);
    }

    private static void assertVote(final byte[] reply, final long known, final long prefer, final long strong)
    {
        assertThat(Frames.known(reply, 0)).isEqualTo(known);
        assertThat(Frames.prefer(reply, 0)).isEqualTo(prefer);
        assertThat(Frames.strong(reply, 0)).isEqualTo(strong);
    }

    private static byte[] reply(final long known, final long prefer, final long strong)
    {
        final byte[] reply = Frames.emptyReply(poll());
        Frames.vote(reply, 0, known, prefer, strong);
        return reply;
    }

    private static byte[] poll()
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[200]);
        final PollEncoder encoder =
            new PollEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder()).pollId(POLL_ID);
        final PollEncoder.EntriesEncoder entries = encoder.entriesCount(2);
        final byte[] name = new byte[32];
        entries.next().putBatchName(name, 0, 32).asked(3);
        name[0] = 5;
        entries.next().putBatchName(name, 0, 32).asked(9);
        final byte[] poll = new byte[MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength()];
        buffer.getBytes(0, poll);
        return poll;
    }

    private static byte[] hello()
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[200]);
        final HelloEncoder encoder = new HelloEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        encoder.replyEndpoint("");
        final byte[] hello = new byte[MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength()];
        buffer.getBytes(0, hello);
        return hello;
    }
}
