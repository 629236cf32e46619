package io.timecoin.workload;

import io.timecoin.transaction.Verdict;

import java.util.EnumMap;
import java.util.Map;

/** What the plan decided so far. */
final class Outcomes
{
    /** Distinct transactions by the code of their final verdict. */
    final long[] counts = new long[Verdict.values()[Verdict.values().length - 1].code() + 1];
    long repeats;
    /** Outputs by which the set may have grown at any time. */
    long growth;

    long accepted()
    {
        return counts[Verdict.ADMITTED.code()];
    }

    Map<Verdict, Long> rejected()
    {
        final Map<Verdict, Long> rejected = new EnumMap<>(Verdict.class);
        for (int code = Verdict.ADMITTED.code() + 1; code < counts.length; code++)
        {
            if (counts[code] > 0)
            {
                rejected.put(Verdict.ofCode(code), counts[code]);
            }
        }
        return rejected;
    }
}
