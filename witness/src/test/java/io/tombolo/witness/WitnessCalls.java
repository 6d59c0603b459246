package io.tombolo.witness;

import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.checkpoint.Cosignature;
import io.tombolo.merkle.note.NoteCheck;
import io.tombolo.merkle.note.NoteSignature;
import io.tombolo.merkle.note.SignedNote;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/** What a client of a witness sends, and how it reads a cosignature. */
public final class WitnessCalls {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private WitnessCalls() {}

    public static HttpResponse<String> addCheckpoint(URI witness, String body)
            throws IOException, InterruptedException {
        return addCheckpoint(witness, HttpRequest.BodyPublishers.ofString(body));
    }

    static HttpResponse<String> addCheckpoint(URI witness, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(witness.resolve("/add-checkpoint"))
                        .POST(body)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    public static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The verified cosignature of the note in an answer's body. */
    public static NoteSignature cosignature(String answer, SignedNote note, String vkey) {
        SignedNote cosigned = SignedNote.parse(note.format() + answer);
        if (cosigned.verify(List.of(Cosignature.verifier(vkey))) instanceof NoteCheck.Signed signed) {
            return signed.by().get(0);
        }
        throw new AssertionError("no cosignature by " + vkey + " of " + Checkpoint.parse(note.text()) + ": " + answer);
    }
}
