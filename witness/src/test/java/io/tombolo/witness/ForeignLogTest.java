package io.tombolo.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.merkle.checkpoint.AddCheckpoint;
import io.tombolo.merkle.checkpoint.Cosignature;
import io.tombolo.merkle.note.NoteCheck;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.merkle.note.SignedNote;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests that other programs made (Go's {@code sumdb/tlog} and {@code sumdb/note}), and a cosignature of this witness that another
 * one accepted ({@code note} of transparency-dev's formats).
 */
final class ForeignLogTest {
    private static final long[] SIZES = {0, 1, 2, 3, 7, 8, 20, 64, 65, 300, 300};

    @TempDir
    Path temp = Path.of("unset");

    @Test
    void cosignsTheCheckpointsOfAnotherImplementation() throws Exception {
        try (TestWitness witness = new TestWitness(TestWitness.config(
                temp, Map.of("log.example/foreign", List.of(read("log-vkey.txt").strip())), Map.of()))) {
            for (int i = 1; i < SIZES.length; i++) {
                String request = read("request-" + SIZES[i - 1] + "-" + SIZES[i] + ".txt");

                HttpResponse<String> answer = witness.send(request);

                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                WitnessCalls.cosignature(
                        answer.body(), AddCheckpoint.parse(request).checkpoint(), witness.vkey());
            }
        }
    }

    @Test
    void verifiesTheCosignatureThatAnotherImplementationAccepted() throws IOException {
        NoteCheck check = SignedNote.parse(read("cosigned.txt"))
                .verify(List.of(
                        NoteVerifier.parse(read("log-vkey.txt").strip()),
                        Cosignature.verifier(read("witness-vkey.txt").strip())));

        assertThat(check)
                .isInstanceOfSatisfying(
                        NoteCheck.Signed.class,
                        signed -> assertThat(signed.by()).hasSize(2));
    }

    private static String read(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(ForeignLogTest.class.getResourceAsStream("foreign/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
