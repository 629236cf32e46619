/** The TimeCoin validator. */
package io.timecoin;
