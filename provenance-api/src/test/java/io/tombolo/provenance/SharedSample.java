package io.tombolo.provenance;

import io.tombolo.http.server.Protection;
import io.tombolo.merkle.Hash;
import io.tombolo.provenance.store.HeldAnchor;
import io.tombolo.provenance.store.HeldCheckpoint;
import io.tombolo.registry.EmbeddedRegistry;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.contract.ChangeEventSchema;
import io.tombolo.schemas.contract.Contracts;
import io.tombolo.schemas.contract.RejectedInput;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.Compatibility;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import io.tombolo.schemas.registry.SchemaSource;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.TrustPolicy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** A broker, a registry and a read side with something of everything that the API answers. */
final class SharedSample implements AutoCloseable {
    static final String VISITS = "acme.example/visits";
    static final Schema KEY =
            SchemaBuilder.record("Key").fields().requiredLong("id").endRecord();
    private static final Schema ROW = new Schema.Parser().parse("""
        {"type": "record", "name": "Row", "fields": [
          {"name": "id", "type": "long"},
          {"name": "at", "type": ["null", {"type": "long", "logicalType": "timestamp-millis"}]},
          {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 10, "scale": 2}},
          {"name": "diagnosis", "type": ["null",
            {"type": "bytes", "logicalType": "tombolo-protected", "group": "clinical", "of": "string"}, "string"]}]}\
        """);

    final SharedTopics topics;
    final EmbeddedRegistry registry;
    final HttpRegistryClient client;
    final SampleLog visits = new SampleLog(VISITS + "/0", 3);
    final SampleLog agreements = new SampleLog("acme.example/agreements/0", 4);
    final SampleLog usage = new SampleLog("acme.example/usage/0", 5);
    final Path folder;
    /** Of each of the 300 visits. */
    final List<Long> offsets = new ArrayList<>();

    private int keyId;

    SharedSample(Path dir) throws Exception {
        folder = dir.resolve("read-side");
        topics = new SharedTopics(dir.resolve("kafka"));
        registry = EmbeddedRegistry.start(new EmbeddedRegistry.Config(
                "127.0.0.1",
                0,
                Map.of("bootstrap.servers", topics.kafka.bootstrapServers()),
                Topics.SCHEMAS,
                Compatibility.BACKWARD,
                Protection.NONE));
        client = HttpRegistryClient.of(registry.uri());
        // The numbers that SharedTopics frames with.
        require(client.register(Topics.CHECKPOINTS + "-value", SchemaSource.of(Contracts.SEALED_BATCH), false) == 1);
        require(client.register(Topics.ANCHORS + "-value", SchemaSource.of(Contracts.ANCHOR), false) == 2);
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("the registry numbers schemas in another way");
        }
    }

    ProvenanceApi start(UnaryOperator<ProvenanceApi.Config> change, ProvenanceApi.Beside beside) {
        return ProvenanceApi.start(
                change.apply(new ProvenanceApi.Config(
                        "127.0.0.1",
                        0,
                        folder,
                        topics.settings(),
                        registry.uri(),
                        this::policy,
                        new EvidenceVerifier(Map.of()),
                        () -> Map.of("kafka", topics.kafka.bootstrapServers()))),
                beside);
    }

    TrustPolicy policy() {
        return TrustPolicy.of(
                List.of(visits, agreements, usage).stream()
                        .map(log -> LogKey.ofVkey(log.signer().verifier().vkey()))
                        .toList(),
                List.of());
    }

    /** Three batches of 100 visits of 50 keys; the first two are anchored, and a ledger holds another root than the first one's. */
    void visits() throws Exception {
        topics.topic("acme.example.visits");
        DatasetId dataset = DatasetId.parse(VISITS);
        Schema envelope = ChangeEventSchema.of(dataset, ROW);
        keyId = client.register("acme.example.visits-key", SchemaSource.of(KEY), false);
        int valueId = client.register("acme.example.visits-value", SchemaSource.of(envelope), false);
        for (int batch = 0; batch < 3; batch++) {
            List<SharedTopics.Row> rows = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                GenericRecord row = new GenericData.Record(
                        envelope.getField("after").schema().getTypes().get(1));
                row.put("id", (long) i % 50);
                row.put("price", ByteBuffer.wrap(new byte[] {(byte) batch, (byte) i}));
                rows.add(new SharedTopics.Row(key(i % 50), SharedTopics.framed(valueId, event(envelope, row))));
            }
            offsets.addAll(topics.publish(visits, "acme.example.visits", rows, committer()));
            HeldCheckpoint head = topics.seal(visits, batch * 100L);
            if (batch < 2) {
                topics.anchor(visits, withoutReceipt(visits.anchor(head)));
            }
            if (batch == 0) {
                topics.anchor(visits, withoutReceipt(visits.anchor(visits.head(100, Hash.of(new byte[32])))));
            }
        }
    }

    /** Evidence does not rest on it then: the sample has no ledger that could be trusted. */
    private static HeldAnchor withoutReceipt(HeldAnchor one) {
        return new HeldAnchor(
                one.size(),
                one.root(),
                one.ledger(),
                one.transactionId(),
                one.block(),
                one.anchoredAt(),
                one.note(),
                null);
    }

    private Committer committer() {
        return new Committer(new RegistrySchemaHashes(client), PartFormat.AVRO, PartFormat.AVRO);
    }

    byte[] key(long id) {
        GenericRecord key = new GenericData.Record(KEY);
        key.put("id", id);
        return SharedTopics.framed(keyId, key);
    }

    static GenericRecord event(Schema envelope, GenericRecord row) {
        GenericRecord source =
                new GenericData.Record(envelope.getField("source").schema());
        List.of("organisation", "system", "object", "position").forEach(name -> source.put(name, "sample"));
        GenericRecord event = new GenericData.Record(envelope);
        event.put("op", new GenericData.EnumSymbol(envelope.getField("op").schema(), "CREATE"));
        event.put("after", row);
        event.put("source", source);
        return event;
    }

    /** One agreement in force and one that ended, and receipts of usage under the first. */
    void partners() throws Exception {
        String terms = """
            tombolo-agreement/1
            id %s
            provider acme.example+1c1337b8+AX+IfPD9WpgqpTgi1PFZmjWtyzJuHU6j+SlwwVIaCYB0
            consumer partner.example+1c1337b8+AX+IfPD9WpgqpTgi1PFZmjWtyzJuHU6j+SlwwVIaCYB0
            dataset acme.example/visits
            groups billing,clinical
            purpose care
            from 2026-01-01T00:00:00Z
            until 2036-01-01T00:00:00Z
            price 12.50 EUR
            rate 1000000
            key-cache 60
            """;
        Schema row = optional("Agreement", "id action by reason state provider consumer dataset terms note", "at");
        List<GenericRecord> steps = new ArrayList<>();
        for (String[] step : new String[][] {
            {"a".repeat(32), "offer", "OFFERED", "100"},
            {"b".repeat(32), "offer", "OFFERED", "150"},
            {"a".repeat(32), "finalize", "FINALIZED", "200"},
            {"b".repeat(32), "end", "TERMINATED", "300"}
        }) {
            GenericRecord one = new GenericData.Record(row);
            one.put("id", step[0]);
            one.put("action", step[1]);
            one.put("state", step[2]);
            one.put("by", "acme.example");
            one.put("provider", "acme.example");
            one.put("consumer", "partner.example");
            one.put("dataset", VISITS);
            one.put("terms", step[0].startsWith("b") ? "other terms" : terms.formatted(step[0]));
            one.put("note", "signed");
            one.put("at", 1_700_000_000_000L + Long.parseLong(step[3]));
            steps.add(one);
        }
        rows("agreements", agreements, row, steps);
        Schema receipt =
                optional("Usage", "id agreement consumer origin root note", "from_leaf to_leaf events bytes minute");
        List<GenericRecord> receipts = new ArrayList<>();
        for (long minute = 0; minute < 3; minute++) {
            GenericRecord one = new GenericData.Record(receipt);
            one.put("agreement", "a".repeat(32));
            one.put("consumer", "partner.example");
            one.put("origin", VISITS + "/0");
            one.put("from_leaf", minute * 10);
            one.put("to_leaf", minute * 10 + 10);
            one.put("events", 10L);
            one.put("bytes", 1000L);
            one.put("minute", 1_700_000_000_000L + minute * 60_000);
            receipts.add(one);
        }
        rows("usage", usage, receipt, receipts);
    }

    private static Schema optional(String name, String texts, String numbers) {
        var fields = SchemaBuilder.record(name).namespace("io.tombolo").fields();
        for (String text : texts.split(" ", -1)) {
            fields = fields.optionalString(text);
        }
        for (String number : numbers.split(" ", -1)) {
            fields = fields.optionalLong(number);
        }
        return fields.endRecord();
    }

    private void rows(String name, SampleLog log, Schema row, List<GenericRecord> all) throws Exception {
        String topic = "acme.example." + name;
        topics.topic(topic);
        Schema envelope = ChangeEventSchema.of(DatasetId.parse("acme.example/" + name), row);
        int id = client.register(topic + "-value", SchemaSource.of(envelope), false);
        List<SharedTopics.Row> records = new ArrayList<>();
        for (GenericRecord one : all) {
            GenericRecord named = new GenericData.Record(
                    envelope.getField("after").schema().getTypes().get(1));
            row.getFields().forEach(field -> named.put(field.name(), one.get(field.name())));
            records.add(new SharedTopics.Row(new byte[] {9}, SharedTopics.framed(id, event(envelope, named))));
        }
        topics.publish(log, topic, records, committer());
        topics.anchor(log, log.anchor(topics.seal(log, 0)));
    }

    /** Ten rows of a file that were not taken, and one record of a topic. */
    void rejected() {
        int id = client.register(Topics.REJECTED + "-value", SchemaSource.of(Contracts.REJECTED_INPUT), false);
        for (long line = 1; line <= 10; line++) {
            RejectedInput row = new RejectedInput(
                    "acme.example",
                    line % 2 == 0 ? "visits" : "ships",
                    "file",
                    null,
                    null,
                    null,
                    "visits.csv",
                    line,
                    "COLUMN_COUNT",
                    "line " + line + ": 3 columns, must be 4",
                    null,
                    Instant.ofEpochMilli(line * 1000));
            topics.raw(Topics.REJECTED, "acme.example/visits", SharedTopics.framed(id, row.toAvro()));
        }
        RejectedInput record = RejectedInput.record(
                "acme.example",
                "visits",
                "acme.example.visits",
                0,
                7,
                "UNKNOWN_SCHEMA",
                "schema id 99: unknown",
                null,
                Instant.ofEpochMilli(99_000));
        topics.raw(Topics.REJECTED, "acme.example/visits", SharedTopics.framed(id, record.toAvro()));
        topics.raw(Topics.REJECTED, "acme.example/visits", new byte[] {1, 2});
    }

    static ProvenanceApi.Beside anchoring() {
        String state = """
            {"ready": false, "not_ready": ["the ledger is away"], "lag_records": 17, "rejected": {"NO_SCHEMA": 2}, "logs": [],
             "ledgers": [{"ledger": "fabric:tombolo/anchors", "organisation": "acme.example", "waiting": 3, "refusals": {"STALE": 1},
               "away_since_ms": 1700000000000, "last_error": "connection refused",
               "credentials": [{"role": "identity of CarriersMSP", "subject": "CN=erp", "until": "2027-01-01T00:00:00Z", "seconds_left": 1}]}]}\
            """;
        return new ProvenanceApi.Beside(Optional.empty(), () -> Optional.of(state));
    }

    @Override
    public void close() {
        client.close();
        registry.close();
        topics.close();
    }
}
