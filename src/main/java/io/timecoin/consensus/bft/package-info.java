/**
 * Blocks become final: Tendermint's algorithm (arXiv 1807.04938) as a pure state machine. Messages and time go in;
 * votes, questions about blocks and decisions come out. Nothing here reads a clock, a file or a network.
 */
package io.timecoin.consensus.bft;
