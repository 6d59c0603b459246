package io.tombolo.ledger.evm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.RegistrationOutcome;
import io.tombolo.ledger.kit.OwnedLog;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.verification.receipt.EvmTrust;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.receipt.evm.EvmReceiptVerifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receipts that need another member's signature over their header, which its server gives for what its own node holds for final. */
class HeaderCosignersTest {
    private final NoteSigner acme = NoteSigner.ed25519("acme.example", Ed25519Keys.generate());
    private final NoteSigner rival = NoteSigner.ed25519("rival.example", Ed25519Keys.generate());
    private final AtomicInteger asked = new AtomicInteger();
    private Duration ahead = Duration.ZERO;
    private final Clock clock = ((InstantSource) () -> Instant.now().plus(ahead)).withZone(ZoneOffset.UTC);

    @TempDir
    private Path directory;

    private DevelopmentChain anvil;
    private HttpServer server;
    private EvmLedger answering;
    private EvmLedger ledger;
    private OwnedLog log;
    private EvmTrust trust;

    @BeforeEach
    void start() throws IOException {
        anvil = DevelopmentChain.anvil();
        String contract = anvil.deploy(directory.resolve("acme"));
        answering = EvmLedger.connect(anvil.config(contract, 1, directory.resolve("rival"), rival));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/sign-header", exchange -> {
            asked.incrementAndGet();
            EvmLedger.HeaderAnswer answer =
                    answering.signHeader(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            byte[] body = answer.body().getBytes(UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        TreeMap<String, List<String>> members = new TreeMap<>();
        for (NoteSigner signer : List.of(acme, rival)) {
            members.put(signer.verifier().name(), List.of(signer.verifier().vkey()));
        }
        EvmLedger.Config config = anvil.config(contract, 0, directory.resolve("acme"));
        ledger = EvmLedger.connect(new EvmLedger.Config(
                config.nodes(),
                config.chainId(),
                contract,
                config.account(),
                0,
                config.limits(),
                new EvmLedger.HeaderSignatures(
                        List.of(acme),
                        List.of(new EvmLedger.HeaderSignatures.Cosigner("rival.example", url)),
                        members,
                        2),
                config.stateDirectory(),
                clock));
        trust = new EvmTrust(ledger.name(), EvmLedger.code(), members, 2, Optional.empty());
        log = OwnedLog.of("acme.example", "cosigned");
        assertThat(ledger.register(log.registration())).isInstanceOf(RegistrationOutcome.Registered.class);
        assertThat(ledger.anchor(List.of(log.head(0, 3), log.partition(1).head(0, 2))))
                .allMatch(AnchorOutcome.Committed.class::isInstance);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
        if (anvil != null) {
            anvil.close();
        }
    }

    private void assertConfirmed(OwnedLog of, long size) {
        ReceiptCheck check =
                new EvmReceiptVerifier().check(ledger.receipt(of.origin(), size).orElseThrow(), trust);
        assertThat(check).isInstanceOf(ReceiptCheck.Vouched.class);
        assertThat(((ReceiptCheck.Vouched) check).members()).containsExactly("acme.example", "rival.example");
    }

    @Test
    void aReceiptHasTheSignatureOfAnotherMemberWhichIsAskedOnceForEachHeader() {
        assertConfirmed(log, 3);
        assertConfirmed(log.partition(1), 2);

        assertThat(asked).hasValue(1);
        anvil.mine(1);
        assertConfirmed(log, 3);
        assertThat(asked).hasValue(2);
    }

    @Test
    void aMemberThatFailsIsLeftAloneForAWhileAndNoReceiptHasTooFewSignatures() {
        EvmLedger whole = answering;
        answering = EvmLedger.connect(anvil.config(whole.name().split("/", 2)[1], 2, directory.resolve("keyless")));

        assertThatThrownBy(() -> ledger.receipt(log.origin(), 3))
                .isInstanceOf(LedgerException.Unavailable.class)
                .hasMessageContaining("is signed by [acme.example], quorum 2; rival.example at http://127.0.0.1:")
                .hasMessageContaining("answers 404: \"chain 31337 is not signed for here\"");
        answering = whole;
        assertThatThrownBy(() -> ledger.receipt(log.origin(), 3)).isInstanceOf(LedgerException.Unavailable.class);
        assertThat(asked).hasValue(1);

        ahead = Duration.ofMinutes(1);
        assertConfirmed(log, 3);
        assertThat(asked).hasValue(2);
    }

    @Test
    void aBlockThatIsNotFinalForTheOtherMemberYetIsAskedForAgain() {
        EvmLedger.Config config = anvil.config(ledger.name().split("/", 2)[1], 1, directory.resolve("slow"), rival);
        answering = EvmLedger.connect(new EvmLedger.Config(
                config.nodes(),
                config.chainId(),
                config.contract(),
                config.account(),
                2,
                config.limits(),
                config.headers(),
                config.stateDirectory(),
                config.clock()));

        assertThatThrownBy(() -> ledger.receipt(log.origin(), 3))
                .isInstanceOf(LedgerException.Unavailable.class)
                .hasMessageContaining("answers 409: \"block 3 is not final here, the newest final block is 1\"");
        anvil.mine(1);
        assertThatThrownBy(() -> ledger.receipt(log.origin(), 3))
                .hasMessageContaining("answers 409: \"block 3 is not final here, the newest final block is 2\"");
        anvil.mine(1);

        assertConfirmed(log, 3);
        assertThat(asked).hasValue(3);
    }

    @Test
    void onlyABlockThatItsOwnNodeHasIsSigned() {
        assertThat(answering.signHeader("tombolo evm header 1\n31337\n1\n" + "0".repeat(64) + "\n"))
                .matches(answer -> answer.status() == 422)
                .asString()
                .contains("block 1 has the hash 0x")
                .contains("here, not 0x000");
        assertThat(answering.signHeader("tombolo evm header 1\n5\n1\n" + "0".repeat(64) + "\n"))
                .isEqualTo(new EvmLedger.HeaderAnswer(404, "chain 5 is not signed for here"));
        assertThat(answering.signHeader("tombolo evm header 2\n31337\n1\n" + "0".repeat(64) + "\n"))
                .isEqualTo(new EvmLedger.HeaderAnswer(
                        400, "must be the lines 'tombolo evm header 1', chain id, number and hash of a block"));
        anvil.stop();
        assertThat(answering.signHeader("tombolo evm header 1\n31337\n1\n" + "0".repeat(64) + "\n"))
                .matches(answer -> answer.status() == 503);
    }
}
