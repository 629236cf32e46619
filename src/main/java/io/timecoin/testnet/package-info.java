/** Several validators on one machine over real loopback UDP, with load, and a report of what became of it. */
package io.timecoin.testnet;
