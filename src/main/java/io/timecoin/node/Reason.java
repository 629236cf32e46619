package io.timecoin.node;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Says in words why a file could not be used: the exceptions of java.nio say only which. */
public final class Reason
{
    private Reason()
    {
    }

    /**
     * Words for an exception.
     *
     * @param ex of a file operation.
     * @return a clause.
     */
    public static String of(final IOException ex)
    {
        if (ex instanceof NoSuchFileException)
        {
            return "there is no such file";
        }
        if (ex instanceof AccessDeniedException)
        {
            return "access is denied";
        }
        if (ex instanceof FileAlreadyExistsException || ex instanceof NotDirectoryException)
        {
            return "there is a file of that name";
        }
        return ex.getMessage() == null ? ex.getClass().getSimpleName() : ex.getMessage();
    }
}
