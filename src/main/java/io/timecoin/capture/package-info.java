/** Captured traffic: the portable file that holds it, its writer and its reader. */
package io.timecoin.capture;
