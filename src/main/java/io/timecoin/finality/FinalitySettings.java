package io.timecoin.finality;

import java.util.List;
import java.util.function.LongSupplier;

import org.agrona.concurrent.UnsafeBuffer;

import io.timecoin.block.BlockHeader;
import io.timecoin.block.BlockStore;
import io.timecoin.block.EvidenceKeeper;
import io.timecoin.block.SignedStatements;
import io.timecoin.block.StateHash;
import io.timecoin.block.StoredMembership;
import io.timecoin.consensus.bft.BftParameters;
import io.timecoin.consensus.bft.VoteLog;
import io.timecoin.consensus.validators.BondTerms;
import io.timecoin.consensus.validators.Membership;
import io.timecoin.consensus.validators.ValidatorRoster;
import io.timecoin.crypto.KeyPair;
import io.timecoin.crypto.SignatureVerifier;
import io.timecoin.crypto.SignatureVerifiers;
import io.timecoin.genesis.Genesis;

/**
 * What the blocks stage is about. Log and store are closed by whoever made them.
 *
 * @param chainId         32 bytes.
 * @param roster          those who vote at first.
 * @param terms           on which others may.
 * @param self            own index.
 * @param identity        signs as that validator.
 * @param parameters      times.
 * @param maxTransactions most ids of an own block.
 * @param expectedEffects outputs that a usual block creates and spends; a larger one takes more memory.
 * @param subsidy         what a block pays its proposer besides fees, in units.
 * @param log             own votes of this and earlier lives.
 * @param store           final blocks so far.
 * @param evidence        where it is kept.
 * @param state           after the last of them; written from now on.
 * @param verifier        its own.
 * @param wallClockMs     for the time in headers, which nothing reads.
 * @param salt            secret.
 */
public record FinalitySettings(
    byte[] chainId,
    ValidatorRoster roster,
    BondTerms terms,
    int self,
    KeyPair identity,
    BftParameters parameters,
    int maxTransactions,
    int expectedEffects,
    long subsidy,
    VoteLog log,
    BlockStore store,
    EvidenceKeeper evidence,
    StateHash state,
    SignatureVerifier verifier,
    LongSupplier wallClockMs,
    long salt)
{
    /** Outputs of a block of a thousand payments; a larger one takes more memory once. */
    private static final int EXPECTED_EFFECTS = 4_096;

    /**
     * What belongs to one validator of a chain: where its store ends it goes on.
     *
     * @param genesis  of the chain.
     * @param self     own index.
     * @param identity signs as that validator.
     * @param log      own votes.
     * @param store    final blocks so far.
     * @return with the times, sizes and verifier of a validator; the salt is 0.
     */
    public static FinalitySettings of(
        final Genesis genesis, final int self, final KeyPair identity, final VoteLog log, final BlockStore store)
    {
        final ValidatorRoster roster = roster(genesis);
        return new FinalitySettings(genesis.chainId(), roster,
            BondTerms.of(genesis.bondUnit(), roster.size(), SignedStatements.EPOCH_LENGTH), self, identity,
            BftParameters.DEFAULT, BlockHeader.MAX_TRANSACTIONS, EXPECTED_EFFECTS, genesis.blockSubsidy(), log, store,
            EvidenceKeeper.NONE, state(genesis, store), SignatureVerifiers.fastest(), System::currentTimeMillis, 0);
    }

    /**
     * The validators of a chain after its last stored block.
     *
     * @param genesis of the chain.
     * @param store   final blocks so far.
     * @return the caller's own.
     */
    public static Membership membership(final Genesis genesis, final BlockStore store)
    {
        final ValidatorRoster roster = roster(genesis);
        return StoredMembership.recall(
            BondTerms.of(genesis.bondUnit(), roster.size(), SignedStatements.EPOCH_LENGTH), roster, store);
    }

    Membership membership()
    {
        return StoredMembership.recall(terms, roster, store);
    }

    /**
     * The same with other means.
     *
     * @param ownVerifier of signatures.
     * @param clockMs     for headers.
     * @param secret      salt.
     * @return a copy.
     */
    public FinalitySettings withMeans(
        final SignatureVerifier ownVerifier, final LongSupplier clockMs, final long secret)
    {
        return new FinalitySettings(chainId, roster, terms, self, identity, parameters, maxTransactions,
            expectedEffects, subsidy, log, store, evidence, state, ownVerifier, clockMs, secret);
    }

    /**
     * The same with other times.
     *
     * @param times of the algorithm.
     * @return a copy.
     */
    public FinalitySettings withTimes(final BftParameters times)
    {
        return withLimits(times, maxTransactions, expectedEffects);
    }

    /**
     * The same with other sizes and times.
     *
     * @param times    of the algorithm.
     * @param most     ids of an own block.
     * @param expected outputs that a usual block creates and spends.
     * @return a copy.
     */
    public FinalitySettings withLimits(final BftParameters times, final int most, final int expected)
    {
        return new FinalitySettings(chainId, roster, terms, self, identity, times, most, expected, subsidy, log, store,
            evidence, state, verifier, wallClockMs, salt);
    }

    /**
     * The same with a place for evidence.
     *
     * @param keeper of it.
     * @return a copy.
     */
    public FinalitySettings withEvidence(final EvidenceKeeper keeper)
    {
        return new FinalitySettings(chainId, roster, terms, self, identity, parameters, maxTransactions,
            expectedEffects, subsidy, log, store, keeper, state, verifier, wallClockMs, salt);
    }

    /**
     * The same with shorter epochs, for simulations of many; all validators of a chain must have them alike.
     *
     * @param blocks of an epoch.
     * @return a copy.
     */
    public FinalitySettings withEpochs(final int blocks)
    {
        return new FinalitySettings(chainId, roster, new BondTerms(terms.bondUnit(), terms.capacity(), blocks), self,
            identity, parameters, maxTransactions, expectedEffects, subsidy, log, store, evidence, state, verifier,
            wallClockMs, salt);
    }

    private static ValidatorRoster roster(final Genesis genesis)
    {
        final List<Genesis.Validator> validators = genesis.validators();
        return new ValidatorRoster(
            validators.stream().map(Genesis.Validator::identity).toArray(byte[][]::new),
            validators.stream().mapToLong(Genesis.Validator::weight).toArray());
    }

    private static StateHash state(final Genesis genesis, final BlockStore store)
    {
        final StateHash state = new StateHash();
        final UnsafeBuffer sums = new UnsafeBuffer(new byte[StateHash.ENCODED_LENGTH]);
        if (store.lastHeight() != BlockStore.NO_HEIGHT && store.copyState(store.lastHeight(), sums, 0))
        {
            state.decode(sums, 0);
        }
        else
        {
            genesis.forEachOutput(state::addOutput);
        }
        return state;
    }
}
