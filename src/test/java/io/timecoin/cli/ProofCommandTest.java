package io.timecoin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.timecoin.block.BlockFiles;
import io.timecoin.block.BlockRetention;
import io.timecoin.block.EvidenceList;
import io.timecoin.block.StateChain;
import io.timecoin.block.TestBlocks;
import io.timecoin.node.DataFolder;
import io.timecoin.proof.ValidatorsFile;

class ProofCommandTest
{
    private static final int COUNT = 5;

    private final TestBlocks blocks = TestBlocks.ofEqual(4);
    private final String txid = Hex.format(TestBlocks.hash("tx", 3));
    @TempDir
    private Path folder;
    private Path validators;
    private Path proof;

    @BeforeEach
    void writeBlocks() throws IOException
    {
        try (BlockFiles store = BlockFiles.open(DataFolder.blocks(folder), blocks.chainId(), BlockRetention.ALL))
        {
            for (int i = 0; i < 3; i++)
            {
                final UnsafeBuffer ids = TestBlocks.ids(COUNT * i, COUNT);
                store.beginBlock(blocks.next(ids, COUNT), EvidenceList.NONE, ids, 0, null, 0);
                for (int j = 0; j < COUNT; j++)
                {
                    store.addBody(ids, 0, 100);
                }
                store.endBlock();
            }
        }
        validators = Files.write(folder.resolve("validators.sbe"),
            new ValidatorsFile(blocks.chainId(), 0, blocks.roster()).encode());
        proof = folder.resolve("it.proof");
    }

    @Test
    void shouldMakeAndVerifyAProof()
    {
        final CliRun made = make(txid);
        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(made.out()).contains("payment 3 of block 1");

        final CliRun verified = verify("--report", "json");
        assertThat(verified.exitCode()).as(verified.err()).isZero();
        assertThat(verified.out()).contains("\"final\":true").contains("\"transaction\":\"" + txid + "\"")
            .contains("\"height\":1").contains("\"position\":3").contains("\"signers\":4");
        assertThat(verify().out()).contains("final        true").doesNotContain("reason");
    }

    @Test
    void shouldRefuseDamagedAndForeignProofs() throws IOException
    {
        make(txid);
        final byte[] bytes = Files.readAllBytes(proof);
        final byte[] damaged = bytes.clone();
        damaged[60] ^= 1;
        Files.write(proof, damaged);
        final CliRun untrue = verify();
        assertThat(untrue.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(untrue.out()).contains("final        false").contains("not_in_block");

        Files.write(proof, Arrays.copyOf(bytes, bytes.length - 1));
        assertFailed(verify(), ExitCode.CORRUPT, "malformed");
        Files.write(proof, new byte[1 << 20]);
        assertFailed(verify(), ExitCode.CORRUPT, "larger than any proof");
        Files.delete(proof);
        assertFailed(verify(), ExitCode.CONFIGURATION, "cannot read");

        Files.write(proof, bytes);
        Files.write(validators, new ValidatorsFile(TestBlocks.hash("chain", 9), 0, blocks.roster()).encode());
        assertThat(verify().out()).contains("wrong_chain");
        Files.write(validators, new byte[100]);
        assertFailed(verify(), ExitCode.CONFIGURATION, "names no validators");
        Files.delete(validators);
        assertFailed(verify(), ExitCode.CONFIGURATION, "cannot read");
    }

    @Test
    void shouldSayThatAPaymentIsNotThere()
    {
        assertFailed(make("00".repeat(32)), ExitCode.CHECK_FAILED, "blocks 1 to 3 were searched");
        assertFailed(make("00"), ExitCode.USAGE, "64 hexadecimal digits");
        assertFailed(make("zz"), ExitCode.USAGE, "hexadecimal digits");
        assertFailed(CliRun.of("proof", "make", txid, "--data", folder.resolve("none").toString()),
            ExitCode.UNREACHABLE, "there are no blocks");
        assertFailed(CliRun.of("proof"), ExitCode.USAGE, "make, verify, validators");
    }

    /** A whole chain as init makes it: its genesis serves as the file of validators. */
    @Test
    void shouldTakeTheGenesisForItsValidators() throws IOException
    {
        final Path network = folder.resolve("network");
        assertThat(CliRun.of("init", "--validators", "2", "--out", network.toString(), "--seed", "1").exitCode())
            .isZero();
        final Path config = network.resolve("node0").resolve("timecoin.toml");
        final Path written = folder.resolve("written.sbe");
        assertThat(CliRun.of("proof", "validators", "--config", config.toString(), "--out", written.toString()).out())
            .contains("2 validators of chain");
        final Path genesis = network.resolve("node1").resolve("genesis.sbe");

        assertThat(ValidatorsOption.read(genesis)).isEqualTo(ValidatorsOption.read(written));
        assertFailed(CliRun.of("proof", "make", txid, "--config", config.toString()),
            ExitCode.UNREACHABLE, "there are no blocks");
        assertFailed(CliRun.of("proof", "make", txid, "--config", config.toString(), "--data", folder.toString()),
            ExitCode.USAGE, "exclude each other");
        Files.createDirectories(DataFolder.blocks(config.getParent()));
        final Path file = DataFolder.blocks(folder).resolve("0000000001.blocks");
        Files.copy(file, DataFolder.blocks(config.getParent()).resolve(file.getFileName()));
        assertFailed(CliRun.of("proof", "make", txid, "--config", config.toString()),
            ExitCode.CONFIGURATION, "another chain");
    }

    @Test
    void shouldInspectBlocks() throws IOException
    {
        final CliRun last = inspect("last", "--verify");
        assertThat(last.exitCode()).as(last.err()).isZero();
        assertThat(last.out()).contains("height                3").contains("transactions          5")
            .contains("transaction_bytes     500").contains("[0, 1, 2, 3]");
        final String id = last.out().lines().filter((line) -> line.startsWith("block ")).findFirst().orElseThrow()
            .substring(22);
        assertThat(inspect(id).out()).isEqualTo(last.out());
        assertThat(inspect("1", "--transactions").out()).contains("  " + txid);
        assertThat(inspect("2", "--report", "json", "--transactions").out()).startsWith("{\"height\":2,")
            .contains("\"transaction_ids\":[");

        assertFailed(inspect("4"), ExitCode.CHECK_FAILED, "blocks 1 to 3");
        assertFailed(inspect("00".repeat(32)), ExitCode.CHECK_FAILED, "is not here");
        assertFailed(inspect("first"), ExitCode.USAGE, "its height");
        final Path file = DataFolder.blocks(folder).resolve("0000000001.blocks");
        final byte[] bytes = Files.readAllBytes(file);
        bytes[200] ^= 1;
        Files.write(file, bytes);
        assertFailed(inspect("1"), ExitCode.CORRUPT, file.toString());
    }

    @Test
    void shouldFindWhereTwoNodesPart() throws IOException
    {
        final Path a = folder.resolve("a");
        final Path b = folder.resolve("b");
        final StateChain chain = new StateChain();
        try (BlockFiles first = BlockFiles.open(DataFolder.blocks(a), chain.chainId(), BlockRetention.ALL);
            BlockFiles second = BlockFiles.open(DataFolder.blocks(b), chain.chainId(), BlockRetention.ALL))
        {
            for (int i = 0; i < 9; i++)
            {
                chain.append(first, second, 2, i == 4 ? 1 : -1);
            }
        }
        final CliRun found = CliRun.of("inspect", "divergence", a.toString(), b.toString());
        assertThat(found.exitCode()).as(found.err()).isEqualTo(ExitCode.CHECK_FAILED);
        assertThat(found.out()).contains("differs        state").contains("height         5")
            .contains("wrong          B").contains("only_in        A")
            .contains(Hex.format(Arrays.copyOf(chain.skipped(), 32)) + ":0");
        final CliRun same = CliRun.of("inspect", "divergence", a.toString(), a.toString(), "--report", "json");
        assertThat(same.exitCode()).isZero();
        assertThat(same.out()).contains("\"differs\":\"none\"").contains("\"compared_to\":9");
        assertFailed(CliRun.of("inspect", "divergence", a.toString(), folder.resolve("c").toString()),
            ExitCode.UNREACHABLE, "there are no blocks");
        assertFailed(CliRun.of("inspect", "divergence", a.toString(), b.toString(), "--genesis", validators.toString()),
            ExitCode.CONFIGURATION, "cannot use the genesis");
    }

    private CliRun make(final String id)
    {
        return CliRun.of("proof", "make", id, "--data", folder.toString(), "--out", proof.toString());
    }

    private CliRun verify(final String... more)
    {
        final String[] args = Arrays.copyOf(
            new String[] { "proof", "verify", proof.toString(), "--validators", validators.toString() },
            5 + more.length);
        System.arraycopy(more, 0, args, 5, more.length);
        return CliRun.of(args);
    }

    private CliRun inspect(final String which, final String... more)
    {
        final String[] args =
            Arrays.copyOf(new String[] { "inspect", "block", which, "--data", folder.toString() }, 5 + more.length);
        System.arraycopy(more, 0, args, 5, more.length);
        return CliRun.of(args);
    }

    private static void assertFailed(final CliRun run, final int exitCode, final String message)
    {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
        assertThat(run.err()).startsWith("error: ").contains(message).doesNotContain("\tat ");
        assertThat(run.out()).isEmpty();
    }
}
