package io.tombolo.ledger.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.http.HttpLimits;
import io.tombolo.http.RawServer;
import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerException;
import io.tombolo.merkle.checkpoint.Witness;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteSignature;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.note.SignedNote;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Witnesses that never finish, so that a short limit is reached however fast the machine is, and cosignatures that are none. */
@Timeout(300)
class MisbehavingWitnessTest {
    private static final HttpLimits SHORT = new HttpLimits(Duration.ofMillis(300), 64 << 10, 0);
    private static final HttpLimits LONG = new HttpLimits(Duration.ofMinutes(4), 64 << 10, 0);
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private final GrowingLog log = new GrowingLog("acme.example/flights/0");
    private final HeadToAnchor head = log.head(0, 5);
    private final byte[] text = SignedNote.parse(head.signedNote()).text().getBytes(StandardCharsets.UTF_8);
    private final NoteSigner key = signer("w.example/1", 1);
    private final NoteSignature honest = key.sign(text);

    @Test
    void oneThatIsSilentOrTricklesIsLeftAtTheLimit() throws IOException {
        for (RawServer.Answer answer : new RawServer.Answer[] {RawServer.SILENT, RawServer.TRICKLE}) {
            refused(answer, SHORT, "/add-checkpoint: the answer is not whole within 300 ms, the limit");
        }
    }

    @Test
    void oneThatNeverEndsItsAnswerIsReadUpToTheLimit() throws IOException {
        refused(RawServer.ENDLESS, LONG, "/add-checkpoint: an answer of over 65536 bytes, the limit");
    }

    @Test
    void aConflictWithoutAPlausibleSizeIsReported() throws IOException {
        for (String size : new String[] {"", "-1", "05", "5 6", "9223372036854775808", "five"}) {
            refused(saying("409 Conflict", size + "\n"), LONG, "/add-checkpoint without a size: ");
        }
    }

    @Test
    void aCosignatureOfAnotherTextTimeOrKeyIsNotTaken() throws IOException {
        byte[] other = SignedNote.parse(log.head(0, 6).signedNote()).text().getBytes(StandardCharsets.UTF_8);

        for (NoteSignature wrong : new NoteSignature[] {
            key.sign(other),
            signer("w.example/1", 2).sign(text),
            signer("v.example/1", 1).sign(text),
            changed(80 - 9),
            changed(7),
            at(0),
            at(-1),
            new NoteSignature(honest.name(), honest.keyId(), new byte[64]),
            new NoteSignature(honest.name(), honest.keyId(), new byte[80])
        }) {
            refused(saying("200 OK", wrong.line() + "\n"), LONG, "its answer has no valid cosignature by w.example/1+");
        }
    }

    @Test
    void cosignaturesByUnknownKeysBesideItAreIgnored() throws IOException {
        String unknown = signer("w.example/2", 3).sign(text).line();
        // Of ML-DSA-44, which is longer, under the same name and another key id.
        String longer = new NoteSignature("w.example/1", 7, new byte[8 + 2420]).line();
        try (RawServer server = new RawServer(saying("200 OK", unknown + "\n" + honest.line() + "\n" + longer + "\n"));
                Ledger ledger = ledger(server, LONG)) {
            AnchorOutcome outcome = ledger.anchor(List.of(head)).get(0);

            assertThat(((AnchorOutcome.Committed) outcome).anchor().anchoredAt())
                    .isEqualTo(NOW);
            assertThat(new String(ledger.receipt(log.origin(), 5).orElseThrow(), StandardCharsets.UTF_8))
                    .isEqualTo(new String(text, StandardCharsets.UTF_8) + "\n" + honest.line() + "\n");
        }
    }

    private void refused(RawServer.Answer answer, HttpLimits limits, String message) throws IOException {
        try (RawServer server = new RawServer(answer);
                Ledger ledger = ledger(server, limits)) {
            assertThatThrownBy(() -> ledger.anchor(List.of(head)))
                    .isInstanceOf(LedgerException.class)
                    .hasMessageStartingWith("witness w.example/1: ")
                    .hasMessageContaining(message);
            assertThat(ledger.latest(log.origin())).isEmpty();
        }
    }

    private Ledger ledger(RawServer server, HttpLimits limits) {
        return WitnessLedger.of(server.uri("").toString(), key.verifier().vkey(), limits);
    }

    private static RawServer.Answer saying(String status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return (request, out) -> {
            out.write(("HTTP/1.1 " + status + "\r\nContent-Length: " + bytes.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(bytes);
        };
    }

    private NoteSignature changed(int at) {
        byte[] signature = honest.signature();
        signature[at] ^= 1;
        return new NoteSignature(honest.name(), honest.keyId(), signature);
    }

    /** With another time than the one that is signed. */
    private NoteSignature at(long seconds) {
        byte[] signature = honest.signature();
        ByteBuffer.wrap(signature).putLong(seconds);
        return new NoteSignature(honest.name(), honest.keyId(), signature);
    }

    private static NoteSigner signer(String name, int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return Witness.signer(name, Ed25519Keys.fromSeed(bytes), Clock.fixed(NOW, ZoneOffset.UTC));
    }
}
