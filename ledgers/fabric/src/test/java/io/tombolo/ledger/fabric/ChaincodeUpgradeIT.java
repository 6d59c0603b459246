package io.tombolo.ledger.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.kit.OwnedLog;
import io.tombolo.schemas.contract.AnchorRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A second version of the chaincode on a network of its own: its state stays, and peers talk to it over TLS. */
class ChaincodeUpgradeIT {
    /** Skips, and says so, where there are no binaries. */
    @RegisterExtension
    static final FabricBinaries BINARIES = new FabricBinaries();

    @TempDir
    private Path state;

    @Test
    void keepsItsStateOverAnUpgradeToAChaincodeThatSpeaksTls() throws Exception {
        OwnedLog log = OwnedLog.of("upgraded.example", "flights");
        try (UpgradedChaincode chaincode = new UpgradedChaincode(Files.createTempDirectory("tombolo-upgrade-"));
                Ledger ledger = connect(chaincode.fabric())) {
            await().atMost(Duration.ofMinutes(5))
                    .ignoreExceptionsInstanceOf(LedgerException.class)
                    .until(() -> ledger.register(log.registration()) != null);
            AnchorRecord before = anchor(ledger, log, 0, 3);

            chaincode.roll();
            await().atMost(Duration.ofMinutes(5))
                    .ignoreExceptionsInstanceOf(LedgerException.class)
                    .until(
                            () -> ledger.anchor(List.of(log.head(3, 8))).get(0),
                            AnchorOutcome.Committed.class::isInstance);

            assertThat(ledger.history(log.origin(), 0, 10))
                    .extracting(AnchorRecord::size)
                    .containsExactly(3L, 8L);
            assertThat(anchor(ledger, log, 0, 3).transactionId()).isEqualTo(before.transactionId());
            assertThat(ledger.receipt(log.origin(), 8)).isPresent();
            servesNobodyWhoComesWithoutACertificate(chaincode.port(0));
        }
    }

    private static void servesNobodyWhoComesWithoutACertificate(int port) throws Exception {
        SSLContext trusting = SSLContext.getInstance("TLSv1.2");
        trusting.init(null, new TrustManager[] {new TrustsAnybody()}, new SecureRandom());
        try (SSLSocket socket =
                (SSLSocket) trusting.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);

            // The peers came through on this very port; who shows no certificate is cut off, with or without a word.
            assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
        }
    }

    private static AnchorRecord anchor(Ledger ledger, OwnedLog log, long from, long to) {
        AnchorOutcome outcome = ledger.anchor(List.of(log.head(from, to))).get(0);
        assertThat(outcome).isInstanceOf(AnchorOutcome.Committed.class);
        return ((AnchorOutcome.Committed) outcome).anchor();
    }

    private Ledger connect(FabricUnderTest fabric) {
        return FabricLedger.connect(new FabricLedger.Config(
                fabric.gateways(),
                fabric.channel(),
                fabric.chaincode(),
                fabric.identities().get(0),
                fabric.members(),
                state,
                Duration.ofSeconds(40)));
    }

    /** The server's certificate is beside the point here. */
    private static final class TrustsAnybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
