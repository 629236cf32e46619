/** Signed traffic made from a seed, with the outcomes that a replay of it must have. */
package io.timecoin.workload;
