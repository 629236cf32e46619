/** Open-loop load: payments are due at fixed times, and their latency counts from then. */
package io.timecoin.load;
