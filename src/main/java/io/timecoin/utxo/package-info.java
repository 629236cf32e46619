/** The unspent outputs: who reads, who writes, and where they lie. */
package io.timecoin.utxo;
