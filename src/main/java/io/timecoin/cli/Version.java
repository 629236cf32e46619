package io.timecoin.cli;

import picocli.CommandLine;

/** What {@code --version} says: the build, and the Java that runs it. */
final class Version implements CommandLine.IVersionProvider
{
    @Override
    public String[] getVersion()
    {
        return new String[] {"timecoin " + number() + " (Java " + System.getProperty("java.version") + ", " +
            System.getProperty("os.name") + " " + System.getProperty("os.arch") + ")"};
    }

    /** The version that the build wrote into the jar's manifest. */
    static String number()
    {
        final String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
