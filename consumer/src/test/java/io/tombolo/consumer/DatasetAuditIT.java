package io.tombolo.consumer;

import static io.tombolo.consumer.AuditedDataset.attacked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.attack.RecordTap;
import io.tombolo.attack.Tampering;
import io.tombolo.consumer.audit.AuditException;
import io.tombolo.consumer.audit.AuditRequest;
import io.tombolo.consumer.audit.AuditResult;
import io.tombolo.consumer.audit.DatasetAudit;
import io.tombolo.schemas.DatasetId;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Refusal;
import io.tombolo.verification.verdict.Trust;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OneBroker.class)
class DatasetAuditIT {
    private static final int EVENTS = 2000;

    private static Shared shared;
    private static AuditedDataset audited;
    private Owner owner;

    @BeforeAll
    static void share(Shared broker) throws Exception {
        shared = broker;
        audited = AuditedDataset.produce(broker, EVENTS);
    }

    @BeforeEach
    void anchorAll() {
        owner = audited.anchored(audited.records(), 300);
    }

    @AfterEach
    void closeOwner() {
        owner.close();
    }

    @Test
    void saysThatEveryEventIsAnchored() {
        AuditResult result = DatasetAudit.run(request());

        assertThat(result.refusals()).isEmpty();
        assertThat(result.level()).contains(Level.ANCHORED);
        assertThat(result.events()).isEqualTo(EVENTS);
        assertThat(result.anchored()).isEqualTo(EVENTS);
        assertThat(result.unsealed()).isZero();
        assertThat(result.trust()).isEqualTo(Trust.POLICY);
    }

    @Test
    void namesTheDroppedSwappedInventedAndDuplicatedRecordAtItsOffset() {
        for (Map.Entry<Refusal, Tampering> attack : List.of(
                Map.entry(Refusal.MISSING, Tampering.drop(1, 333)),
                Map.entry(Refusal.REORDERED, Tampering.swap(0, 400)),
                Map.entry(Refusal.UNEXPECTED, Tampering.invent(1, 500)),
                Map.entry(Refusal.UNEXPECTED, Tampering.duplicate(0, 777)))) {
            AuditResult result = DatasetAudit.run(attacked(request(), attack.getValue()));

            assertThat(result.level()).isEmpty();
            assertThat(result.refusals()).extracting(AuditResult.Refused::kind).containsOnly(attack.getKey());
            assertThat(result.refusals())
                    .extracting(AuditResult.Refused::offset)
                    .contains(attack.getValue().deed().orElseThrow().offset());
            assertThat(result.refusals()).hasSize(attack.getKey() == Refusal.REORDERED ? 2 : 1);
        }
    }

    @Test
    void namesTheRecordThatWasAltered() {
        RecordTap alter = polled -> {
            List<ConsumerRecord<byte[], byte[]>> changed = new ArrayList<>(polled);
            changed.replaceAll(record -> record.partition() == 0 && record.offset() == 601
                    ? Changed.value(record, "event forged".getBytes(StandardCharsets.UTF_8))
                    : record);
            return changed;
        };

        assertThat(DatasetAudit.run(attacked(request(), alter)).refusals())
                .extracting(AuditResult.Refused::kind, AuditResult.Refused::partition, AuditResult.Refused::offset)
                .containsExactly(org.assertj.core.api.Assertions.tuple(Refusal.ALTERED, 0, 601L));
    }

    @Test
    void countsWhatIsNotSealedYet() throws Exception {
        DatasetId growing = shared.dataset(1);
        shared.produce(growing, 1, 500);
        try (Owner other = new Owner(growing, 1)) {
            other.seal(shared.read(growing, 1), 200);
            other.anchor();
            shared.produce(growing, 1, 70);

            AuditResult result = DatasetAudit.run(request(growing, other));

            assertThat(result.refusals()).isEmpty();
            assertThat(result.level()).contains(Level.PENDING);
            assertThat(result.events()).isEqualTo(500);
            assertThat(result.unsealed()).isEqualTo(70);
        }
    }

    @Test
    void callsAnEmptyDatasetPending() throws Exception {
        DatasetId empty = shared.dataset(1);
        try (Owner other = new Owner(empty, 1)) {
            AuditResult result = DatasetAudit.run(request(empty, other));

            assertThat(result.level()).contains(Level.PENDING);
            assertThat(result.events()).isZero();
        }
    }

    @Test
    void refusesAnotherHistoryThatTheOwnerItselfSigned() {
        Owner.Log log = owner.log(0);
        synchronized (log) {
            int last = log.sealed.get(log.sealed.size() - 1);
            String anchoredThen = log.note(last);
            byte[] rewritten = log.entries.get(3).clone();
            rewritten[49] ^= 1;
            log.entries.set(3, rewritten);
            owner.lies.put(
                    "/0/anchors",
                    body -> text(body)
                            .replace(log.note(last).replace("\n", "\\n"), anchoredThen.replace("\n", "\\n"))
                            .getBytes(StandardCharsets.UTF_8));
        }
        Owner honest = audited.anchored(audited.records(), 300);
        String receipt = java.util.Base64.getEncoder()
                .encodeToString(PlainReceipts.receipt(log.origin, honest.log(0).head(1000)));
        owner.lies.put(
                "/0/anchors",
                body -> text(body)
                        .replaceAll("\"receipt\":\"[^\"]*\"", "\"receipt\":\"" + receipt + "\"")
                        .getBytes(StandardCharsets.UTF_8));

        AuditResult result = DatasetAudit.run(request());

        assertThat(result.refusals()).extracting(AuditResult.Refused::kind).contains(Refusal.FORKED);
        honest.close();
    }

    @Test
    void neverBelievesAReadSideThatLiesInAnyOfItsAnswers() {
        Random random = new Random(11);
        for (String path : List.of("/0/checkpoints", "/1/anchors", "/tile/", "/checkpoint", "/datasets")) {
            for (int i = 0; i < 4; i++) {
                owner.lies.clear();
                owner.lies.put(path, body -> {
                    byte[] lie = body.clone();
                    if (lie.length > 0) {
                        lie[random.nextInt(lie.length)] ^= (byte) (1 << random.nextInt(7));
                    }
                    return lie;
                });
                // A dropped record on top: whatever the read side says, it must not be passed over as anchored.
                assertNeverGood(attacked(request(), Tampering.drop(0, 100)));
            }
        }
    }

    @Test
    void saysInALineWhatIsNotThere() {
        DatasetId unknown = DatasetId.parse("acme.example/unknown");

        assertThatThrownBy(() -> DatasetAudit.run(request(unknown, owner)))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("acme.example/unknown");
    }

    private static void assertNeverGood(AuditRequest request) {
        try {
            AuditResult result = DatasetAudit.run(request);
            assertThat(result.isGood() && result.level().orElseThrow() != Level.PENDING)
                    .as(result.toString())
                    .isFalse();
        } catch (AuditException e) {
            assertThat(e).hasMessageNotContaining("Exception");
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private AuditRequest request() {
        return audited.request(owner);
    }

    private static AuditRequest request(DatasetId other, Owner its) {
        return AuditedDataset.request(shared, other, its);
    }
}
