package io.timecoin.network;

/** Puts logical messages together. */
final class Chunks
{
    Chunks(final int maxMessageBytes)
    {
    }
}
