package io.timecoin.cli;

import io.timecoin.block.BlockException;
import io.timecoin.consensus.validators.ValidatorRoster;
import io.timecoin.genesis.Genesis;
import io.timecoin.genesis.GenesisException;
import io.timecoin.proof.ValidatorsFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads who votes from a file of validators, or from a chain's genesis. */
final class ValidatorsOption
{
    private static final long MAX_BYTES = 16L << 20;

    private ValidatorsOption()
    {
    }

    static ValidatorsFile read(final Path file)
    {
        final byte[] bytes = bytes(file);
        try
        {
            return ValidatorsFile.isOne(bytes) ? ValidatorsFile.decode(bytes) : of(Genesis.decode(bytes));
        }
        catch (final BlockException | GenesisException ex)
        {
            throw new CliException(ExitCode.CONFIGURATION, file + " names no validators", ex.getMessage(),
                "give the chain's genesis file, or what 'timecoin proof validators' writes");
        }
    }

    static ValidatorsFile of(final Genesis genesis)
    {
        final List<Genesis.Validator> validators = genesis.validators();
        final byte[][] identities = new byte[validators.size()][];
        final long[] weights = new long[validators.size()];
        for (int i = 0; i < weights.length; i++)
        {
            identities[i] = validators.get(i).identity();
            weights[i] = validators.get(i).weight();
        }
        return new ValidatorsFile(genesis.chainId(), 0, new ValidatorRoster(identities, weights));
    }

    private static byte[] bytes(final Path file)
    {
        try
        {
            if (Files.size(file) > MAX_BYTES)
            {
                throw new CliException(ExitCode.CONFIGURATION, file + " names no validators",
                    "it is larger than any such file", "give the chain's genesis file");
            }
            return Files.readAllBytes(file);
        }
        catch (final IOException ex)
        {
            throw new CliException(ExitCode.CONFIGURATION, "cannot read " + file, ex.getClass().getSimpleName(),
                "check the path and its rights");
        }
    }
}
