package io.tombolo.provenance;

import com.sun.net.httpserver.HttpServer;
import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.merkle.Hash;
import io.tombolo.provenance.store.HeldAnchor;
import io.tombolo.provenance.store.HeldCheckpoint;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.contract.AnchorRecord;
import io.tombolo.schemas.contract.Contracts;
import io.tombolo.schemas.contract.SealedBatch;
import io.tombolo.schemas.contract.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker and a registry with what connectors and the anchoring service would write, in transactions as they do. */
public final class SharedTopics implements AutoCloseable {
    private static final int SEALED_BATCH = 1;
    private static final int ANCHOR = 2;

    public final EmbeddedKafka kafka;
    private final HttpServer registry;
    private final KafkaProducer<byte[], byte[]> producer;
    private volatile boolean hidden;

    public SharedTopics(Path folder) throws IOException, InterruptedException, ExecutionException {
        kafka = EmbeddedKafka.start(EmbeddedKafka.Config.loopback(folder));
        try (Admin admin = Admin.create(settings())) {
            List<NewTopic> topics = new ArrayList<>();
            Topics.internal().forEach(topic -> topics.add(new NewTopic(topic.name(), 1, (short) 1)));
            topics.add(new NewTopic("acme.example.flights", 1, (short) 1));
            admin.createTopics(topics).all().get();
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "owner"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve("/schemas/ids/" + SEALED_BATCH, Contracts.SEALED_BATCH);
        serve("/schemas/ids/" + ANCHOR, Contracts.ANCHOR);
        registry.start();
    }

    public Map<String, Object> settings() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }

    public URI registry() {
        return URI.create("http://127.0.0.1:" + registry.getAddress().getPort());
    }

    /** From now on the registry answers nothing but 503, or answers again. */
    public void hideRegistry(boolean hide) {
        hidden = hide;
    }

    /** Publishes raw records, and appends what the log will hold for them. */
    public void share(SampleLog log, String topic, int count) throws InterruptedException, ExecutionException {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        List<byte[]> values = new ArrayList<>();
        producer.beginTransaction();
        for (int i = 0; i < count; i++) {
            byte[] value = ("row " + log.size() + i).getBytes(StandardCharsets.UTF_8);
            values.add(value);
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, log.origin.partition(), value, value);
            record.headers().add(Topics.SALT_HEADER, new byte[16]);
            sent.add(producer.send(record));
        }
        producer.commitTransaction();
        Committer committer = new Committer(id -> null, PartFormat.RAW, PartFormat.RAW);
        for (int i = 0; i < count; i++) {
            RecordMetadata at = sent.get(i).get();
            Hash commitment =
                    committer.commit(values.get(i), values.get(i), new byte[16]).hash();
            log.append(new Entry((byte) 0, at.offset(), at.timestamp(), commitment));
        }
    }

    /** Writes the bundles from leaf {@code from} on and the head at the log's size, in one transaction. */
    public HeldCheckpoint seal(SampleLog log, long from) {
        HeldCheckpoint head = log.head();
        seal(log, from, head);
        return head;
    }

    public void seal(SampleLog log, long from, HeldCheckpoint head) {
        producer.beginTransaction();
        sendBundles(log, from);
        SealedBatch batch = new SealedBatch(
                log.origin.toString(),
                log.origin.organisation(),
                log.origin.dataset().name(),
                head.topic(),
                log.origin.partition(),
                from,
                head.size(),
                head.root(),
                head.firstOffset(),
                head.lastOffset(),
                Instant.ofEpochMilli(head.sealedAt()),
                head.note());
        send(Topics.CHECKPOINTS, log.origin.toString(), framed(SEALED_BATCH, batch.toAvro()));
        producer.commitTransaction();
    }

    /** As a service that dies in the middle: nobody may ever see these bundles. */
    public void abort(SampleLog log, long from) {
        producer.beginTransaction();
        sendBundles(log, from);
        producer.flush();
        producer.abortTransaction();
    }

    public void anchor(SampleLog log, HeldAnchor anchor) {
        AnchorRecord record = new AnchorRecord(
                log.origin.toString(),
                anchor.size(),
                anchor.root(),
                anchor.ledger(),
                anchor.transactionId(),
                anchor.block(),
                Instant.ofEpochMilli(anchor.anchoredAt()),
                anchor.note(),
                anchor.receipt() == null
                        ? null
                        : ByteBuffer.wrap(anchor.receipt().toArray()));
        producer.beginTransaction();
        send(Topics.ANCHORS, log.origin.toString(), framed(ANCHOR, record.toAvro()));
        producer.commitTransaction();
    }

    public void raw(String topic, String key, byte[] value) {
        producer.beginTransaction();
        send(topic, key, value);
        producer.commitTransaction();
    }

    private void sendBundles(SampleLog log, long from) {
        for (long bundle = from / 256; bundle * 256 < log.size(); bundle++) {
            send(Topics.LOG, log.origin + " " + bundle, log.bundle(bundle, log.size()));
        }
    }

    private void send(String topic, String key, byte[] value) {
        var unused = producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value));
    }

    /** Makes a topic of one partition. */
    public void topic(String name) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(settings())) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
        }
    }

    /** A key and a value as Kafka has them. */
    public static final class Row {
        private final byte[] key;
        private final byte[] value;

        public Row(byte[] key, byte[] value) {
            this.key = key;
            this.value = value;
        }
    }

    /** Publishes records as they are, in one transaction, and appends what the log will hold for them. */
    public List<Long> publish(SampleLog log, String topic, List<Row> rows, Committer committer)
            throws InterruptedException, ExecutionException {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        producer.beginTransaction();
        for (Row row : rows) {
            sent.add(producer.send(new ProducerRecord<>(topic, 0, row.key, row.value)));
        }
        producer.commitTransaction();
        List<Long> offsets = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            RecordMetadata at = sent.get(i).get();
            offsets.add(at.offset());
            log.append(
                    Entry.of(committer.commit(rows.get(i).key, rows.get(i).value, null), at.offset(), at.timestamp()));
        }
        return offsets;
    }

    static byte[] framed(int id, GenericRecord record) {
        byte[] frame = new byte[Frame.LENGTH];
        Frame.write(id, frame, 0);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(frame);
        try {
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
            encoder.flush();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return out.toByteArray();
    }

    private void serve(String path, Schema schema) {
        String quoted = schema.toString().replace("\\", "\\\\").replace("\"", "\\\"");
        byte[] body = ("{\"schema\":\"" + quoted + "\"}").getBytes(StandardCharsets.UTF_8);
        registry.createContext(path, exchange -> {
            if (hidden) {
                exchange.sendResponseHeaders(503, -1);
                exchange.close();
                return;
            }
            exchange.getResponseHeaders().add("Content-Type", "application/vnd.schemaregistry.v1+json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    @Override
    public void close() {
        producer.close();
        registry.stop(0);
        kafka.close();
    }
}
