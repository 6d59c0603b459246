package io.tombolo.reconcile;

import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.ChangeEventSchema;
import io.tombolo.schemas.contract.Contracts;
import io.tombolo.schemas.contract.Reconciliation;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.serde.AvroSerializer;
import io.tombolo.schemas.serde.KafkaTopics;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Publishes results as change events of the dataset {@code <organisation>/reconciliations}, with a salt like every other: the
 * anchoring service seals and anchors them, so recipients see when the owner last proved that its feed is complete.
 */
final class ReconciliationEvents {
    private final Map<String, String> kafka;
    private final RegistryClient registry;
    private final SecureRandom random = new SecureRandom();

    /** @param kafka settings of Kafka clients */
    public ReconciliationEvents(Map<String, String> kafka, RegistryClient registry) {
        this.kafka = kafka;
        this.registry = registry;
    }

    /** Where an event was published. */
    public record Published(DatasetId dataset, int partition, long offset) {}

    /** Publishes a result; returns when Kafka has it. */
    public Published publish(ReconcileReport report) {
        DatasetId dataset = new DatasetId(report.organisation(), Reconciliation.DATASET);
        Reconciliation row = row(report);
        Schema keySchema = Schema.createRecord(ChangeEventSchema.keyName(dataset), null, null, false);
        keySchema.setFields(
                List.of(new Schema.Field(Reconciliation.ID, Schema.create(Schema.Type.STRING), null, null)));
        GenericRecord key = new GenericData.Record(keySchema);
        key.put(Reconciliation.ID, row.id());
        byte[] salt = new byte[Topics.SALT_LENGTH];
        random.nextBytes(salt);
        try (AvroSerializer keys = new AvroSerializer(registry, Map.of(), true);
                AvroSerializer values = new AvroSerializer(registry, Map.of(), false)) {
            try (Admin admin = Admin.create(Map.copyOf(kafka))) {
                KafkaTopics.make(admin, Topics.dataset(dataset, 1));
            }
            Map<String, Object> settings = new HashMap<>(kafka);
            settings.put("acks", "all");
            try (var producer = new KafkaProducer<Object, Object>(settings, keys, values)) {
                ProducerRecord<Object, Object> record = new ProducerRecord<>(
                        dataset.topic(), null, report.finishedAt().toEpochMilli(), key, event(dataset, row));
                record.headers().add(Topics.SALT_HEADER, salt);
                RecordMetadata at = producer.send(record).get();
                return new Published(dataset, at.partition(), at.offset());
            }
        } catch (ExecutionException e) {
            throw new ReconcileException(
                    "the result can't be published as " + dataset + ": "
                            + (e.getCause() == null ? e : e.getCause()).getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReconcileException("interrupted while the result was published", e);
        }
    }

    private static GenericRecord event(DatasetId dataset, Reconciliation row) {
        Schema envelope = ChangeEventSchema.of(dataset, Contracts.RECONCILIATION);
        Schema rows =
                envelope.getField(ChangeEventSchema.AFTER).schema().getTypes().get(1);
        GenericRecord source = new GenericData.Record(
                envelope.getField(ChangeEventSchema.SOURCE).schema());
        source.put(ChangeEventSchema.ORGANISATION, dataset.organisation());
        source.put(ChangeEventSchema.SYSTEM, "tombolo");
        source.put(ChangeEventSchema.OBJECT, "reconcile");
        source.put(ChangeEventSchema.POSITION, row.id());
        source.put(ChangeEventSchema.EVENT_TIME, row.finishedAt().toEpochMilli());
        GenericRecord event = new GenericData.Record(envelope);
        event.put(
                ChangeEventSchema.OP,
                new GenericData.EnumSymbol(
                        envelope.getField(ChangeEventSchema.OP).schema(), "CREATE"));
        event.put(ChangeEventSchema.AFTER, row.toAvro(rows));
        event.put(ChangeEventSchema.SOURCE, source);
        return event;
    }

    private static Reconciliation row(ReconcileReport report) {
        return new Reconciliation(
                report.connector(),
                report.isEqual(),
                report.system(),
                report.position(),
                report.startedAt(),
                report.finishedAt(),
                report.tables().stream().map(ReconciliationEvents::row).toList());
    }

    private static Reconciliation.Table row(TableReport table) {
        return new Reconciliation.Table(
                table.table(),
                table.dataset().toString(),
                table.isEqual(),
                table.sourceRows(),
                table.feedRows(),
                table.missing(),
                table.extra(),
                table.different(),
                table.refused().size(),
                table.findings().size(),
                table.absentColumns(),
                table.notCompared(),
                table.heads(),
                table.digest());
    }
}
