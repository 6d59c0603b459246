package io.tombolo.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tombolo.consumer.audit.AuditResult;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.commit.SchemaHashes;
import io.tombolo.schemas.registry.InMemoryRegistry;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import io.tombolo.schemas.registry.SchemaSource;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Refusal;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a registry, an owner with two stories or somebody with rights on a topic can do while the broker runs; and that nobody else is blamed. */
@ExtendWith(OneBroker.class)
class OtherAttacksIT {
    private static Shared shared;

    @BeforeAll
    static void start(Shared broker) {
        shared = broker;
    }

    @Test
    void recordsDeletedAtTheHeadAreMissing() throws Exception {
        DatasetId dataset = shared.dataset(1);
        shared.produce(dataset, 1, Target.EVENTS);
        try (Owner owner = new Owner(dataset, 1);
                Admin admin = shared.admin()) {
            Target target = Target.sealed(shared, dataset, owner);

            admin.deleteRecords(Map.of(target.at(), RecordsToDelete.beforeOffset(target.offset(120))))
                    .all()
                    .get();

            target.assertRead(shared, Refusal.MISSING, target.offsets(0, 120), "it was not read");
            // The topic's settings would account for it: the audit counts them apart, and is not good all the same.
            AuditResult audit = target.audit(shared);
            assertThat(audit.expired()).isEqualTo(120);
            assertThat(audit.isGood()).isFalse();
        }
    }

    @Test
    void aRegistryThatGivesAnotherSchemaForTheSameNumberIsFound() throws Exception {
        InMemoryRegistry honest = new InMemoryRegistry();
        InMemoryRegistry lying = new InMemoryRegistry();
        int id = honest.register("s", SchemaSource.of(SchemaBuilder.builder().stringType()), false);
        assertThat(lying.register("s", SchemaSource.of(SchemaBuilder.builder().bytesType()), false))
                .isEqualTo(id);
        byte[] framed = new byte[Frame.LENGTH + 3];
        Frame.write(id, framed, 0);
        DatasetId dataset = shared.dataset(1);
        shared.produce(dataset, framed);
        List<ConsumerRecord<byte[], byte[]>> records = shared.read(dataset, 1);
        try (Owner owner = new Owner(dataset, 1)) {
            SchemaHashes schemas = new RegistrySchemaHashes(honest);
            owner.seal(records, Target.BATCH, new Committer(schemas, PartFormat.RAW, PartFormat.AVRO));
            owner.anchor();
            Target target = new Target(dataset, owner, records);

            assertThat(target.found(shared, avro(target, schemas))).isEmpty();
            assertThat(target.found(shared, avro(target, new RegistrySchemaHashes(lying))))
                    .extracting(Finding::refusal, Finding::offset)
                    .containsExactly(tuple(Refusal.ALTERED, records.get(0).offset()));
        }
    }

    @Test
    void oneOfTwoHistoriesForTwoConsumersIsAFork() throws Exception {
        DatasetId dataset = shared.dataset(1);
        shared.produce(dataset, 1, Target.EVENTS);
        List<ConsumerRecord<byte[], byte[]>> records = shared.read(dataset, 1);
        KeyPair key = Ed25519Keys.generate();
        try (Owner toOne = new Owner(dataset, 1, 1, key);
                Owner toTheOther = new Owner(dataset, 1, 1, key)) {
            toOne.seal(records, Target.BATCH);
            toOne.anchor();
            List<ConsumerRecord<byte[], byte[]>> forged = new ArrayList<>(records);
            forged.set(250, forged.get(251));
            toTheOther.seal(forged, Target.BATCH);
            // The ledger took the first history; its receipts are what the other consumer is shown too.
            toTheOther.showReceiptsOf(toOne);

            Target one = new Target(dataset, toOne, records);
            assertThat(one.found(shared, one.config())).isEmpty();
            Target other = new Target(dataset, toTheOther, records);
            assertThat(other.found(shared, other.config()))
                    .extracting(Finding::refusal)
                    .contains(Refusal.FORKED);
        }
    }

    @Test
    void anUntouchedTopicIsFoundGood() throws Exception {
        DatasetId dataset = shared.dataset(1);
        shared.produce(dataset, 1, Target.EVENTS);
        try (Owner owner = new Owner(dataset, 1)) {
            Target target = Target.sealed(shared, dataset, owner);

            assertThat(target.found(shared, target.config())).isEmpty();
            assertThat(target.audit(shared).level()).contains(Level.ANCHORED);
        }
    }

    private static VerificationConfig.Builder avro(Target target, SchemaHashes schemas) {
        return target.config(schemas).formats(PartFormat.RAW, PartFormat.AVRO);
    }
}
