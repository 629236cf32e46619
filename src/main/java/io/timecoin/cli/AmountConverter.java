package io.timecoin.cli;

import io.timecoin.transaction.Amounts;
import picocli.CommandLine;

/** Reads amounts as people write them, in TIME: 12, 0.5. */
public final class AmountConverter implements CommandLine.ITypeConverter<Long>
{
    @Override
    public Long convert(final String text)
    {
        try
        {
            return Amounts.parse(text);
        }
        catch (final IllegalArgumentException ex)
        {
            throw new CommandLine.TypeConversionException(ex.getMessage());
        }
    }
}
