package io.timecoin.cli;

import io.timecoin.block.BlockFiles;
import io.timecoin.block.BlockStore;
import io.timecoin.client.Client;
import io.timecoin.client.Courier;
import io.timecoin.crypto.KeyPair;
import io.timecoin.genesis.Genesis;
import io.timecoin.network.AeronSettings;
import io.timecoin.network.DriverSettings;
import io.timecoin.network.EmbeddedDriver;
import io.timecoin.network.Endpoint;
import io.timecoin.network.RefusalReason;
import io.timecoin.node.ChainFile;
import io.timecoin.node.ConfigKey;
import io.timecoin.node.DataFolder;
import io.timecoin.node.NodeConfig;
import io.timecoin.node.NodeStatus;
import io.timecoin.transaction.Address;
import io.timecoin.transaction.Amounts;
import io.timecoin.transaction.TransactionLayout;
import io.timecoin.transaction.Verdict;
import io.timecoin.wallet.Faucet;
import io.timecoin.wallet.OwnOutput;
import io.timecoin.wallet.OwnOutputs;
import io.timecoin.wallet.Spending;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What the commands of a validator have in common: its key, its money, a way to a node, what became of payments. */
final class ValidatorDesk implements AutoCloseable
{
    private static final long CONNECT_NS = TimeUnit.SECONDS.toNanos(15);
    private static final long PLACE_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long PLACE_PARK_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final String LOOPBACK = "127.0.0.1:";
    private static final int TRIES = 5;
    /** Some are left for the payment that spends what was gathered. */
    private static final int MAX_GATHERED = 200;
    private static final long FEE_OF_GATHERING = 1L << 16;

    private final ChainFile chain;
    private final KeyPair identity;
    private final long timeoutNs;
    private final List<KeyPair> payers = new ArrayList<>();
    private final List<OwnOutput> first;
    private final OwnOutputs outputs;
    private final boolean hasBlocks;
    private final SpentMark mark;
    private final Path buffers;
    private final EmbeddedDriver driver;
    private final Courier courier;

    private ValidatorDesk(final ChainFile chain, final SubmitOptions options, final KeyAccess access)
        throws IOException
    {
        this.chain = chain;
        identity = chain.identity();
        timeoutNs = options.timeout.toNanos();
        if (options.from != null)
        {
            final KeyPair key = access.open(options.from);
            payers.addAll(new Faucet(key.seed()).accountsOf(chain.genesis()));
            payers.add(key);
        }
        final List<KeyPair> keys = new ArrayList<>(payers);
        keys.add(identity);
        outputs = new OwnOutputs(chain.genesis(), keys);
        mark = options.from == null ? null : new SpentMark(options.from, SpentMark.BONDED_SUFFIX);
        first = outputs.of(TransactionLayout.LOCK_KEY_HASH, payers);
        try (BlockFiles blocks = BlockFiles.openReadOnly(
            DataFolder.blocks(chain.config().path(ConfigKey.DATA)), chain.genesis().chainId()))
        {
            hasBlocks = blocks.lastHeight() != BlockStore.NO_HEIGHT;
            outputs.after(blocks);
        }
        final List<String> nodes = options.node == null ? nodes(chain.config()) : List.of(options.node);
        buffers = Files.createTempDirectory("timecoin-validator-");
        driver = EmbeddedDriver.launch(DriverSettings.shared(), buffers, (ex) -> {});
        courier = new Courier(Client.on(driver, chain.genesis().chainId(), reply(nodes), nodes,
            AeronSettings.standard(), new SecureRandom().nextLong()));
        connect(nodes);
    }

    /** Opens the way to a node. */
    static ValidatorDesk open(final NodeConfig config, final SubmitOptions options, final KeyAccess access)
        throws IOException
    {
        final ChainFile chain = ChainFile.read(config);
        if (chain.genesis().bondUnit() == 0)
        {
            throw new CliException(ExitCode.CONFIGURATION, "nobody joins or leaves this chain (closed_chain)",
                "its genesis has a bond unit of 0: the first validators stay for ever",
                "'timecoin init --bond-unit AMOUNT' makes a chain that is open");
        }
        if (options.node != null && !Endpoint.isValid(options.node))
        {
            throw new CliException(ExitCode.USAGE, "'" + options.node + "' is no endpoint", "",
                "write --node as HOST:PORT");
        }
        return new ValidatorDesk(chain, options, access);
    }

    /** The chain. */
    Genesis genesis()
    {
        return chain.genesis();
    }

    /** The node's own key. */
    KeyPair identity()
    {
        return identity;
    }

    /** How people write the identity. */
    String address()
    {
        return Address.ofPublicKey(chain.genesis().testnet(), identity.publicKey()).toString();
    }

    /** Whether this node has final blocks, which say what it owns. */
    boolean hasBlocks()
    {
        return hasBlocks;
    }

    /** Whether the genesis names the identity. */
    boolean isFirst()
    {
        return chain.genesis().validators().stream()
            .anyMatch((validator) -> Arrays.equals(validator.identity(), identity.publicKey()));
    }

    /** Which place the identity has, as a node says; negative if it has none. */
    int place()
    {
        return courier.place(identity.publicKey(), PLACE_NS);
    }

    /** The same, but a node is given the moment that it takes to see its own last block. */
    int awaitPlace()
    {
        final long startNs = System.nanoTime();
        int place = place();
        while (place < 0 && System.nanoTime() - startNs < timeoutNs)
        {
            LockSupport.parkNanos(PLACE_PARK_NS);
            place = place();
        }
        return place;
    }

    /** Unspent outputs of the identity, in final blocks that are here. */
    List<OwnOutput> own(final int lockType)
    {
        return outputs.of(lockType, List.of(identity));
    }

    /** Outputs of the key that pays, the youngest first: a load spends from the other end. */
    List<OwnOutput> paying() throws IOException
    {
        final List<OwnOutput> candidates = outputs.of(TransactionLayout.LOCK_KEY_HASH, payers);
        if (mark != null)
        {
            final int taken = Math.min(first.size(), mark.read(chain.chainIdHex()));
            final Set<OwnOutput> gone = new HashSet<>(first.subList(first.size() - taken, first.size()));
            candidates.removeIf(gone::contains);
        }
        Collections.reverse(candidates);
        return candidates;
    }

    /** Moves money of the key that pays to the identity, which must sign for itself. */
    List<OwnOutput> fund(final long amount) throws IOException
    {
        final List<OwnOutput> funded = new ArrayList<>();
        long lacking = amount;
        int tries = 0;
        while (lacking > 0)
        {
            final List<OwnOutput> candidates = paying();
            final long most = candidates.stream().limit(MAX_GATHERED).mapToLong(OwnOutput::amount).sum() -
                FEE_OF_GATHERING;
            final long part = Math.max(TransactionLayout.DUST_AMOUNT, Math.min(lacking, most));
            final Spending.Signed payment = new Spending(chain.genesis().chainId())
                .pay(part, TransactionLayout.LOCK_KEY_HASH, identity.keyHash()).sign(candidates);
            if (payment == null)
            {
                throw lacksMoney(amount);
            }
            take(payment);
            final Courier.Fate fate = courier.submit(payment.bytes(), false, timeoutNs);
            final boolean isSpent = fate.stage() == Courier.Stage.REFUSED &&
                (fate.verdict() == Verdict.CONFLICT || fate.verdict() == Verdict.MISSING_PARENT);
            if (isSpent && tries < TRIES)
            {
                // Others spent it: the next ones.
                tries++;
                continue;
            }
            require("the payment that funds it", fate, false);
            funded.add(new OwnOutput(payment.txid(), 0, part, TransactionLayout.LOCK_KEY_HASH, identity));
            lacking -= part;
        }
        return funded;
    }

    /** Submits a payment and waits until it is final. Returns the height of its block. */
    long submit(final String what, final Spending.Signed payment)
    {
        return require(what, courier.submit(payment.bytes(), true, timeoutNs), true);
    }

    /** Remembers which first outputs were taken, so that neither a load nor the next payment takes them again. */
    void take(final Spending.Signed payment) throws IOException
    {
        int taken = mark == null ? 0 : mark.read(chain.chainIdHex());
        for (final OwnOutput spent : payment.spent())
        {
            final int at = first.indexOf(spent);
            taken = at < 0 ? taken : Math.max(taken, first.size() - at);
        }
        if (mark != null)
        {
            mark.write(chain.chainIdHex(), taken);
        }
    }

    CliException lacksMoney(final long amount) throws IOException
    {
        final long there = paying().stream().mapToLong(OwnOutput::amount).sum();
        return new CliException(ExitCode.CHECK_FAILED, "there is not enough money (insufficient_funds)",
            Amounts.format(amount) + " TIME and fees are needed; " + (payers.isEmpty() ?
                address() + " owns less in the final blocks that are here" :
                "the key of --from owns " + Amounts.format(there) + " TIME as far as is known here"),
            "name a key with money by --from FILE");
    }

    @Override
    public void close() throws IOException
    {
        courier.close();
        driver.close();
        Files.deleteIfExists(buffers);
    }

    private void connect(final List<String> nodes) throws IOException
    {
        if (courier.awaitNode(CONNECT_NS))
        {
            return;
        }
        final RefusalReason reason = courier.refusal();
        close();
        if (reason == RefusalReason.WRONG_CHAIN)
        {
            throw new CliException(ExitCode.CONFIGURATION, "the node is of another chain (wrong_chain)",
                "this one is " + chain.chainIdHex(), "check node.genesis, network.peers and --node");
        }
        throw new CliException(ExitCode.UNREACHABLE, "cannot reach " + String.join(", ", nodes),
            reason == null ? "no session within " + TimeUnit.NANOSECONDS.toSeconds(CONNECT_NS) + " s" :
                "refused: " + reason.name().toLowerCase(java.util.Locale.ROOT),
            "start a node ('timecoin start'), or name one that runs with --node HOST:PORT");
    }

    private long require(final String what, final Courier.Fate fate, final boolean isFinal)
    {
        switch (fate.stage())
        {
            case FINAL:
                return fate.height();

            case ACCEPTED:
                if (!isFinal)
                {
                    return 0;
                }
                throw new CliException(ExitCode.TIMEOUT, what + " is accepted, but in no final block yet",
                    "no block listed it in time", "give it more time: 'timecoin validator list' tells when it counts");

            case REFUSED:
                final String reason = fate.verdict().reason();
                throw new CliException(ExitCode.CHECK_FAILED, what + " was refused (" + reason + ")",
                    why(fate.verdict()), next(fate.verdict()));

            case PENDING:
                throw new CliException(ExitCode.TIMEOUT, what + " was not accepted in time",
                    "the nodes do not agree yet, or too few are connected", "see 'timecoin status', and try again");

            default:
                throw new CliException(ExitCode.UNREACHABLE, "the node went away; " + what + " may have come to it",
                    "", "see 'timecoin validator list' at a node of the chain before you try again");
        }
    }

    private static String why(final Verdict verdict)
    {
        return switch (verdict)
        {
            case BOND_TOO_SMALL -> "it is less than a unit of weight costs";
            case ALREADY_VALIDATOR -> "a final block, or the genesis, names this identity already: it has its place";
            case NOT_A_VALIDATOR -> "no final block has bonded this identity";
            case VALIDATORS_FULL -> "all places of this chain are taken for ever";
            case STILL_HELD -> "the money of who left is held two epochs past its last vote, so that it can be charged";
            case CONFLICT, MISSING_PARENT -> "another payment has spent the same money";
            case POOL_FULL -> "the node's pool is full of payments with higher fees";
            case NOT_READY -> "the node is stopping, or not connected to enough others";
            default -> "";
        };
    }

    private static String next(final Verdict verdict)
    {
        return switch (verdict)
        {
            case BOND_TOO_SMALL -> "give more with --amount";
            case ALREADY_VALIDATOR -> "a node that left joins again as a new identity: 'timecoin init --join'";
            case NOT_A_VALIDATOR -> "see 'timecoin validator list'";
            case STILL_HELD -> "see 'timecoin validator list' for the block from which on it may be spent";
            case CONFLICT, MISSING_PARENT, POOL_FULL, NOT_READY -> "try again in a moment";
            default -> "";
        };
    }

    /** The node itself if it listens, then its peers. */
    private static List<String> nodes(final NodeConfig config)
    {
        final List<String> nodes = new ArrayList<>();
        final NodeStatus own = NodeStatus.read(config.path(ConfigKey.DATA));
        if (own != null && own.place() >= 0)
        {
            nodes.add(config.text(ConfigKey.LISTEN));
        }
        nodes.addAll(config.peers());
        if (nodes.isEmpty())
        {
            throw new CliException(ExitCode.UNREACHABLE, "there is no node to submit to",
                "this one does not run, and network.peers is empty", "start it, or name one with --node HOST:PORT");
        }
        return nodes;
    }

    private String reply(final List<String> nodes)
    {
        final String listen = Endpoint.normal(chain.config().text(ConfigKey.LISTEN));
        return nodes.stream().allMatch((node) -> Endpoint.normal(node).startsWith(LOOPBACK)) ||
            !Endpoint.isLiteral(listen) ? LOOPBACK + "0" : listen.substring(0, listen.lastIndexOf(':')) + ":0";
    }
}
