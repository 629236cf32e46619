package io.timecoin.consensus.avalanche;

import io.timecoin.transaction.Verdict;

/** Where acceptance leaves what it decided. Every call returns false, and changes nothing, if there is no space now. */
public interface Decisions
{
    boolean accepted(int handle);

    boolean rejected(int handle, Verdict reason);

    boolean expired(int handle);

    boolean evicted(int handle);

    boolean released(int handle);
}
