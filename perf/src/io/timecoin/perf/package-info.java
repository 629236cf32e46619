/** Micro benchmarks of what a payment passes through: see perf/README.md. */
package io.timecoin.perf;
