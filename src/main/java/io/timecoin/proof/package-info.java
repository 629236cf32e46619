/** Proofs that a payment is final, and their small verifier, which needs no node. */
package io.timecoin.proof;
