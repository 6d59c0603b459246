package io.tombolo.ledger.timestamp;

import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpAnswer;
import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.text.StrictText;
import io.tombolo.schemas.contract.AnchorRecord;
import io.tombolo.verification.receipt.AnchoredFact;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.receipt.TimestampTrust;
import io.tombolo.verification.receipt.timestamp.TimestampReceiptVerifier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;

/** Asks one authority for time-stamps, and takes no answer that a policy with the same roots would refuse. Safe for use by several threads. */
final class TimestampClient {
    private static final Duration CLOCKS_APART = Duration.ofMinutes(10);
    private static final int NONCE_BITS = 64;
    private static final int SHOWN = 200;

    private final BoundedHttp http;
    private final TimestampTrust authority;
    private final List<URI> addresses;
    private final Clock clock;
    private final ReceiptVerifier verifier = new TimestampReceiptVerifier();
    private final SecureRandom random = new SecureRandom();

    /** The address that answered last goes first. */
    private volatile int first;

    TimestampClient(BoundedHttp http, TimestampTrust authority, List<URI> addresses, Clock clock) {
        this.http = http;
        this.authority = authority;
        this.addresses = List.copyOf(addresses);
        this.clock = clock;
    }

    /** Why there is no time-stamp; whatever it is may pass, and says nothing against the head. */
    private static final class NoTimestamp extends Exception {
        private static final long serialVersionUID = 1;

        NoTimestamp(String message) {
            super(message);
        }
    }

    /** Committed, or deferred with what each of the addresses answered. */
    AnchorOutcome ask(HeadToAnchor head) {
        byte[] text = SignedNote.parse(head.signedNote()).text().getBytes(StandardCharsets.UTF_8);
        List<String> failures = new ArrayList<>();
        int begin = first;
        for (int i = 0; i < addresses.size(); i++) {
            int next = (begin + i) % addresses.size();
            try {
                AnchorRecord anchor = anchor(head, text, addresses.get(next));
                first = next;
                return new AnchorOutcome.Committed(anchor);
            } catch (NoTimestamp e) {
                failures.add(addresses.get(next) + ": " + e.getMessage());
            }
        }
        return new AnchorOutcome.Deferred(authority.name() + ": no time-stamp of size " + head.size() + " of "
                + head.origin() + ": " + String.join("; ", failures));
    }

    private AnchorRecord anchor(HeadToAnchor head, byte[] text, URI address) throws NoTimestamp {
        TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
        generator.setCertReq(true);
        byte[] imprint = Hash.sha256().digest(text);
        TimeStampRequest request =
                generator.generate(TSPAlgorithms.SHA256, imprint, new BigInteger(NONCE_BITS, random));
        byte[] receipt = receipt(text, token(request, send(request, address)));
        ReceiptCheck check = verifier.check(receipt, authority);
        if (!(check instanceof ReceiptCheck.Vouched vouched)) {
            var last = check.checks().get(check.checks().size() - 1);
            throw new NoTimestamp("its time-stamp can't be used: " + last.name() + ": " + last.compared());
        }
        AnchoredFact fact = vouched.fact();
        if (Duration.between(fact.anchoredAt(), clock.instant()).abs().compareTo(CLOCKS_APART) > 0) {
            throw new NoTimestamp("its time is " + fact.anchoredAt() + " where it is " + clock.instant()
                    + " here, at most " + CLOCKS_APART.toMinutes() + " minutes apart");
        }
        return new AnchorRecord(
                head.origin(),
                head.size(),
                head.root(),
                authority.name(),
                fact.transactionId(),
                null,
                fact.anchoredAt(),
                head.signedNote(),
                ByteBuffer.wrap(receipt));
    }

    private HttpAnswer send(TimeStampRequest request, URI address) throws NoTimestamp {
        HttpAnswer answer;
        try {
            answer = http.send(HttpRequest.newBuilder(address)
                    .header("Content-Type", "application/timestamp-query")
                    .header("Accept", "application/timestamp-reply")
                    .POST(BodyPublishers.ofByteArray(request.getEncoded()))
                    .build());
        } catch (IOException e) {
            String said = e.getMessage();
            throw new NoTimestamp(
                    "can't be reached: " + (said == null ? e.getClass().getSimpleName() : said));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoTimestamp("interrupted");
        }
        if (answer.status() != 200) {
            throw new NoTimestamp("answers " + answer.status() + ": " + shown(answer.text()));
        }
        return answer;
    }

    private TimeStampToken token(TimeStampRequest request, HttpAnswer answer) throws NoTimestamp {
        TimeStampResponse response;
        try {
            response = new TimeStampResponse(answer.body());
        } catch (IOException | TSPException | RuntimeException e) {
            throw new NoTimestamp(
                    "answers 200 with " + answer.header("Content-Type").orElse("no content type") + " of "
                            + answer.body().length + " bytes, which are not a time-stamp reply");
        }
        if (response.getStatus() != PKIStatus.GRANTED && response.getStatus() != PKIStatus.GRANTED_WITH_MODS) {
            String said = response.getStatusString();
            throw new NoTimestamp("refuses with status " + response.getStatus() + ", failure "
                    + FailureNames.of(response.getFailInfo()) + (said == null ? "" : ", " + shown(said)));
        }
        try {
            // Imprint and nonce are those of the request.
            response.validate(request);
        } catch (TSPException | RuntimeException e) {
            throw new NoTimestamp("answers another request than it was sent: " + e.getMessage());
        }
        return response.getTimeStampToken();
    }

    private byte[] receipt(byte[] text, TimeStampToken token) throws NoTimestamp {
        ByteArrayOutputStream receipt = new ByteArrayOutputStream();
        receipt.writeBytes(text);
        receipt.write('\n');
        try {
            receipt.writeBytes(LeanToken.of(token, authority.roots()));
        } catch (Exception e) {
            // BouncyCastle has many ways to say that a stranger's structure is wrong.
            throw new NoTimestamp("its time-stamp can't be read: " + e);
        }
        return receipt.toByteArray();
    }

    private static String shown(String text) {
        String stripped = text.strip();
        return StrictText.shown(stripped.substring(0, Math.min(stripped.length(), SHOWN)));
    }
}
