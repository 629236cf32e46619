package io.timecoin.bench;

import java.util.List;

/** Something whose speed is measured. Its group runs it in turn with the others, so that all see the same machine. */
interface Measurement extends AutoCloseable
{
    /**
     * What it tells; known before anything is prepared.
     *
     * @return at least one, always the same.
     */
    List<Figure> figures();

    /**
     * Makes what it needs. Called once, before the first run.
     *
     * @throws Exception if it cannot be made.
     */
    void prepare() throws Exception;

    /**
     * Measures once.
     *
     * @param budgetNs about how long to take, of what can be cut short.
     * @return a value for each of {@link #figures()}.
     * @throws Exception if it cannot be measured.
     */
    double[] run(long budgetNs) throws Exception;

    /** Gives up what it holds. */
    @Override
    void close();
}
