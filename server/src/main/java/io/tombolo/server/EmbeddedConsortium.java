package io.tombolo.server;

import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.embedded.EmbeddedLedger;
import io.tombolo.ledger.embedded.EmbeddedLedgerException;
import io.tombolo.ledger.embedded.identity.ClientIdentity;
import io.tombolo.ledger.fabric.FabricIdentity;
import io.tombolo.ledger.fabric.FabricLedger;
import io.tombolo.ledger.fabric.GatewayPeer;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.verification.receipt.LedgerTrust;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The embedded ledger, and a connection to it for each organisation that this server acts for. Its three members run in this
 * process and are simulated; an organisation that publishes is enrolled when it is first seen.
 */
final class EmbeddedConsortium implements Consortium {
    static final String NAME = LedgerMarker.EMBEDDED;

    private static final List<String> MEMBERS = List.of("one.development", "two.development", "three.development");

    /** Channel of the ledger that a server has if it is given no other. */
    static final String CHANNEL = "tombolo";

    private static final String CHAINCODE = "anchors";

    private final EmbeddedLedger ledger;
    private final String channel;
    private final Path connections;
    private final Map<String, Ledger> open = new ConcurrentHashMap<>();

    private EmbeddedConsortium(EmbeddedLedger ledger, String channel, Path connections) {
        this.ledger = ledger;
        this.channel = channel;
        this.connections = connections;
    }

    /**
     * @throws ServerException where a data folder anchors on another ledger, or has anchors and their ledger is lost: another one would hold
     *     none of them, under the same name
     */
    static EmbeddedConsortium open(Path folder, Clock clock) {
        Path data = Objects.requireNonNull(folder.getParent());
        // Anchors may be on another ledger, which is not lost.
        LedgerMarker.check(folder, NAME);
        if (!Files.exists(folder.resolve("chain")) && hasAnchors(data.resolve("kafka"))) {
            throw new ServerException(
                    "data folder " + data + " has anchors, but not the embedded ledger that they are on ("
                            + folder.resolve("chain")
                            + "): restore the folder ledger/ from a backup, or leave that"
                            + " ledger permanently with --ledger and --retired-ledgers (docs/recovery.md)");
        }
        LedgerMarker.claim(folder, NAME);
        return open(folder, CHANNEL, clock);
    }

    /** In the files of its own broker, which may not run yet; the topic has one partition. */
    private static boolean hasAnchors(Path kafka) {
        Path partition = kafka.resolve(Topics.ANCHORS + "-0");
        if (!Files.isDirectory(partition)) {
            return false;
        }
        try (DirectoryStream<Path> segments =
                Files.newDirectoryStream(partition, file -> file.toString().endsWith(".log") && Files.size(file) > 0)) {
            return segments.iterator().hasNext();
        } catch (IOException | DirectoryIteratorException e) {
            throw new ServerException("folder " + partition + " can't be read (" + e.getMessage() + ")", e);
        }
    }

    /** Another one: its channel distinguishes it, in its name too. */
    static EmbeddedConsortium open(Path folder, String channel, Clock clock) {
        EmbeddedLedger.Config config =
                new EmbeddedLedger.Config(folder.resolve("chain"), "127.0.0.1", 0, channel, CHAINCODE, MEMBERS, clock);
        try {
            return new EmbeddedConsortium(EmbeddedLedger.open(config), channel, folder.resolve("connections"));
        } catch (EmbeddedLedgerException e) {
            throw new ServerException("embedded ledger in " + folder + ": " + e.getMessage(), e);
        }
    }

    /** The name of the ledger with this channel. */
    static String name(String channel) {
        return "fabric:" + channel + "/" + CHAINCODE;
    }

    @Override
    public Ledger as(String organisation) {
        return open.computeIfAbsent(organisation, this::connect);
    }

    private Ledger connect(String organisation) {
        ClientIdentity identity = ledger.enrol(organisation);
        return FabricLedger.connect(new FabricLedger.Config(
                List.of(GatewayPeer.plainText(ledger.endpoint())),
                channel,
                CHAINCODE,
                FabricIdentity.ofPem(identity.mspId(), identity.certificatePem(), identity.privateKeyPem()),
                ledger.config().members(),
                connections.resolve(organisation),
                FabricLedger.Config.DEFAULT_PATIENCE));
    }

    /** Two thirds of the members, rounded up, must have signed. */
    @Override
    public LedgerTrust trust() {
        SortedMap<String, List<X509Certificate>> members = new TreeMap<>();
        ledger.trustAnchors().forEach((member, pem) -> members.put(member, Certificates.ofPem(pem)));
        int quorum = (members.size() * 2 + 2) / 3;
        return new LedgerTrust(ledger.name(), channel, CHAINCODE, members, quorum);
    }

    @Override
    public Optional<List<String>> organisations() {
        return Optional.empty();
    }

    @Override
    public String description() {
        return channel.equals(CHANNEL) ? NAME : NAME + " (" + channel + ")";
    }

    @Override
    public void close() {
        open.values().forEach(Ledger::close);
        ledger.close();
    }
}
