/** Whole networks in one thread, under a virtual clock and a virtual network, from one seed. */
package io.timecoin.simulation;
