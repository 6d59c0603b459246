package io.tombolo.ledger.witness;

import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpAnswer;
import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.Refusal;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.checkpoint.AddCheckpoint;
import io.tombolo.merkle.checkpoint.Cosignature;
import io.tombolo.merkle.note.NoteCheck;
import io.tombolo.merkle.note.NoteSignature;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.proof.ConsistencyProof;
import io.tombolo.merkle.text.StrictText;
import io.tombolo.schemas.contract.AnchorRecord;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** One request to add-checkpoint (C2SP tlog-witness) and what its answer means for a head. Safe for use by several threads. */
final class AddCheckpointClient {
    private static final int SHOWN = 200;

    private final BoundedHttp http;
    private final URI address;
    private final NoteVerifier key;

    AddCheckpointClient(BoundedHttp http, URI url, NoteVerifier key) {
        this.http = http;
        this.address = URI.create(url + "/add-checkpoint");
        this.key = key;
    }

    /**
     * Asks for a cosignature.
     *
     * @param ledger the name that the anchor gets
     * @param known takes the size of the head that the witness has, if that is another one than {@code head} begins at
     * @throws LedgerException when there is no answer, or one that is not the protocol's
     */
    AnchorOutcome ask(HeadToAnchor head, String ledger, LongConsumer known) {
        SignedNote note = SignedNote.parse(head.signedNote());
        HttpAnswer answer = send(head.previousSize(), head, note);
        if (answer.status() == 409) {
            long has = size(answer);
            if (has != head.size()) {
                known.accept(has);
                return new AnchorOutcome.Refused(
                        new Refusal(
                                Refusal.Code.NOT_FROM_LATEST,
                                key.name() + " has size " + has + " of " + head.origin() + ", the head begins at "
                                        + head.previousSize()),
                        Optional.empty());
            }
            // It cosigned this head before, and the answer was lost.
            answer = send(head.size(), head, note);
        }
        return switch (answer.status()) {
            case 200 -> new AnchorOutcome.Committed(anchor(head, note, ledger, answer));
            case 422 ->
                new AnchorOutcome.Refused(new Refusal(Refusal.Code.INCONSISTENT, said(head, answer)), Optional.empty());
            case 400, 401, 403, 404, 409, 413, 429 -> new AnchorOutcome.Deferred(said(head, answer));
            default -> throw new LedgerException.Unavailable(said(head, answer), null);
        };
    }

    private HttpAnswer send(long oldSize, HeadToAnchor head, SignedNote note) {
        List<Hash> proof = oldSize == head.size() ? List.of() : head.consistencyProof();
        String body = new AddCheckpoint(oldSize, new ConsistencyProof(proof), note).format();
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Content-Type", "text/plain; charset=utf-8")
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            return http.send(request);
        } catch (IOException e) {
            throw new LedgerException.Unavailable("witness " + key.name() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LedgerException.Unavailable("witness " + key.name() + ": interrupted", e);
        }
    }

    private long size(HttpAnswer answer) {
        try {
            return StrictText.decimal(answer.text().stripTrailing(), "size");
        } catch (MalformedException e) {
            throw new LedgerException.Unavailable(
                    "witness " + key.name() + ": 409 at " + address + " without a size: " + shown(answer), e);
        }
    }

    /** The witness may have several keys: the line that counts is the one by the key that is configured. */
    private AnchorRecord anchor(HeadToAnchor head, SignedNote note, String ledger, HttpAnswer answer) {
        SignedNote cosigned;
        try {
            List<NoteSignature> lines = new ArrayList<>();
            for (String line : answer.text().split("\n", -1)) {
                if (!line.isEmpty()) {
                    lines.add(NoteSignature.parseLine(line));
                }
            }
            cosigned = new SignedNote(note.text(), lines);
        } catch (MalformedException e) {
            throw new LedgerException(
                    "witness " + key.name() + ": 200 at " + address + " without a cosignature: " + e.getMessage(), e);
        }
        if (!(cosigned.verify(List.of(key)) instanceof NoteCheck.Signed signed)) {
            throw new LedgerException(
                    "witness " + key.name() + ": its answer has no valid cosignature by " + key.vkey() + ": "
                            + shown(answer),
                    null);
        }
        NoteSignature cosignature = signed.by().get(0);
        Instant at = Cosignature.time(cosignature);
        String receipt = new SignedNote(note.text(), List.of(cosignature)).format();
        return new AnchorRecord(
                head.origin(),
                head.size(),
                head.root(),
                ledger,
                ledger + "/" + head.size(),
                null,
                at,
                head.signedNote(),
                ByteBuffer.wrap(receipt.getBytes(StandardCharsets.UTF_8)));
    }

    private String said(HeadToAnchor head, HttpAnswer answer) {
        return "witness " + key.name() + " answers " + answer.status() + " to size " + head.size() + " of "
                + head.origin() + ": " + shown(answer);
    }

    private static String shown(HttpAnswer answer) {
        String text = answer.text().strip();
        return StrictText.shown(text.substring(0, Math.min(text.length(), SHOWN)));
    }
}
