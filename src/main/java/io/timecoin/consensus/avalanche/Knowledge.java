package io.timecoin.consensus.avalanche;

import io.timecoin.pending.TransactionTable;

/**
 * What the parts of acceptance share: transactions, batches, conflicts, peers, and the time of the slot being handled.
 */
final class Knowledge
{
    final AvalancheParameters parameters;
    final Electorate electorate;
    final int self;
    final TransactionTable table;
    final AcceptanceRule rule;
    final AvalancheStats stats = new AvalancheStats();
    final SplitMix random;
    final Transactions transactions;
    final Batches batches;
    final Conflicts conflicts;
    final Ledger ledger;
    final DecisionQueue decisions;
    final Peers peers;
    final RoundTrip roundTrip;
    final Reputation reputation;
    final Pace pace;
    final RestartSilence silence;
    AcceptanceListener listener = AcceptanceListener.NONE;
    long nowNs;

    Knowledge(final AvalancheParameters parameters, final Electorate electorate, final TransactionTable table,
        final Decisions decisions, final AcceptanceRule rule, final long seed)
    {
        this.parameters = parameters;
        this.electorate = electorate;
        self = electorate.self();
        this.table = table;
        this.rule = rule;
        random = new SplitMix(seed);
        transactions = new Transactions(table.capacity());
        batches = new Batches(parameters.limits().batches(), electorate, random.next());
        conflicts = new Conflicts(parameters.limits().conflicts(), transactions);
        ledger = new Ledger(table, transactions, conflicts, stats, random.next());
        this.decisions = new DecisionQueue(table.capacity(), decisions);
        peers = new Peers(electorate);
        roundTrip = new RoundTrip(parameters.queryTimeoutNs(), stats);
        reputation = new Reputation(electorate, peers, rule, parameters.queryTimeoutNs(), roundTrip, stats);
        pace = new Pace(rule, roundTrip, reputation);
        silence = new RestartSilence(parameters.answerKnownOnly() && electorate.size() > 1);
    }

    /** Whether enough weight is connected for polls to lead anywhere. */
    boolean isEnoughConnected()
    {
        return peers.connectedWeight() >= rule.connectedWeightNeeded();
    }
}
