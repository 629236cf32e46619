/** The payment: its one canonical form, the rules that need no context, its ids, and what builds it. */
package io.timecoin.transaction;
