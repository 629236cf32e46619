package io.timecoin.launcher;

import java.lang.reflect.InvocationTargetException;

/**
 * Starts the command line, or says which Java it needs. Compiled for Java 8, without anything newer, so that an old
 * Java can load it and say so instead of failing with an UnsupportedClassVersionError.
 */
public final class Launcher
{
    static final int OLDEST_JAVA = 17;
    static final int CONFIGURATION_ERROR = 3;

    private Launcher()
    {
    }

    /**
     * The jar's entry point.
     *
     * @param args the command and its options.
     * @throws Throwable what the command line throws; it handles everything itself.
     */
    public static void main(final String[] args) throws Throwable
    {
        final String problem = problemOf(System.getProperty("java.specification.version"), hasCompiler());
        if (problem != null)
        {
            System.err.println(problem + " (this is " + System.getProperty("java.home") + ")");
            System.exit(CONFIGURATION_ERROR);
        }
        try
        {
            Class.forName("io.timecoin.cli.Main").getMethod("main", String[].class).invoke(null, (Object)args);
        }
        catch (final InvocationTargetException ex)
        {
            throw ex.getCause();
        }
    }

    /** What is wrong with a Java, or null: its specification version ("1.8", "17") and whether it has a compiler. */
    static String problemOf(final String version, final boolean compiler)
    {
        final int feature = Integer.parseInt(version.startsWith("1.") ? version.substring(2) : version);
        if (feature < OLDEST_JAVA)
        {
            return "timecoin: needs Java " + OLDEST_JAVA + " or later, but was started with Java " + feature +
                ". Install a JDK " + OLDEST_JAVA + " and start it with that one's bin/java";
        }
        if (!compiler)
        {
            return "timecoin: needs a JDK, but was started with a Java runtime (JRE) that has no compiler. " +
                "The UTXO map compiles its accessors when it is opened. Install a JDK (packages named jdk, not jre)";
        }
        return null;
    }

    private static boolean hasCompiler()
    {
        try
        {
            return Class.forName("javax.tools.ToolProvider").getMethod("getSystemJavaCompiler").invoke(null) != null;
        }
        catch (final ReflectiveOperationException ex)
        {
            return false;
        }
        catch (final LinkageError ex)
        {
            return false;
        }
    }
}
