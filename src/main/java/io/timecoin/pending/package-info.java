/** The bytes of pending transactions, owned by validation, read by later stages through handles. */
package io.timecoin.pending;
