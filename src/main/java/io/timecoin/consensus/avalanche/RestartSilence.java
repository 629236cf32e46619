package io.timecoin.consensus.avalanche;

/** Keeps a restarted node from voting against what it said before. */
final class RestartSilence
{
}
