package io.tombolo.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.config.ConfigFile.ConfigException;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.checkpoint.AddCheckpoint;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.checkpoint.Cosignature;
import io.tombolo.merkle.note.NoteCheck;
import io.tombolo.merkle.note.NoteSignature;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.proof.ConsistencyProof;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules of C2SP tlog-witness, over HTTP: every status, and that a refusal changes nothing. */
final class WitnessServerTest {
    private final SignedLog log = SignedLog.of("log.example/flights");

    @TempDir
    Path temp = Path.of("unset");

    private TestWitness witness;

    @BeforeEach
    void start() {
        witness = TestWitness.start(temp, log);
    }

    @AfterEach
    void stop() {
        witness.close();
    }

    @Test
    void cosignsTheFirstCheckpointAndEachThatFollows() throws Exception {
        long old = 0;
        for (long size : List.of(0L, 1L, 5L, 8L, 8L, 130L)) {
            HttpResponse<String> answer = witness.send(log.request(old, size));

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(Cosignature.time(WitnessCalls.cosignature(answer.body(), log.note(size), witness.vkey())))
                    .isEqualTo(TestWitness.START);
            old = size;
        }
    }

    @Test
    void cosignsTheSameCheckpointAgainWithALaterTime() throws Exception {
        witness.send(log.request(0, 5));
        witness.setClock(TestWitness.START.plusSeconds(60));

        HttpResponse<String> again = witness.send(log.request(5, 5));

        assertThat(Cosignature.time(WitnessCalls.cosignature(again.body(), log.note(5), witness.vkey())))
                .isEqualTo(TestWitness.START.plusSeconds(60));
    }

    @Test
    void refusesWhatIsMalformedWith400() throws Exception {
        String honest = log.request(0, 5);
        Hash hash = log.head(1).root();

        for (String body : List.of(
                "",
                "old 0\n",
                honest.substring(4),
                honest.replace("old 0", "old 00"),
                honest.replace("old 0", "old -1"),
                honest.replace("old 0\n", "old 0\n" + hash.hex() + "\n"),
                honest.replace("old 0\n", "old 0\n" + (hash.base64() + "\n").repeat(64)),
                honest.replace("\n5\n", "\n05\n"),
                honest + "\n",
                honest.strip(),
                honest.replace("\n", "\r\n"))) {
            problem(witness.send(body), 400, "bad-request");
        }
        problem(
                WitnessCalls.addCheckpoint(witness.uri(), BodyPublishers.ofByteArray(new byte[] {(byte) 0xff})),
                400,
                "bad-request");
        problem(witness.send(log.request(6, List.of(), 5)), 400, "bad-request");
        expectNothingCosigned();
    }

    @Test
    void refusesWhatTheLogDidNotSignWith403() throws Exception {
        SignedLog impostor = SignedLog.of(log.origin());
        SignedNote note = log.note(5);
        SignedNote falselySigned = new SignedNote(log.fork(0).note(5).text(), note.signatures());

        problem(witness.send(impostor.request(0, 5)), 403, "forbidden");
        problem(witness.send(request(falselySigned)), 403, "forbidden");
        problem(witness.send(request(note.with(falsified(note)))), 403, "forbidden");
        expectNothingCosigned();
    }

    @Test
    void refusesAnUnknownLogWith404() throws Exception {
        HttpResponse<String> answer =
                witness.send(SignedLog.of("other.example/log").request(0, 5));

        problem(answer, 404, "unknown-log");
        assertThat(answer.body()).contains("other.example/log");
    }

    @Test
    void answersAnotherOldSizeWith409AndItsOwn() throws Exception {
        conflict(witness.send(log.request(3, 5)), "0\n");
        witness.send(log.request(0, 5));

        conflict(witness.send(log.request(0, 9)), "5\n");
        conflict(witness.send(log.request(4, 9)), "5\n");
        conflict(witness.send(log.request(6, 9)), "5\n");
        assertThat(witness.send(log.request(5, 9)).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesAnotherHistoryWith422() throws Exception {
        witness.send(log.request(0, 5));
        Hash hash = log.head(1).root();

        problem(witness.send(log.fork(4).request(5, 5)), 422, "inconsistent");
        problem(witness.send(log.fork(4).request(5, 9)), 422, "inconsistent");
        problem(witness.send(log.request(5, log.proof(4, 9).path(), 9)), 422, "inconsistent");
        problem(witness.send(log.request(5, List.of(), 9)), 422, "inconsistent");
        problem(witness.send(log.request(5, List.of(hash), 5)), 422, "inconsistent");

        conflict(witness.send(log.request(0, 9)), "5\n");
    }

    @Test
    void refusesAProofFromSizeZeroAndAWrongRootOfSizeZeroWith422() throws Exception {
        Hash hash = log.head(1).root();
        String wrongRoot = new Checkpoint(log.origin(), 0, hash).text();

        problem(witness.send(log.request(0, List.of(hash), 5)), 422, "inconsistent");
        problem(
                witness.send(request(NoteSigner.sign(wrongRoot, NoteSigner.ed25519(log.origin(), log.keys())))),
                422,
                "inconsistent");
        expectNothingCosigned();
    }

    @Test
    void refusesALongBodyAndOtherMethodsAndPaths() throws Exception {
        problem(witness.send("old 0\n" + "a".repeat(64 << 10)), 413, "too-large");
        problem(WitnessCalls.get(witness.uri().resolve("/add-checkpoint")), 405, "method");
        problem(WitnessCalls.get(witness.uri().resolve("/")), 404, "not-found");
    }

    @Test
    void showsTheCheckpointThatItCosignedLastToMonitors() throws Exception {
        URI uri = witness.uri()
                .resolve("/"
                        + HexFormat.of()
                                .formatHex(Hash.sha256().digest(log.origin().getBytes(StandardCharsets.UTF_8)))
                        + "/checkpoint");
        problem(WitnessCalls.get(uri), 404, "unknown-log");
        String stranger = NoteSigner.sign(
                        log.note(5).text(),
                        NoteSigner.ed25519("stranger.example", SignedLog.of("x").keys()))
                .signatures()
                .get(0)
                .line();
        witness.send(log.request(0, 5) + stranger + "\n");

        SignedNote shown = SignedNote.parse(WitnessCalls.get(uri).body());

        assertThat(shown.text()).isEqualTo(log.note(5).text());
        assertThat(shown.signatures()).hasSize(2);
        assertThat(shown.verify(List.of(NoteVerifier.parse(log.vkey()), Cosignature.verifier(witness.vkey()))))
                .isInstanceOfSatisfying(
                        NoteCheck.Signed.class, check -> assertThat(check.by()).hasSize(2));
    }

    @Test
    void cosignsNothingWhileItsClockIsBehindItsNewestCosignature() throws Exception {
        witness.send(log.request(0, 5));
        witness.setClock(TestWitness.START.minusSeconds(1));

        problem(witness.send(log.request(5, 6)), 503, "clock-behind");
        witness.restart();
        problem(witness.send(log.request(5, 6)), 503, "clock-behind");
        witness.setClock(TestWitness.START);

        assertThat(witness.send(log.request(5, 6)).statusCode()).isEqualTo(200);
    }

    @Test
    void namesTheKeyThatIsNotOne() {
        assertThatThrownBy(() -> TestWitness.config(temp, Map.of("a", List.of("a+00+AQ==")), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("logs.a: verifier key");
        assertThatThrownBy(() -> TestWitness.config(temp, Map.of("a", List.of()), Map.of()))
                .hasMessage("logs.a: no key, must be at least one");
        assertThatThrownBy(() -> TestWitness.config(temp, Map.of(), Map.of("acme.example", List.of("AAAA"))))
                .hasMessageStartingWith("organisations.acme.example: log key \"AAAA\": must be the base64 of 33 bytes");
    }

    private void expectNothingCosigned() throws Exception {
        conflict(witness.send(log.request(1, 2)), "0\n");
    }

    private static NoteSignature falsified(SignedNote note) {
        byte[] signature = note.signatures().get(0).signature();
        signature[0] ^= 1;
        return new NoteSignature(
                note.signatures().get(0).name(), note.signatures().get(0).keyId(), signature);
    }

    private static String request(SignedNote note) {
        return new AddCheckpoint(0, new ConsistencyProof(List.of()), note).format();
    }

    private static void conflict(HttpResponse<String> answer, String size) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
        assertThat(answer.body()).isEqualTo(size);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/x.tlog.size");
    }

    private static void problem(HttpResponse<String> answer, int status, String kind) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("\"urn:tombolo:problem:" + kind + "\"");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }
}
