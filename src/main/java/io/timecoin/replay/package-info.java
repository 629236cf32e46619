/** Captures fed through the real pipeline, as fast as it goes, and reports of what limits it. */
package io.timecoin.replay;
