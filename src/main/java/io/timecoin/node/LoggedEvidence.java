package io.timecoin.node;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.timecoin.block.Evidence;
import io.timecoin.block.EvidenceKeeper;

/** Tells the log who said two things for one step, and whom a block charged for it. */
final class LoggedEvidence implements EvidenceKeeper
{
    private static final Logger LOG = LoggerFactory.getLogger(LoggedEvidence.class);

    @Override
    public List<Evidence> recall()
    {
        return List.of();
    }

    @Override
    public void keep(final Evidence evidence)
    {
        LOG.warn("a validator said two things for one step: {}", evidence);
    }

    @Override
    public void charged(final Evidence evidence, final int height)
    {
        LOG.warn("block {} charges a validator, which loses its vote and its bond: {}", height, evidence);
    }
}
