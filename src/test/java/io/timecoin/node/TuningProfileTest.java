package io.timecoin.node;

import io.timecoin.node.TuningProfile.ThreadProfile;
import io.timecoin.node.TuningProfile.Use;
import io.timecoin.pipeline.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class TuningProfileTest
{
    private static final CpuCores SIXTEEN = new CpuCores(CpuCores.parse("0-15"));
    private static final CpuCores TWO = new CpuCores(CpuCores.parse("0-1"));

    @ParameterizedTest
    @CsvSource({"laptop, NODE", "server-16, NODE", "low-latency, NODE", "replay-2, REPLAY", "replay-max, REPLAY"})
    void shouldReadTheProfilesThatComeWithTheProgram(final String name, final Use use) throws IOException
    {
        final TuningProfile profile = read(text(name), SIXTEEN);
        final int workers = profile.verify().workers();
        assertThat(profile.use()).isEqualTo(use);
        assertThat(agents(profile)).containsExactlyInAnyOrderElementsOf(
            use == Use.NODE ? Topology.agentNames(workers) : Topology.replayAgentNames(workers));
        assertThat(agents(profile.forReplay()))
            .containsExactlyInAnyOrderElementsOf(Topology.replayAgentNames(workers));
    }

    @Test
    void shouldPackEveryProfileWithTheOptionsOfItsJvm() throws IOException
    {
        try (Stream<Path> files = Files.list(Path.of("tuning")))
        {
            assertThat(files.map((file) -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(
                TuningProfile.BUILT_IN.stream().flatMap((name) -> Stream.of(name + ".toml", name + ".jvm")).toList());
        }
        for (final String name : TuningProfile.BUILT_IN)
        {
            final JvmOptions options = TuningProfile.jvmOptions(Path.of(name));
            assertThat(options.source()).isEqualTo("tuning/" + name + ".jvm");
            assertThat(options.options()).isNotEmpty().allMatch((option) -> option.startsWith("-"));
            assertThat(options.missingFrom(options.options())).isEmpty();
            assertThat(TuningProfile.jvmOptions(Path.of("tuning", name + ".toml")).options())
                .isEqualTo(options.options());
        }
    }

    @Test
    void shouldTakeAProfileByNameOrByFile()
    {
        assertThat(TuningProfile.read(Path.of("laptop")).threads()).isEqualTo(TuningProfile.builtIn().threads());
        assertThat(TuningProfile.read(Path.of("tuning", "laptop.toml")).rings())
            .isEqualTo(TuningProfile.builtIn().rings());
        assertThat(catchThrowableOfType(NodeException.class, () -> TuningProfile.read(Path.of("laptob"))))
            .hasMessage("there is no tuning profile laptob").extracting(NodeException::next)
            .isEqualTo("did you mean 'laptop'?");
        assertThat(catchThrowableOfType(NodeException.class, () -> TuningProfile.read(Path.of("none.toml"))))
            .hasMessageContaining("cannot read none.toml");
        assertThat(TuningProfile.jvmOptions(Path.of("none.toml")).options()).isEmpty();
    }

    @Test
    void shouldRefuseAReplaysProfileForANode() throws IOException
    {
        final TuningProfile profile = read(text("replay-2"), TWO);
        assertThat(profile.forReplay()).isSameAs(profile);
        assertThat(catchThrowableOfType(NodeException.class, profile::forNode))
            .hasMessageContaining("is a replay's, and cannot run a node");
    }

    /** Each agent that a replay has stands where the one stood whose part it plays. */
    @Test
    void shouldGiveANodesThreadsToTheAgentsOfAReplay() throws IOException
    {
        final TuningProfile laptop = read(text("laptop"), TWO).forReplay();
        assertThat(laptop.threads()).extracting(ThreadProfile::agents).containsExactly(
            List.of("reader", "validation", "decider", "utxo", "drain"), List.of("verify-0"));
        assertThat(laptop.driver()).isNull();
        final TuningProfile server = read(text("server-16"), SIXTEEN).forReplay();
        assertThat(server.threads()).as("there is no driver").hasSize(5 + 6);
        assertThat(server.pinnedCores()).doesNotContainKeys(13, 14, 15).containsEntry(2, "ingress");
    }

    @Test
    void shouldChangeTheNumberOfVerifyWorkers() throws IOException
    {
        final TuningProfile profile = read(text("replay-2"), TWO);
        final TuningProfile four = profile.withVerifyWorkers(4);
        assertThat(agents(four)).containsExactlyInAnyOrderElementsOf(Topology.replayAgentNames(4));
        assertThat(four.threads()).hasSize(4);
        assertThat(four.threads().get(3)).isEqualTo(new ThreadProfile("verify-3", List.of("verify-3"),
            TuningProfile.NULL_CORE, profile.threads().get(1).idle()));
        final TuningProfile one = profile.withVerifyWorkers(1);
        assertThat(agents(one)).containsExactlyInAnyOrderElementsOf(Topology.replayAgentNames(1));
        assertThat(one.threads()).hasSize(1);
        assertThat(profile.withVerifyWorkers(2).threads()).isEqualTo(profile.threads());
    }

    /** Each row: what to replace in replay-2.toml, by what, and what the message says. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"reader\"                  | \"ingress\"                | unknown agent \"ingress\"",
        "\"decider\", \"utxo\"       | \"utxo\"                   | no thread runs decider",
        "\"drain\"]                  | \"egress\"]               | unknown agent \"egress\"",
        "[rings]                     | [driver]/[rings]           | unknown section 'driver'",
        "decisions = 16384           | control = 16384            | unknown key 'rings.control'",
    })
    void shouldRefuseAReplaysProfileThatMakesNoSense(final String from, final String to, final String message)
        throws IOException
    {
        final String good = text("replay-2");
        assertThat(good).contains(from);
        final NodeException refusal = catchThrowableOfType(NodeException.class,
            () -> read(good.replace(from, to.replace('/', '\n')), TWO));
        assertThat(refusal).as("accepted: %s", to).isNotNull();
        assertThat(refusal.getMessage() + refusal.why()).contains(message);
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
        "batch = 64                  | batch = 65                 | verify.batch: 65 is not from 1 to 64",
        "batch = 64                  | batch = \"16\"             | verify.batch must be an integer",
        "name = \"verify\"           | name = \"pipeline\"        | two threads are named \"pipeline\"",
        "name = \"verify\"           | name = \"a b\"             | each thread needs a name",
        "name = \"verify\"           | core = 2                   | this machine lacks core 2, which thread",
        "name = \"verify\"           | core = -1                  | this machine lacks core -1",
        "name = \"verify\"           | core = \"0\"               | core must be an integer",
        "idle = \"backoff\"          | idle = \"backof\"          | one of [busy_spin, yield, backoff, sleep]; did you",
        "idle = \"backoff\"          | idle = \"busy_spin\"       | park_us means nothing with idle = \"busy_spin\"",
        "park_us = 1000              | park_us = 0                | thread.park_us: 0 is not from 1 to 100000",
        "nice = 2                    | nice = 20                  | thread.nice: 20 is not from 0 to 19",
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

    private static List<String> agents(final TuningProfile profile)
    {
        return profile.threads().stream().flatMap((thread) -> thread.agents().stream()).toList();
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
