package io.tombolo.consumer;

import static io.tombolo.consumer.Readers.config;
import static io.tombolo.consumer.Readers.consumer;
import static io.tombolo.consumer.Readers.read;
import static io.tombolo.consumer.Readers.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.attack.Tampering;
import io.tombolo.consumer.usage.ReceiptDesk;
import io.tombolo.consumer.usage.UsageReceipts;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.signed.UsageReceipt;
import io.tombolo.verification.verdict.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a verifying consumer signs of what it verified. */
@ExtendWith(OneBroker.class)
class SignedUsageIT {
    private static Shared shared;

    @TempDir
    Path folder = Path.of("unset");

    private final Readers.Heard heard = new Readers.Heard();
    private DatasetId dataset;
    private TopicPartition at;
    private Owner owner;
    private List<ConsumerRecord<byte[], byte[]>> records;
    private ReceiptDesk desk;

    @BeforeAll
    static void start(Shared broker) {
        shared = broker;
    }

    @BeforeEach
    void share() throws Exception {
        dataset = shared.dataset(1);
        at = new TopicPartition(dataset.topic(), 0);
        shared.produce(dataset, 1, 600);
        records = shared.read(dataset, 1);
        owner = new Owner(dataset, 1);
        desk = new ReceiptDesk(0);
        Files.writeString(folder.resolve("key.pem"), Ed25519Keys.toPem(Ed25519Keys.generate()));
        Files.writeString(
                folder.resolve("agreement-1.json"),
                "{\"id\": \"" + "1".repeat(32) + "\", \"dataset\": \"" + dataset
                        + "\", \"consumer\": \"partner.example\"}");
    }

    @AfterEach
    void close() {
        owner.close();
        desk.close();
    }

    private Map<String, Object> signing(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put(UsageReceipts.FOLDER, folder.toString());
        settings.put(UsageReceipts.KEY, folder.resolve("key.pem").toString());
        settings.put(UsageReceipts.SERVER, desk.uri().toString());
        return settings;
    }

    private void assertRootsOfTheLog() {
        assertThat(desk.recorded())
                .isNotEmpty()
                .allSatisfy(one -> assertThat(one.root())
                        .isEqualTo(owner.log(0).head((int) one.to()).root()));
    }

    private Set<Long> leaves() {
        Set<Long> leaves = new HashSet<>();
        for (UsageReceipt one : desk.recorded()) {
            for (long leaf = one.from(); leaf < one.to(); leaf++) {
                leaves.add(leaf);
            }
        }
        return leaves;
    }

    private long bytes() {
        return records.stream()
                .mapToLong(one -> Math.max(0, one.serializedKeySize()) + Math.max(0, one.serializedValueSize()))
                .sum();
    }

    @Test
    void signsTheLeavesAndBytesThatItCompared() throws IOException {
        owner.seal(records, 100);
        try (VerifyingConsumer<byte[], String> consumer =
                consumer(shared, config(owner).listener(heard), signing(Map.of()))) {
            consumer.assign(List.of(at));
            until(
                    consumer,
                    () -> heard.reached(Level.SEALED) == records.get(599).offset());
        }

        assertThat(leaves()).hasSize(600);
        assertThat(desk.recorded().stream().mapToLong(UsageReceipt::events).sum())
                .isEqualTo(600);
        assertThat(desk.recorded().stream().mapToLong(UsageReceipt::bytes).sum())
                .isEqualTo(bytes());
        assertRootsOfTheLog();
    }

    @Test
    void aLeafThatIsMissingIsInTheRangeAndDoesNotCount() {
        owner.seal(records, 100);
        Tampering dropping = Tampering.drop(0, 250);
        VerificationConfig.Builder config = config(owner)
                .delivery(Delivery.holdUntil(Level.SEALED, Readers.PATIENCE))
                .onRefusal(OnRefusal.SKIP);
        try (VerifyingConsumer<byte[], String> consumer = consumer(shared, config, signing(dropping.settings()))) {
            consumer.assign(List.of(at));
            assertThat(read(consumer, 599)).hasSize(599);
        }

        assertThat(leaves()).hasSize(600);
        assertThat(desk.recorded().stream().mapToLong(UsageReceipt::events).sum())
                .isEqualTo(599);
        assertRootsOfTheLog();
    }

    @Test
    void whatAGroupHadNotComparedBeforeItsRestartIsSignedOnceItIs() {
        owner.seal(records.subList(0, 400), 100);
        Map<String, Object> group = Map.of("group.id", "usage-" + dataset.name(), "max.poll.records", 600);
        try (VerifyingConsumer<byte[], String> consumer =
                consumer(shared, config(owner).listener(heard), signing(group))) {
            consumer.subscribe(List.of(dataset.topic()));
            assertThat(read(consumer, 600)).hasSize(600);
            until(
                    consumer,
                    () -> heard.reached(Level.SEALED) == records.get(399).offset());
            consumer.commitSync();
        }
        assertThat(leaves()).hasSize(400);

        owner.sealMore(records, 100);
        try (VerifyingConsumer<byte[], String> consumer = consumer(shared, config(owner), signing(group))) {
            consumer.subscribe(List.of(dataset.topic()));
            until(consumer, () -> leaves().size() == 600 || waits());
        }

        assertThat(leaves()).hasSize(600);
        assertThat(desk.recorded().stream().mapToLong(UsageReceipt::events).sum())
                .isEqualTo(600);
        assertRootsOfTheLog();
    }

    /** Whether a receipt of leaves behind the 400th is written, which is sent when the minute is over, or at the end. */
    private boolean waits() {
        try (var files = Files.list(folder.resolve("usage/open"))) {
            return files.anyMatch(one -> one.getFileName().toString().contains("-400-"));
        } catch (IOException e) {
            return false;
        }
    }
}
