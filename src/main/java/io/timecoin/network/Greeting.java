package io.timecoin.network;

/**
 * What a Hello says about its sender.
 *
 * @param role          validator or client.
 * @param peer          index of the validator, or {@link Session#NULL_PEER}.
 * @param nodeId        a validator's identity, a client's name.
 * @param replyEndpoint host:port for what we send.
 * @param replyStream   a client's stream for what we send.
 */
record Greeting(Session.Role role, int peer, byte[] nodeId, String replyEndpoint, int replyStream)
{
}
