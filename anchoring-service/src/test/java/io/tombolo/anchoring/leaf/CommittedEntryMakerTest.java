package io.tombolo.anchoring.leaf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.dataset.Dataset;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.InMemoryRegistry;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import io.tombolo.schemas.registry.SchemaSource;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** What the service says of a record that it commits raw. */
class CommittedEntryMakerTest {
    private static final SchemaSource INT = SchemaSource.of("\"int\"");
    private static final String NOWHERE = "00000000-0000-0001-0000-000000000002";

    private final Dataset dataset = new Dataset(
            DatasetId.parse("acme.example/flights"),
            "acme.example.flights",
            PartFormat.AVRO,
            PartFormat.AVRO,
            new AnchoringConfig.Seal(100, 1_000));
    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final CommittedEntryMaker entries = new CommittedEntryMaker(new RegistrySchemaHashes(registry));
    private final byte[] good = {0, 0, 0, 0, (byte) registry.register("s", INT, false), 2};
    private final byte[] entry = new byte[Entry.LENGTH];

    @Test
    void decodesIdsAndGuidsBeforeTheBodyAndInHeaders() {
        byte[] body = {2};
        byte[] guid = guidFrame(InMemoryRegistry.guid(INT));

        assertThat(form(good, good)).isEqualTo(EntryMaker.Form.DECODED);
        assertThat(form(good, joined(guid, body))).isEqualTo(EntryMaker.Form.DECODED);
        assertThat(form(good, body, guid)).isEqualTo(EntryMaker.Form.DECODED);
    }

    @Test
    void namesThePartAndItsSchema() {
        byte[] stranger = guidFrame(UUID.fromString(NOWHERE));

        assertThat(form(good, new byte[] {0, 0, 0, 0, 99, 2}))
                .isEqualTo(new EntryMaker.Form("UNKNOWN_SCHEMA", "value: schema id 99 is not in the registry"));
        assertThat(form(new byte[] {0, 0, 0, 0, 98}, good))
                .isEqualTo(new EntryMaker.Form("UNKNOWN_SCHEMA", "key: schema id 98 is not in the registry"));
        assertThat(form(good, stranger))
                .isEqualTo(new EntryMaker.Form(
                        "UNKNOWN_SCHEMA", "value: schema GUID " + NOWHERE + " is not in the registry"));
        assertThat(form(good, good, stranger))
                .isEqualTo(new EntryMaker.Form(
                        "UNKNOWN_SCHEMA", "value: schema GUID " + NOWHERE + " is not in the registry"));
    }

    @Test
    void saysWhereItFoundNoFrame() {
        assertThat(form(good, new byte[] {7, 7}))
                .isEqualTo(new EntryMaker.Form("NOT_FRAMED", "value: 2 bytes, no frame of a schema registry"));
        assertThat(form(new byte[0], good))
                .isEqualTo(new EntryMaker.Form("NOT_FRAMED", "key: 0 bytes, no frame of a schema registry"));
        assertThat(form(good, good, Arrays.copyOf(good, 6)))
                .isEqualTo(
                        new EntryMaker.Form("NOT_FRAMED", "value: header of 6 bytes, no frame of a schema registry"));
    }

    @Test
    void theHeadersOfATraceAreNoPartOfAnEntry() {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(dataset.topic(), 0, 0, good, good);
        record.headers().add(Topics.SALT_HEADER, new byte[16]);
        assertThat(form(record)).isEqualTo(EntryMaker.Form.DECODED);
        byte[] without = entry.clone();

        record.headers().add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".getBytes(UTF_8));
        record.headers().add("tracestate", "vendor=1".getBytes(UTF_8));
        assertThat(form(record)).isEqualTo(EntryMaker.Form.DECODED);
        assertThat(entry).isEqualTo(without);

        record.headers()
                .remove(Topics.SALT_HEADER)
                .add(Topics.SALT_HEADER, new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        assertThat(form(record)).isEqualTo(EntryMaker.Form.DECODED);
        assertThat(entry).isNotEqualTo(without);
    }

    private EntryMaker.Form form(byte[] key, byte[] value) {
        return form(new ConsumerRecord<>(dataset.topic(), 0, 0, key, value));
    }

    private EntryMaker.Form form(byte[] key, byte[] value, byte[] valueHeader) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(dataset.topic(), 0, 0, key, value);
        record.headers().add(Frame.VALUE_HEADER, valueHeader);
        return form(record);
    }

    private EntryMaker.Form form(ConsumerRecord<byte[], byte[]> record) {
        return entries.write(dataset, record, entry, 0);
    }

    private static byte[] guidFrame(UUID guid) {
        return ByteBuffer.allocate(Frame.GUID_LENGTH)
                .put(Frame.GUID_MAGIC)
                .putLong(guid.getMostSignificantBits())
                .putLong(guid.getLeastSignificantBits())
                .array();
    }

    private static byte[] joined(byte[] frame, byte[] body) {
        byte[] both = Arrays.copyOf(frame, frame.length + body.length);
        System.arraycopy(body, 0, both, frame.length, body.length);
        return both;
    }
}
