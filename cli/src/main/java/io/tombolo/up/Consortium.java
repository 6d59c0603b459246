package io.tombolo.up;

import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.embedded.EmbeddedLedger;
import io.tombolo.ledger.embedded.EmbeddedLedgerConfig;
import io.tombolo.ledger.embedded.identity.ClientIdentity;
import io.tombolo.ledger.fabric.FabricIdentity;
import io.tombolo.ledger.fabric.FabricLedger;
import io.tombolo.ledger.fabric.FabricLedgerConfig;
import io.tombolo.ledger.fabric.GatewayPeer;
import io.tombolo.verification.receipt.LedgerTrust;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The embedded ledger, and a connection to it for each organisation that this server acts for. Its three members run in this
 * process and are make-believe; an organisation that publishes is enrolled when it is first seen.
 */
public final class Consortium implements AutoCloseable {
    static final List<String> MEMBERS = List.of("one.development", "two.development", "three.development");

    private static final String CHANNEL = "tombolo";
    private static final String CHAINCODE = "anchors";

    private final EmbeddedLedger ledger;
    private final Path connections;
    private final Map<String, Ledger> open = new ConcurrentHashMap<>();

    private Consortium(EmbeddedLedger ledger, Path connections) {
        this.ledger = ledger;
        this.connections = connections;
    }

    static Consortium open(Path folder, List<String> members, Clock clock) {
        EmbeddedLedgerConfig config =
                new EmbeddedLedgerConfig(folder.resolve("chain"), "127.0.0.1", 0, CHANNEL, CHAINCODE, members, clock);
        return new Consortium(EmbeddedLedger.open(config), folder.resolve("connections"));
    }

    /** The ledger as one organisation sees it; closed with this. */
    public Ledger as(String organisation) {
        return open.computeIfAbsent(organisation, this::connect);
    }

    private Ledger connect(String organisation) {
        ClientIdentity identity = ledger.enrol(organisation);
        return FabricLedger.connect(new FabricLedgerConfig(
                List.of(GatewayPeer.plainText(ledger.endpoint())),
                CHANNEL,
                CHAINCODE,
                FabricIdentity.ofPem(identity.mspId(), identity.certificatePem(), identity.privateKeyPem()),
                ledger.config().members(),
                connections.resolve(organisation),
                FabricLedgerConfig.DEFAULT_PATIENCE));
    }

    /** How a policy names this ledger: its members' authorities, and that two thirds of them, rounded up, must have signed. */
    LedgerTrust trust() {
        SortedMap<String, List<X509Certificate>> members = new TreeMap<>();
        ledger.trustAnchors().forEach((member, pem) -> members.put(member, certificates(pem)));
        int quorum = (members.size() * 2 + 2) / 3;
        return new LedgerTrust(ledger.name(), CHANNEL, CHAINCODE, members, quorum);
    }

    private static List<X509Certificate> certificates(String pem) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException e) {
            throw new IllegalStateException("the embedded ledger's own certificates can't be read", e);
        }
    }

    /** Blocks on the chain, the first included: each later one holds one transaction or more. */
    public long height() {
        return ledger.height();
    }

    @Override
    public void close() {
        open.values().forEach(Ledger::close);
        ledger.close();
    }
}
