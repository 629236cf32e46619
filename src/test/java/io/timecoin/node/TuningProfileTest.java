package io.timecoin.node;

import io.timecoin.node.TuningProfile.ThreadProfile;
import io.timecoin.pipeline.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class TuningProfileTest
{
    private static final CpuCores SIXTEEN = new CpuCores(CpuCores.parse("0-15"));
    private static final CpuCores TWO = new CpuCores(CpuCores.parse("0-1"));

    @ParameterizedTest
    @ValueSource(strings = {"laptop", "server-16"})
    void shouldReadTheProfilesThatComeWithTheProgram(final String name) throws IOException
    {
        final TuningProfile profile = read(text(name), SIXTEEN);
        final List<String> agents = profile.threads().stream().flatMap((thread) -> thread.agents().stream()).toList();
        assertThat(agents).containsExactlyInAnyOrderElementsOf(Topology.agentNames(profile.verify().workers()));
    }

    @Test
    void shouldPackTheLaptopsProfileAsTheDefault() throws IOException
    {
        final TuningProfile builtIn = TuningProfile.builtIn();
        final TuningProfile file = read(text("laptop"), TWO);
        assertThat(builtIn.threads()).isEqualTo(file.threads());
        assertThat(builtIn.rings()).isEqualTo(file.rings());
        assertThat(builtIn.threads()).extracting(ThreadProfile::core).containsOnly(TuningProfile.NULL_CORE);
    }

    @Test
    void shouldSpreadVerifyWorkersOverTheAgentsThatStandForAllOfThem() throws IOException
    {
        final TuningProfile profile = read(text("laptop").replace("workers = 1", "workers = 3"), TWO);
        assertThat(profile.threads().get(1).agents()).containsExactly("verify-0", "verify-1", "verify-2");
    }

    /** Each row: what to replace in laptop.toml, by what, and what the message says. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"utxo\", \"egress\"]       | \"egress\"]                | no thread runs utxo",
        "\"utxo\", \"egress\"]       | \"utxo\", \"utxo\"]        | agent \"utxo\" stands on two threads",
        "\"utxo\", \"egress\"]       | \"utox\", \"egress\"]      | unknown agent \"utox\"; did you mean \"utxo\"?",
        "[\"verify-*\"]              | [\"verify-0\", \"verify-1\"] | unknown agent \"verify-1\"; did you mean",
        "[\"verify-*\"]              | []                         | a thread needs agents",
        "workers = 1                 | workers = 0                | verify.workers: 0 is not from 1 to 64",
        "workers = 1                 | worker = 1                 | unknown key 'verify.worker'; did you mean",
        "batch = 16                  | batch = 65                 | verify.batch: 65 is not from 1 to 64",
        "batch = 16                  | batch = \"16\"             | verify.batch must be an integer",
        "name = \"verify\"           | name = \"pipeline\"        | two threads are named \"pipeline\"",
        "name = \"verify\"           | name = \"a b\"             | each thread needs a name",
        "name = \"verify\"           | core = 2                   | this machine lacks core 2, which thread",
        "name = \"verify\"           | core = -1                  | this machine lacks core -1",
        "name = \"verify\"           | core = \"0\"               | core must be an integer",
        "idle = \"backoff\"          | idle = \"backof\"          | one of [busy_spin, yield, backoff, sleep]; did you",
        "idle = \"backoff\"          | idle = \"busy_spin\"       | park_us means nothing with idle = \"busy_spin\"",
        "park_us = 1000              | park_us = 0                | thread.park_us: 0 is not from 1 to 100000",
        "threading = \"shared\"      | threading = \"one\"        | driver.threading: \"one\" is not known",
        "threading = \"shared\"      | threading = \"dedicated\"/cores = [0] | has 3 threads but 1 cores",
        "transactions = 4096         | transactions = 4000        | rings.transactions: 4000 is not a power of two",
        "transactions_bytes = 2097152 | transactions_bytes = 65536 | 65536 is not from 131072",
        "control_bytes = 65536       | control_bytes = 100000     | terms.control_bytes: 100000 is not a power of two",
        "decisions = 4096            | ''                         | [rings] lacks decisions",
        "[driver]                    | [drivers]                  | unknown section 'drivers'; did you mean 'driver'?",
        "[verify]                    | [verify]/colour = 1       | unknown key 'verify.colour'",
    })
    void shouldRefuseAProfileThatMakesNoSense(final String from, final String to, final String message)
        throws IOException
    {
        final String good = text("laptop");
        assertThat(good).contains(from);
        final NodeException refusal = catchThrowableOfType(NodeException.class,
            () -> read(good.replace(from, to.replace('/', '\n')), TWO));
        assertThat(refusal).as("accepted: %s", to).isNotNull();
        assertThat(refusal.kind()).isEqualTo(NodeException.Kind.CONFIGURATION);
        assertThat(refusal.getMessage() + refusal.why()).contains(message);
    }

    @Test
    void shouldNameEveryCoreThatTheMachineLacksAndEveryOneAskedForTwice() throws IOException
    {
        final NodeException lacking = catchThrowableOfType(NodeException.class, () -> read(text("server-16"), TWO));
        assertThat(lacking.why()).contains("lacks core 2, which thread \"ingress\" asks for; this process may use 0-1")
            .contains("lacks core 15, which the media driver asks for");
        final NodeException twice = catchThrowableOfType(NodeException.class,
            () -> read(text("server-16").replace("core = 4", "core = 3"), SIXTEEN));
        assertThat(twice.getMessage())
            .contains("core 3 is asked for by thread \"validation\" and by thread \"consensus\"");
    }

    @Test
    void shouldWriteListsOfCoresAsTheKernelDoes()
    {
        assertThat(new CpuCores(CpuCores.parse("0-3,8,10-11"))).hasToString("0-3,8,10-11");
        assertThat(new CpuCores(CpuCores.parse("5"))).hasToString("5");
    }

    private static TuningProfile read(final String text, final CpuCores cores)
    {
        return TuningProfile.parse("test.toml", text, cores);
    }

    private static String text(final String name) throws IOException
    {
        return Files.readString(Path.of("tuning", name + ".toml"));
    }
}
