package io.timecoin.simulation;

import io.timecoin.consensus.avalanche.AcceptanceRule;
import io.timecoin.consensus.validators.ValidatorSet;
import io.timecoin.crypto.SignatureVerifier;
import io.timecoin.crypto.SignatureVerifiers;
import io.timecoin.genesis.Genesis;
import io.timecoin.utxo.UtxoStore;
import io.timecoin.validator.BlocksFactory;
import io.timecoin.validator.Validator;
import io.timecoin.validator.ValidatorLimits;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes the validators of a simulation: the same stages as anywhere, with small limits, and one memory for
 * signatures.
 */
final class ValidatorNodes
{
    /** Another rule of acceptance than the genesis asks for. */
    @FunctionalInterface
    interface Rules
    {
        AcceptanceRule rule(ValidatorSet validators, int self);
    }

    static final int MAX_BLOCK_TRANSACTIONS = 512;

    private final Genesis genesis;
    private final List<String> endpoints;
    private final Rules rules;
    private final SplitMix random;
    private final ValidatorSet validators;
    private final RememberingVerifier verifier = new RememberingVerifier(SignatureVerifiers.fastest());

    ValidatorNodes(final Genesis genesis, final List<String> endpoints, final Rules rules, final SplitMix random)
    {
        this.genesis = genesis;
        this.endpoints = endpoints;
        this.rules = rules;
        this.random = random;
        validators = new ValidatorSet(genesis.validators().stream().mapToLong(Genesis.Validator::weight).toArray());
    }

    /** A verifier for one user. */
    SignatureVerifier verifier()
    {
        return verifier.another();
    }

    /** A validator; with blocks, if somebody makes their stage. One with a past says at first nothing against it. */
    Validator create(
        final int self, final VirtualTransport transport, final UtxoStore store, final BlocksFactory blocks,
        final boolean isRestart)
    {
        final List<String> others = new ArrayList<>(endpoints);
        others.remove(self);
        return Validator.builder()
            .genesis(genesis)
            .self(self)
            .limits(ValidatorLimits.simulated())
            .store(store)
            .transport(transport, endpoints.get(self), others)
            .verifiers(this::verifier)
            .secrets(random.next(), random.next())
            .rule(rules == null ? null : rules.rule(validators, self))
            .restart(isRestart)
            .blocks(blocks, MAX_BLOCK_TRANSACTIONS)
            .build();
    }
}
