package io.timecoin.validator;

import io.timecoin.capture.CaptureSink;
import io.timecoin.consensus.AcceptanceTrace;
import io.timecoin.consensus.avalanche.AcceptanceRule;
import io.timecoin.consensus.validators.Membership;
import io.timecoin.crypto.SignatureVerifier;
import io.timecoin.crypto.SignatureVerifiers;
import io.timecoin.genesis.Genesis;
import io.timecoin.metrics.Counters;
import io.timecoin.network.Transport;
import io.timecoin.pipeline.RingSizes;
import io.timecoin.utxo.UtxoStore;
import io.timecoin.validation.Validation;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** Collects what a {@link Validator} is made of. Genesis, store, transport and endpoint must be told. */
public final class ValidatorBuilder
{
    Genesis genesis;
    int self;
    byte[] identity;
    Membership membership;
    ValidatorLimits limits = ValidatorLimits.standard();
    UtxoStore store;
    Transport transport;
    String endpoint;
    List<String> peers = List.of();
    Supplier<SignatureVerifier> verifiers = SignatureVerifiers::fastest;
    Counters counters;
    long secret;
    long seed;
    boolean isRestart;
    AcceptanceRule rule;
    AcceptanceTrace trace;
    boolean isCapturable;
    CaptureSink capture;
    BlocksFactory blocks;
    long height;
    List<byte[]> leftover = List.of();
    int maxBlockTransactions;

    ValidatorBuilder()
    {
    }

    /**
     * The chain.
     *
     * @param value its genesis.
     * @return this.
     */
    public ValidatorBuilder genesis(final Genesis value)
    {
        genesis = value;
        return this;
    }

    /**
     * Which validator of the genesis this is.
     *
     * @param index in the list of validators, 0 unless said otherwise.
     * @return this.
     */
    public ValidatorBuilder self(final int index)
    {
        self = index;
        return this;
    }

    /**
     * Who this is, if it is none of the first validators; nobody speaks with it before a final block bonds it.
     *
     * @param value public key; its place is {@link #self(int)}.
     * @return this.
     */
    public ValidatorBuilder identity(final byte[] value)
    {
        identity = value.clone();
        return this;
    }

    /**
     * Who votes, as of the blocks that are here already.
     *
     * @param value validation's own; the first validators unless said otherwise.
     * @return this.
     */
    public ValidatorBuilder membership(final Membership value)
    {
        membership = value;
        return this;
    }

    /**
     * How much the node takes of everything.
     *
     * @param value {@link ValidatorLimits#standard()} unless said otherwise.
     * @return this.
     */
    public ValidatorBuilder limits(final ValidatorLimits value)
    {
        limits = value;
        return this;
    }

    /**
     * The unspent outputs, with the chain's first outputs or later ones in it. The caller closes it.
     *
     * @param value written by the validator alone.
     * @return this.
     */
    public ValidatorBuilder store(final UtxoStore value)
    {
        store = value;
        return this;
    }

    /**
     * The way to others. The caller closes it.
     *
     * @param value   used by ingress and egress.
     * @param address host:port that others reach this node at.
     * @param others  host:port of other validators.
     * @return this.
     */
    public ValidatorBuilder transport(final Transport value, final String address, final List<String> others)
    {
        transport = value;
        endpoint = address;
        peers = others;
        return this;
    }

    /**
     * Who verifies signatures.
     *
     * @param value gives each worker its own; BouncyCastle unless said otherwise.
     * @return this.
     */
    public ValidatorBuilder verifiers(final Supplier<SignatureVerifier> value)
    {
        verifiers = value;
        return this;
    }

    /**
     * Where counts go.
     *
     * @param value made with {@link Validator#counterNames(int)}; memory of their own unless said otherwise.
     * @return this.
     */
    public ValidatorBuilder counters(final Counters value)
    {
        counters = value;
        return this;
    }

    /**
     * Lets what comes in be recorded, at once or later.
     *
     * @param atStart takes all from the first slot on; null to wait for {@link Validator#capture()} to be asked.
     * @return this.
     */
    public ValidatorBuilder capture(final CaptureSink atStart)
    {
        isCapturable = true;
        capture = atStart;
        return this;
    }

    /**
     * Where an earlier life of this node ended.
     *
     * @param lastHeight of the block whose state the unspent outputs have; 0 for the genesis, as unless said otherwise.
     * @param payments   that it had accepted and that were in no block, parents first: they are taken up again.
     * @return this.
     */
    public ValidatorBuilder resumeAfter(final long lastHeight, final List<byte[]> payments)
    {
        height = lastHeight;
        leftover = List.copyOf(payments);
        return this;
    }

    /**
     * Lets the validator make blocks.
     *
     * @param value           makes the stage; null for acceptance alone, as it is unless said otherwise.
     * @param maxTransactions most transactions of a block.
     * @return this.
     */
    public ValidatorBuilder blocks(final BlocksFactory value, final int maxTransactions)
    {
        blocks = value;
        maxBlockTransactions = maxTransactions;
        return this;
    }

    /**
     * What nobody else may know or guess.
     *
     * @param salt       of the hash tables that strangers fill.
     * @param randomness seed of what acceptance draws.
     * @return this.
     */
    public ValidatorBuilder secrets(final long salt, final long randomness)
    {
        secret = salt;
        seed = randomness;
        return this;
    }

    /**
     * Whether this node has voted before and has forgotten how: then it answers only what it knows.
     *
     * @param value false for a new data folder.
     * @return this.
     */
    public ValidatorBuilder restart(final boolean value)
    {
        isRestart = value;
        return this;
    }

    /**
     * Another rule than the genesis asks for, for simulations that must fail.
     *
     * @param value a rule.
     * @return this.
     */
    public ValidatorBuilder rule(final AcceptanceRule value)
    {
        rule = value;
        return this;
    }

    /**
     * Where acceptances go one by one.
     *
     * @param value read by a thread that may log; nowhere unless said otherwise.
     * @return this.
     */
    public ValidatorBuilder acceptanceTrace(final AcceptanceTrace value)
    {
        trace = value;
        return this;
    }

    /**
     * Wires the validator.
     *
     * @return ready to run.
     */
    public Validator build()
    {
        Objects.requireNonNull(genesis, "genesis");
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(transport, "transport");
        Objects.requireNonNull(endpoint, "endpoint");
        requireSpaceForOneUnit(limits.rings());
        if (counters == null)
        {
            counters = Counters.inMemory(Validator.counterNames(limits.verifyWorkers()));
        }
        return Validator.of(this);
    }

    /**
     * The smallest rings that work.
     *
     * @return a size at which every stage waits for every other.
     */
    public static RingSizes minimalRings()
    {
        return RingSizes.minimal(Validation.MAX_ADMISSIONS_PER_UNIT, Validation.MAX_REPLIES_PER_UNIT);
    }

    private static void requireSpaceForOneUnit(final RingSizes sizes)
    {
        final RingSizes minimal = minimalRings();
        if (sizes.admissions() < minimal.admissions() || sizes.validationEgress() < minimal.validationEgress())
        {
            throw new IllegalArgumentException("the ring admissions needs " + minimal.admissions() +
                " slots and validation_egress " + minimal.validationEgress() + ", or validation would wait for ever");
        }
    }
}
