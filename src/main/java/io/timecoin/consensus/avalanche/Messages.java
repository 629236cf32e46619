package io.timecoin.consensus.avalanche;

import io.timecoin.wire.BatchAnnouncementDecoder;
import io.timecoin.wire.BatchRequestDecoder;
import io.timecoin.wire.BatchUnavailableDecoder;
import io.timecoin.wire.MessageHeaderDecoder;
import io.timecoin.wire.PollDecoder;
import io.timecoin.wire.PollReplyDecoder;
import io.timecoin.wire.TransactionRequestDecoder;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Takes what other validators say to the part of acceptance that it is for. */
final class Messages
{
    private final Knowledge knowledge;
    private final Answers answers;
    private final Polls polls;
    private final Fetching fetching;
    private final Serving serving;
    private final Announcements announcements;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final UnsafeBuffer name = new UnsafeBuffer(new byte[NameIndex.NAME_LENGTH]);
    /** Null without blocks: then nobody lists anything by id. */
    private BlockOrders blockOrders;

    Messages(final Knowledge knowledge, final Answers answers, final Polls polls, final Fetching fetching,
        final Serving serving, final Announcements announcements)
    {
        this.knowledge = knowledge;
        this.answers = answers;
        this.polls = polls;
        this.fetching = fetching;
        this.serving = serving;
        this.announcements = announcements;
    }

    void blocks(final BlockOrders orders)
    {
        blockOrders = orders;
    }

    /** A message, checked for shape. */
    void onMessage(final int peer, final int templateId, final DirectBuffer buffer, final int offset, final int length)
    {
        if (!knowledge.peers.isOther(peer))
        {
            knowledge.stats.unknownMessages++;
            return;
        }
        header.wrap(buffer, offset);
        final int body = offset + MessageHeaderDecoder.ENCODED_LENGTH;
        final int bodyLength = length - MessageHeaderDecoder.ENCODED_LENGTH;
        final int blockLength = header.blockLength();
        final int version = header.version();
        switch (templateId)
        {
            case PollDecoder.TEMPLATE_ID:
                answers.onPoll(peer, buffer, body, bodyLength, blockLength, version);
                break;

            case PollReplyDecoder.TEMPLATE_ID:
                polls.onReply(peer, buffer, body, blockLength, version);
                break;

            case BatchRequestDecoder.TEMPLATE_ID:
                name.putBytes(0, buffer, body, NameIndex.NAME_LENGTH);
                serving.onRequest(peer, name, 0);
                break;

            case BatchUnavailableDecoder.TEMPLATE_ID:
                name.putBytes(0, buffer, body, NameIndex.NAME_LENGTH);
                fetching.onUnavailable(peer, name, 0);
                break;

            case BatchAnnouncementDecoder.TEMPLATE_ID:
                announcements.onAnnouncement(peer, buffer, body, blockLength, version);
                break;

            case TransactionRequestDecoder.TEMPLATE_ID:
                onTransactionRequest(peer, buffer, body, blockLength, version);
                break;

            default:
                knowledge.stats.unknownMessages++;
                break;
        }
    }

    private void onTransactionRequest(
        final int peer, final DirectBuffer buffer, final int body, final int blockLength, final int version)
    {
        if (blockOrders == null)
        {
            knowledge.stats.transactionsRefused++;
            return;
        }
        blockOrders.onRequest(peer, buffer, body, blockLength, version);
    }
}
