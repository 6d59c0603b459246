package io.tombolo.demo;

import io.tombolo.attack.Tampering;
import io.tombolo.verification.verdict.Refusal;
import java.util.function.IntFunction;
import org.apache.avro.Schema;

/** What somebody who holds the broker can do to the records on their way. */
enum Lie {
    ALTERED_FIELD("one field of one event altered", Refusal.ALTERED) {
        @Override
        Tampering tampering(IntFunction<Schema> schemas) {
            return Tampering.alterField(PARTITION, SOMEWHERE, "distance", schemas);
        }

        @Override
        String story(Tampering.Deed deed) {
            return "altered: " + deed.words();
        }
    },
    DROPPED("one event dropped", Refusal.MISSING) {
        @Override
        Tampering tampering(IntFunction<Schema> schemas) {
            return Tampering.drop(PARTITION, SOMEWHERE);
        }

        @Override
        String story(Tampering.Deed deed) {
            return "dropped: the event at offset " + deed.offset();
        }
    },
    SWAPPED("two events swapped", Refusal.REORDERED) {
        @Override
        Tampering tampering(IntFunction<Schema> schemas) {
            return Tampering.swap(PARTITION, SOMEWHERE);
        }

        @Override
        String story(Tampering.Deed deed) {
            return "swapped: the events at offsets " + deed.offset() + " and "
                    + deed.offsets().get(1);
        }
    },
    INVENTED("one event invented", Refusal.UNEXPECTED) {
        @Override
        Tampering tampering(IntFunction<Schema> schemas) {
            return Tampering.invent(PARTITION, SOMEWHERE);
        }

        @Override
        String story(Tampering.Deed deed) {
            return "invented: one more event, at the free offset " + deed.offset();
        }
    },
    DUPLICATED("one event delivered twice", Refusal.UNEXPECTED) {
        @Override
        Tampering tampering(IntFunction<Schema> schemas) {
            return Tampering.duplicate(PARTITION, SOMEWHERE);
        }

        @Override
        String story(Tampering.Deed deed) {
            return "duplicated: the event at offset " + deed.offset();
        }
    };

    static final int PARTITION = 0;
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

    /** Lies once, to a reader of one partition. */
    abstract Tampering tampering(IntFunction<Schema> schemas);

    /** What was done, for people. */
    abstract String story(Tampering.Deed deed);
}
