/** Keys of users, validators and faucets in files. */
package io.timecoin.wallet;
