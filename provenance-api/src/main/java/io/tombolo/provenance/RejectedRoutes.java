package io.tombolo.provenance;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.merkle.MalformedException;
import io.tombolo.schemas.contract.RejectedInput;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.registry.RegistryException;
import io.tombolo.schemas.serde.AvroDeserializer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;

/** What {@code tombolo.rejected} holds, the newest first, without the input itself: that may be anything, and is the owner's. */
final class RejectedRoutes {
    static final String PATH = "/api/v1/rejected";

    /** Records that are read for one answer where most are of other datasets. */
    private static final long MOST_READ = 10_000;

    private static final long WINDOW = 500;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final TopicPartition PARTITION = new TopicPartition(Topics.REJECTED, 0);

    private final Supplier<Consumer<byte[], byte[]>> connect;
    private final AvroDeserializer avro;
    private final EvidenceRoutes atOnce;

    /** @param connect makes a consumer: bytes, read_committed, no group */
    RejectedRoutes(Supplier<Consumer<byte[], byte[]>> connect, RegistryClient registry, EvidenceRoutes atOnce) {
        this.connect = connect;
        this.avro = new AvroDeserializer(registry);
        this.atOnce = atOnce;
    }

    RouteTable addTo(RouteTable table) {
        return table.get(PATH, List.of("dataset", "after", "limit"), ask -> atOnce.limited(() -> rejected(ask)));
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Line(
            @JsonProperty("at") String at,
            @JsonProperty("dataset") String dataset,
            @JsonProperty("source") String source,
            @JsonProperty("topic") @Nullable String topic,
            @JsonProperty("partition") @Nullable Integer partition,
            @JsonProperty("offset") @Nullable Long offset,
            @JsonProperty("file") @Nullable String file,
            @JsonProperty("line") @Nullable Long line,
            @JsonProperty("reason") String reason,
            @JsonProperty("detail") String detail) {}

    private ApiResponse rejected(Ask ask) {
        int limit = Paged.limit(ask);
        Optional<String> dataset = ask.text("dataset");
        try (Consumer<byte[], byte[]> consumer = connect.get()) {
            List<Line> lines = new ArrayList<>();
            if (consumer.partitionsFor(Topics.REJECTED).isEmpty()) {
                return ApiResponse.json(Paged.of("rejected", lines, (Object) null));
            }
            consumer.assign(List.of(PARTITION));
            long begin = consumer.beginningOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
            long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
            long before = Math.min(end, ask.after().orElse(Long.MAX_VALUE));
            long read = 0;
            while (before > begin && lines.size() < limit && read < MOST_READ) {
                long from = Math.max(begin, before - WINDOW);
                for (ConsumerRecord<byte[], byte[]> record : window(consumer, from, before)) {
                    if (lines.size() == limit) {
                        break;
                    }
                    line(record)
                            .filter(line -> dataset.isEmpty() || line.dataset().equals(dataset.get()))
                            .ifPresent(lines::add);
                    before = record.offset();
                }
                if (lines.size() < limit) {
                    before = from;
                }
                read += WINDOW;
            }
            return ApiResponse.json(Paged.of("rejected", lines, before > begin ? (Object) before : null));
        } catch (TopicAuthorizationException forbidden) {
            return ReadSideProblem.of(403, "not_readable", "this read side may not read " + Topics.REJECTED);
        } catch (KafkaException | RegistryException away) {
            return ReadSideProblem.of(503, "unreachable", String.valueOf(away.getMessage()));
        }
    }

    /** The records from one offset to before another, the newest first. */
    private static List<ConsumerRecord<byte[], byte[]>> window(
            Consumer<byte[], byte[]> consumer, long from, long before) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        consumer.seek(PARTITION, from);
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (consumer.position(PARTITION) < before) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException(
                        "%s at offset %d: no answer in %d s".formatted(PARTITION, from, LONGEST.toSeconds()));
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(PARTITION)) {
                if (record.offset() < before) {
                    found.add(record);
                }
            }
        }
        Collections.reverse(found);
        return found;
    }

    private Optional<Line> line(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (avro.deserialize(record.topic(), record.headers(), record.value()) instanceof GenericRecord row) {
                RejectedInput input = RejectedInput.fromAvro(row);
                return Optional.of(new Line(
                        input.rejectedAt().toString(),
                        input.organisation() + "/" + input.dataset(),
                        input.source(),
                        input.topic(),
                        input.partition(),
                        input.offset(),
                        input.file(),
                        input.line(),
                        input.reason(),
                        input.detail()));
            }
        } catch (SerializationException | MalformedException | AvroRuntimeException other) {
            // Of no contract that is known: nothing could be shown of it but bytes.
        }
        return Optional.empty();
    }
}
