package io.tombolo.ledger.embedded;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.tombolo.ledger.embedded.identity.ClientIdentity;
import io.tombolo.ledger.embedded.identity.IdentityCheck;
import io.tombolo.ledger.embedded.identity.Organisations;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A running embedded ledger. It listens without TLS, for loopback; everything it knows is under its folder, and a process
 * killed at any moment leaves a folder that opens again with all that was ever confirmed.
 */
public final class EmbeddedLedger implements AutoCloseable {
    private static final int MAX_MESSAGE_BYTES = 100 << 20;

    private final Config config;
    private final FolderLock lock;
    private final Organisations organisations;
    private final Chain chain;
    private final Server server;
    private final ExecutorService threads;

    private EmbeddedLedger(
            Config config,
            FolderLock lock,
            Organisations organisations,
            Chain chain,
            Server server,
            ExecutorService threads) {
        this.config = config;
        this.lock = lock;
        this.organisations = organisations;
        this.chain = chain;
        this.server = server;
        this.threads = threads;
    }

    /** Makes or reopens the ledger of this folder, checks its blocks, and listens. */
    public static EmbeddedLedger open(Config config) {
        FolderLock lock = FolderLock.take(config.directory());
        try {
            return start(config, lock);
        } catch (IOException e) {
            lock.close();
            throw new EmbeddedLedgerException(
                    "embedded ledger in " + config.directory() + " can't start on " + config.host() + ":"
                            + config.port() + ": " + e.getMessage(),
                    e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static EmbeddedLedger start(Config config, FolderLock lock) throws IOException {
        Organisations organisations = Organisations.open(config.directory().resolve("organisations"), config.clock());
        Map<String, Organisations.PeerKey> peers = new LinkedHashMap<>();
        config.members().forEach(member -> peers.put(member, organisations.peer(member)));
        Genesis genesis =
                new Genesis(config.channel(), config.chaincode(), organisations.authoritiesPem(config.members()));
        IdentityCheck identities = new IdentityCheck(organisations, config.clock());
        Chain chain = Chain.open(
                config.directory().resolve("blocks.bin"), genesis, new EndorsementPolicy(config.members(), identities));
        ExecutorService threads = Executors.newCachedThreadPool(named("embedded-ledger"));
        try {
            Server server = NettyServerBuilder.forAddress(new InetSocketAddress(config.host(), config.port()))
                    .addService(new GatewayService(config.channel(), config.chaincode(), chain, identities, peers))
                    .executor(threads)
                    .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                    .build()
                    .start();
            return new EmbeddedLedger(config, lock, organisations, chain, server, threads);
        } catch (IOException | RuntimeException e) {
            threads.shutdownNow();
            chain.close();
            throw e;
        }
    }

    /** {@code host:port} of the gateway's gRPC, plain text. */
    public String endpoint() {
        return config.host() + ":" + server.getPort();
    }

    /** {@code fabric:<channel>/<chaincode>}. */
    public String name() {
        return "fabric:" + config.channel() + "/" + config.chaincode();
    }

    public Config config() {
        return config;
    }

    /** The organisation's client identity, made at its first call; any lower-case domain may enrol. */
    public ClientIdentity enrol(String organisation) {
        return organisations.enrol(organisation);
    }

    /** The authorities' certificates (PEM) of the members that run peers, by membership id. */
    public Map<String, String> trustAnchors() {
        return organisations.authoritiesPem(config.members());
    }

    /** Blocks on the chain, block 0 included. */
    public long height() {
        return chain.height();
    }

    @Override
    public void close() {
        server.shutdown();
        threads.shutdownNow();
        try {
            if (!server.awaitTermination(2, TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        try {
            chain.close();
        } catch (IOException e) {
            throw new EmbeddedLedgerException("blocks of " + config.directory() + " can't be closed", e);
        } finally {
            lock.close();
        }
    }

    private static java.util.concurrent.ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * What an embedded ledger is made with. Channel, chaincode and members are written into block 0 and can't change afterwards.
     *
     * @param directory holds everything that persists; made if missing
     * @param host address to listen on; loopback unless others are to reach it
     * @param port 0 for any free one
     * @param channel the channel's name, as in {@code fabric:<channel>/<chaincode>}
     * @param members domains of the organisations that run peers; all of them endorse
     */
    public record Config(
            Path directory,
            String host,
            int port,
            String channel,
            String chaincode,
            List<String> members,
            Clock clock) {
        public Config {
            members = List.copyOf(members);
            if (members.isEmpty() || members.stream().distinct().count() != members.size()) {
                throw new IllegalArgumentException("members " + members + ": at least one, and each once");
            }
            if (!channel.matches("[a-z][a-z0-9.-]{0,248}")) {
                throw new IllegalArgumentException(
                        "channel '" + channel + "': lower-case letters, digits, dots and dashes");
            }
            if (!chaincode.matches("[A-Za-z0-9]+([-_][A-Za-z0-9]+)*")) {
                throw new IllegalArgumentException("chaincode '" + chaincode + "': letters, digits, single - and _");
            }
        }
    }
}
