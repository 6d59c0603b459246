package io.tombolo.protect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.schemas.avro.MalformedDatumException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class ProtectedFieldsTest {

    private static final String HIDDEN =
            "{\"type\":\"bytes\",\"logicalType\":\"tombolo-protected\",\"group\":\"clinical\"," + "\"of\":\"string\"}";
    private static final Schema EVENT = new Schema.Parser()
            .parse(
                    "{\"type\":\"record\",\"name\":\"Event\",\"fields\":[{\"name\":\"after\",\"type\":{\"type\":\"record\","
                            + "\"name\":\"Row\",\"fields\":[{\"name\":\"visits\",\"type\":{\"type\":\"map\",\"values\":{\"type\":\"array\","
                            + "\"items\":[\"null\"," + HIDDEN
                            + "]}}},{\"name\":\"document\",\"type\":\"string\"}]}}]}");
    private static final byte[] FORM = form();
    private static final ByteBuffer BYTES = ByteBuffer.wrap(FORM);

    @Test
    void namesEachValueByItsWay() {
        String marked = "{\"tombolo-protected\":{\"group\":\"billing\",\"value\":\""
                + Base64.getEncoder().encodeToString(FORM) + "\"}}";
        List<ProtectedField> found = ProtectedFields.of(
                event(Map.of("a/b", java.util.Arrays.asList(null, BYTES)), "{\"costs\":[{\"x~y\":" + marked + "}]}"));

        assertThat(found)
                .extracting(ProtectedField::pointer)
                .containsExactly("/after/visits/a~1b/1", "/after/document/costs/0/x~0y");
        assertThat(found).extracting(ProtectedField::name).containsExactly("visits.a/b", "document.costs.x~y");
        assertThat(found).extracting(ProtectedField::group).containsExactly("clinical", "billing");
    }

    @Test
    void hasNoneWhereNothingIsSealed() {
        String longest = "n".repeat(FieldPlace.LONGEST);

        assertThat(ProtectedFields.of(event(Map.of(longest, List.of(BYTES)), "")))
                .isEmpty();
    }

    @Test
    void refusesMorePlacesThanMemoryShouldHold() {
        String name = "n".repeat(FieldPlace.LONGEST - 100);
        GenericRecord event = event(Map.of(name, Collections.nCopies(5_100, BYTES)), "");

        assertThatThrownBy(() -> ProtectedFields.of(event))
                .isInstanceOf(MalformedDatumException.class)
                .hasMessage("the places of its protected values have more than 50000000 characters");
    }

    /** The shortest bytes that have the form of a protected value. */
    private static byte[] form() {
        byte[] bytes = new byte[ProtectedValue.OVERHEAD];
        bytes[0] = 1;
        return bytes;
    }

    private static GenericRecord event(Map<String, List<ByteBuffer>> visits, String document) {
        GenericRecord row = new GenericData.Record(EVENT.getField("after").schema());
        row.put("visits", visits);
        row.put("document", document);
        GenericRecord event = new GenericData.Record(EVENT);
        event.put("after", row);
        return event;
    }
}
