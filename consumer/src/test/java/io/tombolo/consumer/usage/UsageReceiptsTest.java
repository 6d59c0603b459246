package io.tombolo.consumer.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tombolo.http.HttpAccess;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.schemas.signed.UsageReceipt;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class UsageReceiptsTest {
    private static final Instant TEN = Instant.parse("2026-12-01T10:00:00Z");
    private static final String OLD = "0".repeat(32);
    private static final String NEW = "1".repeat(32);
    private static final String OTHER = "2".repeat(32);
    private static final KeyPair KEY = Ed25519Keys.fromSeed(new byte[32]);

    @TempDir
    Path folder = Path.of("unset");

    private Instant now = TEN;
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private ReceiptDesk owner;

    @BeforeEach
    void start() throws IOException {
        owner = new ReceiptDesk(0);
        agreement(OLD, "acme.example/flights", "2026-11-01T00:00:00Z", "TERMINATED");
        agreement(NEW, "acme.example/flights", "2026-11-02T00:00:00Z", "FINALIZED");
        agreement(OTHER, "acme.example/calls", "2026-11-03T00:00:00Z", "FINALIZED");
    }

    @AfterEach
    void stop() {
        owner.close();
    }

    private void agreement(String id, String dataset, String at, String state) throws IOException {
        Files.writeString(
                folder.resolve("agreement-" + id + ".json"),
                ("{'id': '" + id + "', 'dataset': '" + dataset + "', 'consumer': 'partner.example', 'state': '" + state
                                + "', 'signed': [{'at': '" + at + "'}]}")
                        .replace('\'', '"'));
    }

    private UsageReceipts receipts() {
        return receipts(owner.uri());
    }

    private UsageReceipts receipts(URI server) {
        return new UsageReceipts(folder, KEY, server, HttpAccess.OPEN, clock);
    }

    private static Hash root(long size) {
        return Hash.of(Hash.sha256().digest(new byte[] {(byte) size}));
    }

    private static VerifiedLeaves leaves(String origin, long from, long to) {
        return new VerifiedLeaves(origin, from, to, root(to), to - from, 10 * (to - from));
    }

    private static VerifiedLeaves flights(long from, long to) {
        return leaves("acme.example/flights/0", from, to);
    }

    private static void pass(UsageReceipts receipts) throws InterruptedException {
        receipts.pass(false, Long.MAX_VALUE);
    }

    private static List<String> shown(List<UsageReceipt> receipts) {
        return receipts.stream()
                .map(one -> one.agreement().charAt(0) + " " + one.origin() + " " + one.from() + "-" + one.to() + " "
                        + one.events() + " " + one.bytes() + " " + one.minute() + " "
                        + one.root().equals(root(one.to())))
                .toList();
    }

    @Test
    void signsOneReceiptForEachAgreementPartitionAndMinute() throws Exception {
        owner.answer(200, "{\"id\": \"" + NEW + "\", \"known\": \"as the owner knows it\"}");
        UsageReceipts receipts = receipts();
        receipts.accept(flights(0, 10));
        receipts.accept(flights(10, 25));
        receipts.accept(leaves("acme.example/flights/1", 0, 5));
        receipts.accept(leaves("acme.example/calls/0", 7, 9));
        receipts.accept(leaves("acme.example/unknown/0", 0, 9));
        pass(receipts);
        assertThat(owner.recorded()).isEmpty();

        now = TEN.plusSeconds(61);
        receipts.accept(flights(25, 30));
        pass(receipts);

        assertThat(shown(owner.recorded()))
                .containsExactlyInAnyOrder(
                        "1 acme.example/flights/0 0-25 25 250 2026-12-01T10:00:00Z true",
                        "1 acme.example/flights/1 0-5 5 50 2026-12-01T10:00:00Z true",
                        "2 acme.example/calls/0 7-9 2 20 2026-12-01T10:00:00Z true");
        receipts.close();
        assertThat(shown(owner.recorded())).contains("1 acme.example/flights/0 25-30 5 50 2026-12-01T10:01:00Z true");
        assertThat(UsageReceipts.signed(folder)).hasSize(4);
        assertThat(UsageReceipts.unsent(folder)).isZero();
        assertThat(folder.resolve("usage/agreement-" + NEW + ".json")).content().contains("as the owner knows it");
        assertThat(folder.resolve("usage/agreement-" + OTHER + ".json")).doesNotExist();
    }

    @Test
    void leavesReadAgainInTheSameMinuteHaveAReceiptOfTheirOwn() {
        UsageReceipts receipts = receipts();
        receipts.accept(flights(0, 10));
        receipts.accept(flights(0, 12));
        receipts.accept(flights(20, 22));
        receipts.close();

        assertThat(owner.recorded())
                .extracting(UsageReceipt::from, UsageReceipt::to)
                .containsExactlyInAnyOrder(tuple(0L, 10L), tuple(0L, 12L), tuple(20L, 22L));
    }

    @Test
    void whatAnOwnerThatIsAwayDoesNotGetIsKeptAndSentLaterByAnotherProcess() throws Exception {
        int port = owner.uri().getPort();
        owner.close();
        UsageReceipts receipts = receipts();
        receipts.accept(flights(0, 10));
        now = TEN.plusSeconds(60);
        receipts.accept(flights(10, 20));
        pass(receipts);
        assertThat(receipts.unsent()).isEqualTo(1);
        receipts.close();
        assertThat(UsageReceipts.unsent(folder)).isEqualTo(2);

        owner = new ReceiptDesk(port);
        UsageReceipts later = receipts();
        pass(later);

        assertThat(owner.recorded()).extracting(UsageReceipt::from).containsExactly(0L, 10L);
        assertThat(UsageReceipts.unsent(folder)).isZero();
        assertThat(UsageReceipts.signed(folder)).hasSize(2);
    }

    @Test
    void theReceiptOfAProcessThatWasKilledIsSentByTheNext() throws Exception {
        UsageReceipts killed = receipts();
        killed.accept(flights(0, 10));
        pass(killed);
        killed.accept(flights(10, 20));
        pass(killed);

        UsageReceipts next = receipts();
        now = TEN.plusSeconds(120);
        pass(next);
        assertThat(owner.recorded()).isEmpty();
        now = TEN.plusSeconds(121);
        pass(next);

        assertThat(owner.recorded())
                .extracting(UsageReceipt::from, UsageReceipt::to)
                .hasSize(1);
        assertThat(owner.recorded().get(0).to()).isEqualTo(20);
    }

    @Test
    void aRefusedReceiptIsSetAsideAndOneThatComesTooOftenOrTooEarlyIsSentAgain() throws Exception {
        UsageReceipts receipts = receipts();
        owner.answer(422, "{\"type\": \"urn:tombolo:problem:future\", \"detail\": \"of a minute to come\"}");
        receipts.accept(flights(0, 10));
        now = TEN.plusSeconds(60);
        pass(receipts);
        assertThat(UsageReceipts.unsent(folder)).isEqualTo(1);

        owner.answer(429, "{\"type\": \"urn:tombolo:problem:too-often\"}");
        now = now.plusSeconds(30);
        pass(receipts);
        assertThat(UsageReceipts.unsent(folder)).isEqualTo(1);

        owner.answer(422, "{\"type\": \"urn:tombolo:problem:wrong-root\", \"detail\": \"another root\"}");
        now = now.plusSeconds(29);
        pass(receipts);
        assertThat(UsageReceipts.unsent(folder)).as("30 s are not over").isEqualTo(1);
        now = now.plusSeconds(1);
        pass(receipts);

        assertThat(UsageReceipts.unsent(folder)).isZero();
        try (Stream<Path> refused = Files.list(folder.resolve("usage/refused"))) {
            assertThat(refused).hasSize(1);
        }
        assertThat(UsageReceipts.signed(folder)).hasSize(1);
    }

    @Test
    void aLineThatACrashCutOffDoesNotHideTheOthers() throws Exception {
        UsageReceipts receipts = receipts();
        receipts.accept(flights(0, 10));
        receipts.close();
        Path month = folder.resolve("usage/signed-2026-12.jsonl");
        Files.writeString(month, Files.readString(month) + "{\"note\": \"tombolo-us");
        UsageReceipts next = receipts();
        next.accept(flights(10, 20));
        next.close();

        assertThat(UsageReceipts.signed(folder)).hasSize(2);
    }

    @Test
    void erasuresThatTheOwnerDoesNotStateAreReportedOnceAndCounted() throws Exception {
        Logger log = (Logger) LoggerFactory.getLogger(ErasureConfirmations.class);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        log.addAppender(logged);
        AtomicInteger dropped = new AtomicInteger();
        UsageReceipts receipts = receipts();
        receipts.onErasure(dropped::incrementAndGet);
        try {
            for (String[] answer : new String[][] {
                {"500", "{}"}, {"404", "{}"}, {"200", "{\"erasures\": []}"}, {"200", "{}"}, {"200", "nothing"}
            }) {
                owner.answer(Integer.parseInt(answer[0]), answer[1]);
                now = now.plus(ErasureConfirmations.EVERY);
                receipts.confirmErasures();
            }
            assertThat(dropped).hasValue(0);
            owner.answer(200, "{\"erasures\": [{\"erasure\": \"one\", \"confirmed\": true}]}");
            now = now.plus(ErasureConfirmations.EVERY);
            receipts.confirmErasures();
        } finally {
            log.detachAppender(logged);
        }

        assertThat(dropped).hasValue(1);
        // Of four passes that failed, each for three agreements.
        assertThat(receipts.erasuresUnanswered()).isEqualTo(12);
        String fails =
                "WARN The owner's server does not state erasures now: keys that it erased are kept until it does";
        String again = "INFO The owner's server states erasures again";
        assertThat(logged.list.stream()
                        .filter(one -> one.getKeyValuePairs().get(0).value.equals(NEW))
                        .map(one -> one.getLevel() + " " + one.getMessage()))
                .containsExactly(fails, again, fails, again);
        assertThat(logged.list.stream()
                        .filter(one -> one.getKeyValuePairs().size() > 1)
                        .map(one -> one.getKeyValuePairs().get(1).value)
                        .distinct())
                .containsExactly("HTTP status 500", "the answer has no list of erasures");
    }
}
