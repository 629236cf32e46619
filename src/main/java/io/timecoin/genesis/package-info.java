/** What a chain begins with: parameters that all validators share, validators, first outputs. */
package io.timecoin.genesis;
