/** Hashes, keys and signatures. Signature criteria are consensus rules: PROTOCOL, section 2. */
package io.timecoin.crypto;
