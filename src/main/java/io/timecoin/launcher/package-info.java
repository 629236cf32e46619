/** What runs before the rest can: the check that this Java is one that the rest can run on. */
package io.timecoin.launcher;
