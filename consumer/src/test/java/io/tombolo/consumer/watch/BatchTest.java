package io.tombolo.consumer.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.Hash;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.RegistryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final int RECORDS = 300;

    private final Random random = new Random(7);
    private final List<ConsumerRecord<byte[], byte[]>> records = records();
    private boolean silent;

    @Test
    void makesTheSameEntriesInOnePassAsInTwo() {
        byte[] ahead = filled(batch().makingEntries(committer())).entries();

        assertThat(ahead).isEqualTo(filled(batch()).entries(committer())).hasSize(RECORDS * Entry.LENGTH);
    }

    @Test
    void makesAllEntriesLaterWhereTheRegistryWasSilentInBetween() {
        Committer ahead = committer();
        Batch batch = batch().makingEntries(ahead);

        for (int i = 0; i < RECORDS; i++) {
            silent = i >= 100 && i < 200;
            add(batch, i);
        }

        assertThat(batch.entries()).isNull();
        assertThat(batch.entries(ahead)).isEqualTo(filled(batch()).entries(committer()));
    }

    @Test
    void saysThatTheRegistryIsSilentWhenEntriesAreNeeded() {
        silent = true;
        Batch batch = filled(batch().makingEntries(committer()));

        assertThatThrownBy(() -> batch.entries(committer())).isInstanceOf(RegistryException.class);
    }

    private Committer committer() {
        return new Committer(
                id -> {
                    if (silent) {
                        throw new RegistryException.Unavailable("silent", null);
                    }
                    return id % 3 == 0 ? null : Hash.of(new byte[Hash.LENGTH]);
                },
                PartFormat.RAW,
                PartFormat.AVRO);
    }

    private static Batch batch() {
        return new Batch(RECORDS, PartFormat.RAW, PartFormat.AVRO);
    }

    private Batch filled(Batch batch) {
        for (int i = 0; i < RECORDS; i++) {
            add(batch, i);
        }
        return batch;
    }

    private void add(Batch batch, int i) {
        ConsumerRecord<byte[], byte[]> record = records.get(i);
        batch.add(record, record.key(), record.value(), false);
    }

    /** Each schema is met first in the record of its number, so that the registry is asked all along. */
    private List<ConsumerRecord<byte[], byte[]>> records() {
        List<ConsumerRecord<byte[], byte[]>> made = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            byte[] value = new byte[20 + i];
            random.nextBytes(value);
            value[0] = 0;
            value[1] = 0;
            value[2] = 0;
            value[3] = (byte) (i >>> 8);
            value[4] = (byte) i;
            byte[] salt = new byte[i % 7 == 0 ? 15 : Topics.SALT_LENGTH];
            random.nextBytes(salt);
            RecordHeaders headers = new RecordHeaders();
            if (i % 5 != 0) {
                headers.add(Topics.SALT_HEADER, salt);
            }
            made.add(new ConsumerRecord<>(
                    "rows",
                    0,
                    i * 2L,
                    1_000L + i,
                    TimestampType.CREATE_TIME,
                    8,
                    value.length,
                    new byte[8],
                    i % 11 == 0 ? null : value,
                    headers,
                    Optional.empty()));
        }
        return made;
    }
}
