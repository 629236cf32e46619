/**
 * Blocks as data: headers, certificates, the bytes that votes sign, the hash of the state, and where blocks are kept
 * (PROTOCOL, section 5). No consensus is decided here.
 */
package io.timecoin.block;
