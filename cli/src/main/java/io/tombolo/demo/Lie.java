package io.tombolo.demo;

import io.tombolo.consumer.RecordTap;
import io.tombolo.consumer.audit.AuditRefusal;
import io.tombolo.schemas.serde.AvroDeserializer;
import io.tombolo.verification.verdict.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What somebody who holds the broker can do to the records on their way. */
enum Lie {
    ALTERED_FIELD("one field of one event altered", Refusal.ALTERED) {
        @Override
        void tell(List<ConsumerRecord<byte[], byte[]>> records, int at, Tap tap) {
            ConsumerRecord<byte[], byte[]> record = records.get(at);
            Forgery forgery = Forgery.of(record, tap.avro);
            records.set(at, forgery.record());
            tap.say("altered: " + forgery.what(), record.offset());
        }
    },
    DROPPED("one event dropped", Refusal.MISSING) {
        @Override
        void tell(List<ConsumerRecord<byte[], byte[]>> records, int at, Tap tap) {
            tap.say(
                    "dropped: the event at offset " + records.get(at).offset(),
                    records.remove(at).offset());
        }
    },
    SWAPPED("two events swapped", Refusal.REORDERED) {
        @Override
        void tell(List<ConsumerRecord<byte[], byte[]>> records, int at, Tap tap) {
            ConsumerRecord<byte[], byte[]> first = records.get(at);
            ConsumerRecord<byte[], byte[]> second = records.get(at + 1);
            records.set(at, Forgery.moved(second, first.offset()));
            records.set(at + 1, Forgery.moved(first, second.offset()));
            tap.say(
                    "swapped: the events at offsets " + first.offset() + " and " + second.offset(),
                    first.offset(),
                    second.offset());
        }
    },
    INVENTED("one event invented", Refusal.UNEXPECTED) {
        @Override
        int choose(List<ConsumerRecord<byte[], byte[]>> records) {
            // Transactions leave gaps in the offsets: there an event can be slipped in without touching another.
            for (int i = 0; i + 1 < records.size(); i++) {
                if (records.get(i + 1).offset() > records.get(i).offset() + 1) {
                    return i;
                }
            }
            return -1;
        }

        @Override
        void tell(List<ConsumerRecord<byte[], byte[]>> records, int at, Tap tap) {
            long free = records.get(at).offset() + 1;
            Forgery forgery = Forgery.of(records.get(at), tap.avro);
            records.add(at + 1, Forgery.moved(forgery.record(), free));
            tap.say("invented: one more event, at the free offset " + free, free);
        }
    },
    DUPLICATED("one event delivered twice", Refusal.UNEXPECTED) {
        @Override
        void tell(List<ConsumerRecord<byte[], byte[]>> records, int at, Tap tap) {
            records.add(at + 1, records.get(at));
            tap.say(
                    "duplicated: the event at offset " + records.get(at).offset(),
                    records.get(at).offset());
        }
    };

    private static final int PARTITION = 0;
    private static final long SOMEWHERE = 4_000;

    private final String what;
    private final Refusal expected;

    Lie(String what, Refusal expected) {
        this.what = what;
        this.expected = expected;
    }

    String what() {
        return what;
    }

    Refusal expected() {
        return expected;
    }

    /** Does it to the record at that index. */
    abstract void tell(List<ConsumerRecord<byte[], byte[]>> records, int at, Tap tap);

    /** The index at which it is done; -1 if there is no good place among these records. */
    int choose(List<ConsumerRecord<byte[], byte[]>> records) {
        for (int i = 0; i + 1 < records.size(); i++) {
            if (records.get(i).offset() >= SOMEWHERE) {
                return i;
            }
        }
        return -1;
    }

    Tap tap(String registry) {
        AvroDeserializer avro = new AvroDeserializer();
        avro.configure(Map.of("schema.registry.url", registry), false);
        return new Tap(this, avro);
    }

    /** Lies once, and remembers where. */
    static final class Tap implements RecordTap {
        private final Lie lie;
        private final AvroDeserializer avro;
        private final Set<Long> offsets = new HashSet<>();
        private String story = "";

        private Tap(Lie lie, AvroDeserializer avro) {
            this.lie = lie;
            this.avro = avro;
        }

        @Override
        public List<ConsumerRecord<byte[], byte[]>> apply(List<ConsumerRecord<byte[], byte[]>> records) {
            if (told() || records.isEmpty() || records.get(0).partition() != PARTITION) {
                return records;
            }
            int at = lie.choose(records);
            if (at < 0) {
                return records;
            }
            List<ConsumerRecord<byte[], byte[]>> changed = new ArrayList<>(records);
            lie.tell(changed, at, this);
            return changed;
        }

        private void say(String what, long... where) {
            story = what;
            for (long offset : where) {
                offsets.add(offset);
            }
        }

        boolean told() {
            return !story.isEmpty();
        }

        String story() {
            return story;
        }

        boolean touched(AuditRefusal refusal) {
            return refusal.partition() == PARTITION && offsets.contains(refusal.offset());
        }
    }
}
