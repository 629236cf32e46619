/**
 * Acceptance by polls: a pure state machine. Time and randomness are arguments, messages leave through an
 * {@link io.timecoin.consensus.avalanche.Outbox}, decisions through {@link io.timecoin.consensus.avalanche.Decisions}.
 */
package io.timecoin.consensus.avalanche;
