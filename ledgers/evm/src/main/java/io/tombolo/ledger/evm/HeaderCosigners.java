package io.tombolo.ledger.evm;

import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpAnswer;
import io.tombolo.http.HttpLimits;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.NoteCheck;
import io.tombolo.merkle.note.NoteSignature;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.text.StrictText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks other members to sign headers. A server that fails is left alone for a while; each signature is asked for once. One caller at a time. */
final class HeaderCosigners {
    private static final HttpLimits LIMITS = new HttpLimits(Duration.ofSeconds(15), 16 << 10, 0);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final int MOST_HEADERS = 100;
    private static final int SHOWN = 200;
    private static final int NOT_FINAL = 409;

    private final BoundedHttp http = new BoundedHttp(LIMITS);
    private final InstantSource clock;
    private final Map<URI, Failure> failures = new HashMap<>();
    private final Map<String, NoteSignature> signatures = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, NoteSignature> eldest) {
            return size() > MOST_HEADERS;
        }
    };

    HeaderCosigners(InstantSource clock) {
        this.clock = clock;
    }

    private record Failure(String why, Instant until, Duration pause) {}

    /** No signature, and why. */
    static final class NotSigned extends Exception {
        private static final long serialVersionUID = 1L;

        NotSigned(String why) {
            super(why);
        }
    }

    /**
     * A member's signature over a text.
     *
     * @param keys the member's
     */
    NoteSignature ask(EvmLedger.HeaderSignatures.Cosigner member, List<NoteVerifier> keys, String text)
            throws NotSigned {
        String about = member.url() + "\n" + text;
        NoteSignature known = signatures.get(about);
        if (known != null) {
            return known;
        }
        Failure last = failures.get(member.url());
        if (last != null && clock.instant().isBefore(last.until())) {
            throw new NotSigned(last.why());
        }
        String why;
        boolean isFailure = true;
        try {
            HttpAnswer answer = http.send(HttpRequest.newBuilder(URI.create(member.url() + "/sign-header"))
                    .header("Content-Type", "text/plain; charset=utf-8")
                    .POST(BodyPublishers.ofString(text))
                    .build());
            if (answer.status() == 200) {
                NoteSignature signature = signature(answer.text(), keys, text);
                failures.remove(member.url());
                signatures.put(about, signature);
                return signature;
            }
            isFailure = answer.status() != NOT_FINAL;
            why = "answers " + answer.status() + ": " + shown(answer.text());
        } catch (IOException | MalformedException e) {
            why = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            why = "interrupted";
        }
        why = member.member() + " at " + member.url() + ": " + why;
        if (isFailure) {
            Duration pause = last == null ? FIRST_PAUSE : last.pause().multipliedBy(2);
            pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
            failures.put(member.url(), new Failure(why, clock.instant().plus(pause), pause));
        }
        throw new NotSigned(why);
    }

    private static NoteSignature signature(String answer, List<NoteVerifier> keys, String text) {
        List<NoteSignature> lines = new ArrayList<>();
        for (String line : answer.split("\n", -1)) {
            if (!line.isEmpty()) {
                lines.add(NoteSignature.parseLine(line));
            }
        }
        for (NoteSignature line : lines) {
            if (new SignedNote(text, List.of(line)).verify(keys) instanceof NoteCheck.Signed) {
                return line;
            }
        }
        throw new MalformedException("its answer has no valid signature by a key of the member: " + shown(answer));
    }

    private static String shown(String text) {
        String stripped = text.strip();
        return StrictText.shown(stripped.substring(0, Math.min(stripped.length(), SHOWN)));
    }
}
