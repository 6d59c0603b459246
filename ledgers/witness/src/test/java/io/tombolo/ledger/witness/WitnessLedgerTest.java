package io.tombolo.ledger.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.Refusal;
import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.checkpoint.Witness;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.merkle.proof.ConsistencyProofBuilder;
import io.tombolo.schemas.contract.AnchorRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WitnessLedgerTest {
    private static final String ORIGIN = "acme.example/flights/0";
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private final KeyPair owner = keys();
    private final KeyPair own = keys();
    private final NoteSigner signer = NoteSigner.ed25519(ORIGIN, owner);
    private final NoteSigner cosigner = Witness.signer("w.example/1", own, Clock.fixed(NOW, ZoneOffset.UTC));
    private final Map<String, TreeHead> memory = new ConcurrentHashMap<>();
    private final Witness witness = new Witness(
            origin -> origin.equals(ORIGIN) ? List.of(signer.verifier()) : List.of(), cosigner, new Memory());
    private final ConsistencyProofBuilder log = ConsistencyProofBuilder.from(CompactRange.empty());
    private UnaryOperator<Response> answers = response -> response;
    private HttpServer server;
    private Ledger ledger;

    private record Response(int status, String body) {}

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/w/add-checkpoint", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Witness.Answer answer = witness.addCheckpoint(body);
            Response response = answers.apply(new Response(answer.status(), answer.body()));
            byte[] bytes = response.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(response.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        ledger = WitnessLedger.of(url(), cosigner.verifier().vkey());
    }

    @AfterEach
    void stop() {
        ledger.close();
        server.stop(0);
    }

    @Test
    void aCosignatureIsTheReceipt() {
        AnchorOutcome.Committed first = committed(head(0, 5));
        AnchorOutcome.Committed second = committed(head(5, 12));

        assertThat(first.anchor().size()).isEqualTo(5);
        AnchorRecord anchor = second.anchor();
        assertThat(anchor.ledger()).isEqualTo(ledger.name()).isEqualTo("witness:w.example/1");
        assertThat(anchor.anchoredAt()).isEqualTo(NOW);
        assertThat(anchor.note()).isEqualTo(note());
        assertThat(new String(ledger.receipt(ORIGIN, 12).orElseThrow(), StandardCharsets.UTF_8))
                .startsWith(ORIGIN + "\n12\n")
                .contains("\n— w.example/1 ")
                .doesNotContain("— " + ORIGIN);
        assertThat(ledger.latest(ORIGIN)).contains(anchor);
        assertThat(ledger.history(ORIGIN, 0, 10)).containsExactly(anchor);
    }

    @Test
    void aHeadWhoseAnswerWasLostIsCosignedAgain() {
        answers = response -> new Response(502, "");
        assertThatThrownBy(() -> ledger.anchor(List.of(head(0, 5))))
                .isInstanceOf(LedgerException.Unavailable.class)
                .hasMessageContaining("witness w.example/1 answers 502 to size 5 of " + ORIGIN);
        answers = response -> response;

        assertThat(committed(again(0)).anchor().size()).isEqualTo(5);
    }

    @Test
    void aWitnessThatIsElsewhereNamesItsSize() {
        committed(head(0, 5));
        committed(head(5, 9));

        AnchorOutcome outcome = ledger.anchor(List.of(head(5, 12))).get(0);

        assertThat(outcome).isInstanceOfSatisfying(AnchorOutcome.Refused.class, refused -> {
            assertThat(refused.why().code()).isEqualTo(Refusal.Code.NOT_FROM_LATEST);
            assertThat(refused.why().detail())
                    .isEqualTo("w.example/1 has size 9 of " + ORIGIN + ", the head begins at 5");
        });
        assertThat(ledger.latest(ORIGIN)).isEmpty();
        assertThat(ledger.sizeAlone(ORIGIN)).isEqualTo(9);
    }

    @Test
    void anotherHistoryIsRefusedAsInconsistent() {
        committed(head(0, 5));
        memory.put(ORIGIN, new TreeHead(5, CompactRange.empty().root()));

        AnchorOutcome outcome = ledger.anchor(List.of(head(5, 9))).get(0);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        AnchorOutcome.Refused.class,
                        refused -> assertThat(refused.why().code()).isEqualTo(Refusal.Code.INCONSISTENT));
    }

    @Test
    void aLogThatTheWitnessDoesNotKnowWaitsAndHoldsUpNoOther() {
        HeadToAnchor known = head(0, 5);
        String note = NoteSigner.sign(new Checkpoint("acme.example/other/0", known.treeHead()).text(), signer)
                .format();
        HeadToAnchor unknown = new HeadToAnchor("acme.example/other/0", 5, known.root(), 0, List.of(), note);

        List<AnchorOutcome> outcomes = ledger.anchor(List.of(unknown, known));

        assertThat(outcomes.get(0))
                .isInstanceOfSatisfying(
                        AnchorOutcome.Deferred.class,
                        deferred -> assertThat(deferred.why())
                                .contains("w.example/1 answers 404 to size 5 of acme.example/other/0")
                                .contains("unknown log"));
        assertThat(outcomes.get(1)).isInstanceOf(AnchorOutcome.Committed.class);
    }

    @Test
    void anAnswerThatIsNoCosignatureOfThisKeyIsNotTaken() {
        answers = response -> new Response(200, response.body().replace("w.example/1", "v.example/1"));
        assertThatThrownBy(() -> ledger.anchor(List.of(head(0, 5))))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("its answer has no valid cosignature by w.example/1+");

        answers = response -> new Response(200, "thanks\n");
        assertThatThrownBy(() -> ledger.anchor(List.of(again(0))))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("200 at " + url() + "/add-checkpoint without a cosignature");

        answers = response -> new Response(409, "many\n");
        assertThatThrownBy(() -> ledger.anchor(List.of(again(0))))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("409 at " + url() + "/add-checkpoint without a size");
        assertThat(ledger.latest(ORIGIN)).isEmpty();
    }

    @Test
    void nobodyThereIsReportedByNameAndAddress() {
        server.stop(0);

        assertThatThrownBy(() -> ledger.anchor(List.of(head(0, 5))))
                .isInstanceOf(LedgerException.Unavailable.class)
                .hasMessageStartingWith("witness w.example/1: ");
    }

    @Test
    void anAddressOrAKeyThatIsNoneIsNamed() {
        NoteVerifier logKey = signer.verifier();

        assertThatThrownBy(() ->
                        WitnessLedger.of("ftp://w.example", cosigner.verifier().vkey()))
                .hasMessage("witness w.example/1: 'ftp://w.example', must begin with http:// or https:// and a host");
        assertThatThrownBy(() -> WitnessLedger.of("http://w.example", logKey.vkey()))
                .hasMessageContaining("type 1, must be 4 (Ed25519 cosignature)");
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/w";
    }

    private AnchorOutcome.Committed committed(HeadToAnchor head) {
        return (AnchorOutcome.Committed) ledger.anchor(List.of(head)).get(0);
    }

    /** The log grown to a size, as a head from another size on. */
    private HeadToAnchor head(long from, long size) {
        for (long i = log.size(); i < size; i++) {
            log.append(new byte[] {(byte) i}, 0, 1);
        }
        log.mark();
        return again(from);
    }

    private HeadToAnchor again(long from) {
        TreeHead head = log.head();
        return new HeadToAnchor(
                ORIGIN,
                head.size(),
                head.root(),
                from,
                from == 0 ? List.of() : log.proof(from, head.size()).path(),
                note());
    }

    private String note() {
        return NoteSigner.sign(new Checkpoint(ORIGIN, log.head()).text(), signer)
                .format();
    }

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Memory implements Witness.Memory {
        @Override
        public synchronized Witness.Answer next(String origin, Function<Optional<TreeHead>, Witness.Answer> step) {
            Witness.Answer answer = step.apply(Optional.ofNullable(memory.get(origin)));
            if (answer instanceof Witness.Answer.Cosigned cosigned) {
                memory.put(origin, cosigned.checkpoint().head());
            }
            return answer;
        }
    }
}
