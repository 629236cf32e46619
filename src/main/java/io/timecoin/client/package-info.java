/** Submits payments to nodes over Aeron and hears what becomes of them. */
package io.timecoin.client;
