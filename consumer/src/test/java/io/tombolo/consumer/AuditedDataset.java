package io.tombolo.consumer;

import io.tombolo.attack.RecordTap;
import io.tombolo.consumer.audit.AuditRequest;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.commit.PartFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A dataset of two partitions that is produced once, for owners who each seal it anew. */
record AuditedDataset(Shared shared, DatasetId dataset, List<ConsumerRecord<byte[], byte[]>> records) {
    static final int PARTITIONS = 2;

    static AuditedDataset produce(Shared shared, int events) throws Exception {
        DatasetId dataset = shared.dataset(PARTITIONS);
        shared.produce(dataset, PARTITIONS, events);
        return new AuditedDataset(shared, dataset, shared.read(dataset, PARTITIONS));
    }

    /** An owner who sealed these records as the dataset's, in batches, and anchored them. */
    Owner anchored(List<ConsumerRecord<byte[], byte[]>> sealed, int batch) {
        Owner owner = new Owner(dataset, PARTITIONS);
        owner.seal(sealed, batch);
        owner.anchor();
        return owner;
    }

    /** The same audit, with an attacker between it and Kafka. */
    static AuditRequest attacked(AuditRequest request, RecordTap attacker) {
        Map<String, Object> kafka = new HashMap<>(request.kafka());
        kafka.putAll(attacker.settings());
        return new AuditRequest(
                request.dataset(),
                kafka,
                request.readSide(),
                request.schemas(),
                request.keyFormat(),
                request.valueFormat(),
                request.policy(),
                request.receipts(),
                request.progress(),
                request.gaps(),
                request.resumption(),
                request.patience());
    }

    AuditRequest request(Owner owner) {
        return request(shared, dataset, owner);
    }

    /** An audit of any dataset of raw records, by its owner's own policy, in polls so small that it has a middle. */
    static AuditRequest request(Shared shared, DatasetId dataset, Owner owner) {
        Map<String, Object> settings = new HashMap<>(shared.settings());
        settings.put("max.poll.records", 150);
        return AuditRequest.of(
                        dataset,
                        settings,
                        owner.readSide(),
                        id -> null,
                        owner.policy(),
                        Map.of("plain", new PlainReceipts()))
                .withFormats(PartFormat.RAW, PartFormat.RAW);
    }

    long offset(int partition, int number) {
        return records.stream()
                .filter(record -> record.partition() == partition)
                .skip(number)
                .findFirst()
                .orElseThrow()
                .offset();
    }
}
