/** Who votes, and with what weight. */
package io.timecoin.consensus.validators;
