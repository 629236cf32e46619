/** Measures this build on this machine, and compares with what was measured before. */
package io.timecoin.bench;
