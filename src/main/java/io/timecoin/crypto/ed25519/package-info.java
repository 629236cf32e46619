/** Arithmetic of Ed25519 for verification only: nothing in here is constant-time, so no secret may enter it. */
package io.timecoin.crypto.ed25519;
