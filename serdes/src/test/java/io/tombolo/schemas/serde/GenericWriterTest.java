package io.tombolo.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.UnresolvedUnionException;
import org.apache.avro.generic.GenericData;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GenericWriterTest {
    private static final List<String> BRANCHES = List.of(
            "\"null\"",
            "\"string\"",
            "\"long\"",
            "\"int\"",
            "\"double\"",
            "\"float\"",
            "\"boolean\"",
            "\"bytes\"",
            "{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}",
            "{\"type\":\"array\",\"items\":\"long\"}");

    private static final List<@Nullable Object> DATA =
            Arrays.asList(null, "text", new Utf8("text"), 1L, 1, 1.0, 1.0f, true, List.of(1L), new Object());

    @Test
    void findsTheBranchThatAvroFindsForEachPairAndDatum() {
        for (String one : BRANCHES) {
            for (String two : BRANCHES) {
                if (!one.equals(two) && !(one.contains("\"long\"") && two.contains("\"long\""))) {
                    Schema union = new Schema.Parser().parse("[" + one + "," + two + "]");
                    GenericWriter writer = new GenericWriter(union, GenericData.get());
                    for (Object datum : DATA) {
                        assertThat(branch(() -> writer.resolveUnion(union, datum)))
                                .as("%s for %s", datum, union)
                                .isEqualTo(branch(() -> GenericData.get().resolveUnion(union, datum)));
                    }
                }
            }
        }
    }

    private interface Resolution {
        int branch();
    }

    /** Its place, or the kind of refusal. */
    private static Object branch(Resolution resolution) {
        try {
            return resolution.branch();
        } catch (UnresolvedUnionException e) {
            return "none";
        } catch (RuntimeException e) {
            return e.getClass();
        }
    }
}
