package io.tombolo.ledger.timestamp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.http.HttpLimits;
import io.tombolo.http.RawServer;
import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.Ledger;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.schemas.contract.AnchorRecord;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.receipt.TimestampTrust;
import io.tombolo.verification.receipt.timestamp.TimestampReceiptVerifier;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIFreeText;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.tsp.TimeStampResp;
import org.bouncycastle.tsp.TimeStampResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a foreign authority, OpenSSL's; what it answers is changed on the way for those that lie. */
class TimestampLedgerTest {
    private static final HttpLimits PATIENT = new HttpLimits(Duration.ofMinutes(4), 64 << 10, 0);
    private static final String ORIGIN = "acme.example/flights/0";
    private static final NoteSigner OWNER = NoteSigner.ed25519(ORIGIN, Ed25519Keys.fromSeed(new byte[32]));

    @TempDir
    static Path folder;

    private static OpensslAuthority authority;

    @BeforeAll
    static void start() throws IOException {
        OpensslAuthority.assumeOpenssl();
        authority = new OpensslAuthority(folder.resolve("rsa"), "RSA");
    }

    @AfterAll
    static void stop() {
        if (authority != null) {
            authority.close();
        }
    }

    @AfterEach
    void honest() {
        authority.answers(200, reply -> reply);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void aTimestampOfAForeignAuthorityIsTheReceiptAndOpensslTakesItToo(String keys) throws Exception {
        Instant before = Instant.now();
        try (OpensslAuthority own = new OpensslAuthority(folder.resolve("as " + keys), keys);
                Ledger ledger = TimestampLedger.of(trust(own), List.of(own.url()), 10, Clock.systemUTC())) {
            AnchorRecord anchor = committed(ledger.anchor(List.of(head(5))));

            assertThat(anchor.ledger()).isEqualTo(ledger.name()).isEqualTo("rfc3161:tsa.example");
            assertThat(anchor.transactionId()).isEqualTo("rfc3161:tsa.example/1001");
            assertThat(anchor.anchoredAt()).isBetween(before, Instant.now().plus(Duration.ofSeconds(2)));
            byte[] receipt = ledger.receipt(ORIGIN, 5).orElseThrow();
            String text = new Checkpoint(ORIGIN, 5, root(5)).text();
            byte[] token = Arrays.copyOfRange(receipt, text.length() + 1, receipt.length);
            assertThat(own.verify(text.getBytes(UTF_8), token).printed()).contains("Verification: OK");
            assertThat(own.verify((text + "\n").getBytes(UTF_8), token).printed())
                    .contains("message imprint mismatch");
            TimestampReceiptVerifier verifier = new TimestampReceiptVerifier();
            for (int i = 0; i < receipt.length; i++) {
                byte[] changed = receipt.clone();
                changed[i] ^= 1;
                assertThat(verifier.check(changed, trust(own)))
                        .as("byte %d", i)
                        .isNotInstanceOf(ReceiptCheck.Vouched.class);
            }
            System.out.println("receipt of an authority with " + keys + " keys: " + receipt.length
                    + " bytes, of which checkpoint " + text.length());
        }
    }

    @Test
    void aRefusalIsReportedByItsNameAndText() {
        PKIStatusInfo status = new PKIStatusInfo(
                PKIStatus.rejection,
                new PKIFreeText("over your quota"),
                new PKIFailureInfo(PKIFailureInfo.systemFailure));
        authority.answers(200, reply -> encoded(new TimeStampResp(status, null)));

        assertThat(deferred())
                .isEqualTo("rfc3161:tsa.example: no time-stamp of size 5 of " + ORIGIN + ": " + authority.url()
                        + ": refuses with status 2, failure systemFailure, \"over your quota\"");
    }

    @Test
    void anAnswerToAnotherRequestIsNotTaken() throws IOException {
        AtomicReference<byte[]> first = new AtomicReference<>();
        authority.answers(200, reply -> {
            first.compareAndSet(null, reply);
            return first.get();
        });
        try (Ledger ledger = ledger(Clock.systemUTC(), authority.url())) {
            committed(ledger.anchor(List.of(head(5))));

            // Of the same head, with another nonce; then of another one.
            assertThat(deferred()).contains("answers another request than it was sent: response contains wrong nonce");
            assertThat(why(ledger.anchor(List.of(head(6))))).contains("answers another request than it was sent: ");
        }
    }

    @Test
    void aFalseSignatureIsNotTaken() {
        authority.answers(200, reply -> {
            byte[] changed = reply.clone();
            changed[changed.length - 1] ^= 1;
            return changed;
        });

        assertThat(deferred())
                .contains(
                        "its time-stamp can't be used: time-stamp signature: not signed with the key of its certificate");
    }

    @Test
    void whatIsNotATimestampReplyIsDescribed() {
        authority.answers(200, reply -> "<html>".getBytes(UTF_8));
        assertThat(deferred())
                .contains("answers 200 with application/timestamp-reply of 6 bytes, which are not a time-stamp reply");

        authority.answers(503, reply -> "closed on Sundays\n".getBytes(UTF_8));
        assertThat(deferred()).contains("answers 503: \"closed on Sundays\"");

        authority.answers(200, reply -> new byte[(64 << 10) + 1]);
        assertThat(deferred()).contains("an answer of over 65536 bytes, the limit");
    }

    /** The authority never finishes, so a short limit is reached however fast the machine is. */
    @Test
    void anAuthorityThatNeverFinishesIsLeftAtTheLimitAndTheNextOneIsAsked() throws Exception {
        HttpLimits shortly = new HttpLimits(Duration.ofMillis(300), 64 << 10, 0);
        Map<RawServer.Answer, String> misbehaving = Map.of(
                RawServer.SILENT, "can't be reached: %s: the answer is not whole within 300 ms, the limit",
                RawServer.TRICKLE, "can't be reached: %s: the answer is not whole within 300 ms, the limit",
                RawServer.ENDLESS, "can't be reached: %s: an answer of over 65536 bytes, the limit");
        for (Map.Entry<RawServer.Answer, String> one : misbehaving.entrySet()) {
            HttpLimits limits = one.getKey() == RawServer.ENDLESS ? PATIENT : shortly;
            try (RawServer server = new RawServer(one.getKey())) {
                String url = server.uri("/tsr").toString();
                try (Ledger alone = TimestampLedger.of(trust(authority), List.of(url), 10, Clock.systemUTC(), limits)) {
                    assertThat(why(alone.anchor(List.of(head(5)))))
                            .isEqualTo("rfc3161:tsa.example: no time-stamp of size 5 of " + ORIGIN + ": " + url + ": "
                                    + one.getValue().formatted(url));
                }
            }
        }
        try (RawServer server = new RawServer(RawServer.ENDLESS);
                Ledger both = TimestampLedger.of(
                        trust(authority),
                        List.of(server.uri("/tsr").toString(), authority.url()),
                        10,
                        Clock.systemUTC(),
                        PATIENT)) {
            committed(both.anchor(List.of(head(5))));
        }
    }

    @Test
    void anotherRootThanThePolicysIsNotTaken() throws Exception {
        try (OpensslAuthority other = new OpensslAuthority(folder.resolve("other"), "EC");
                Ledger ledger = TimestampLedger.of(trust(other), List.of(authority.url()), 10, Clock.systemUTC())) {
            assertThat(why(ledger.anchor(List.of(head(5)))))
                    .contains("its time-stamp can't be used: time-stamp authority: CN=middle,O=Example is refused: "
                            + "signature check failed");
        }
    }

    @Test
    void aTimeFarFromTheClockHereIsNotTaken() throws IOException {
        Clock hourBehind = Clock.offset(Clock.systemUTC(), Duration.ofHours(-1));
        try (Ledger ledger = ledger(hourBehind, authority.url())) {
            assertThat(why(ledger.anchor(List.of(head(5))))).contains(" here, at most 10 minutes apart");
        }
    }

    @Test
    void theNextAddressIsAskedAndStaysInUse() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        String nobody = "http://127.0.0.1:" + closed + "/tsr";
        int before = authority.asked();
        try (Ledger ledger = ledger(Clock.systemUTC(), nobody, authority.url())) {
            committed(ledger.anchor(List.of(head(5))));
            committed(ledger.anchor(List.of(head(6))));
            authority.answers(503, reply -> new byte[0]);

            assertThat(why(ledger.anchor(List.of(head(7)))))
                    .contains(authority.url() + ": answers 503: \"\"; " + nobody
                            + ": can't be reached: ConnectException");
        }
        assertThat(authority.asked() - before).isEqualTo(3);
    }

    @Test
    void eachHeadIsARequestWithinTheBudget() throws IOException {
        try (Ledger ledger = ledger(Clock.systemUTC(), authority.url())) {
            assertThat(ledger.headsAtOnce()).isEqualTo(1);
            assertThat(ledger.transactionsPerDay()).isEqualTo(10);
        }
    }

    @Test
    void anAddressThatIsNoneIsNamed() {
        assertThatThrownBy(() -> ledger(Clock.systemUTC(), "ftp://tsa.example"))
                .hasMessage("rfc3161:tsa.example: 'ftp://tsa.example', must begin with http:// or https:// and a host");
        assertThatThrownBy(() -> ledger(Clock.systemUTC(), "http://a b"))
                .hasMessage("rfc3161:tsa.example: 'http://a b' is not a URL");
    }

    private String deferred() {
        try (Ledger ledger = ledger(Clock.systemUTC(), authority.url())) {
            return why(ledger.anchor(List.of(head(5))));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String why(List<AnchorOutcome> outcomes) {
        return ((AnchorOutcome.Deferred) outcomes.get(0)).why();
    }

    private static AnchorRecord committed(List<AnchorOutcome> outcomes) {
        assertThat(outcomes).hasOnlyElementsOfType(AnchorOutcome.Committed.class);
        return ((AnchorOutcome.Committed) outcomes.get(0)).anchor();
    }

    private static Ledger ledger(Clock clock, String... urls) throws IOException {
        return TimestampLedger.of(trust(authority), List.of(urls), 10, clock);
    }

    private static TimestampTrust trust(OpensslAuthority of) throws IOException {
        try (InputStream pem = Files.newInputStream(of.roots())) {
            X509Certificate root =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
            return TimestampTrust.of("rfc3161:tsa.example", List.of(root));
        } catch (java.security.cert.CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HeadToAnchor head(long size) {
        String note = NoteSigner.sign(new Checkpoint(ORIGIN, size, root(size)).text(), OWNER)
                .format();
        return new HeadToAnchor(ORIGIN, size, root(size), 0, List.of(), note);
    }

    private static Hash root(long size) {
        return Hash.of(Hash.sha256().digest(new byte[] {(byte) size}));
    }

    private static byte[] encoded(TimeStampResp response) {
        try {
            return new TimeStampResponse(response).getEncoded();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
