/**
 * The blocks stage (PROTOCOL, section 5): drives the block algorithm, makes and judges blocks with acceptance's help,
 * signs and logs votes, keeps the state hash and the stored chain, and catches up. Off the hot threads.
 */
package io.timecoin.finality;
