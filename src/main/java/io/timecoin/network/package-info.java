/** The edge of the pipeline: frames, sessions, limits, links, and all use that it makes of Aeron. */
package io.timecoin.network;
