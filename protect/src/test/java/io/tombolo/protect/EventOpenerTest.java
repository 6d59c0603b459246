package io.tombolo.protect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.protect.EventOpener.Count;
import io.tombolo.protect.EventOpener.Unreadable;
import io.tombolo.protect.FieldPlace.Side;
import io.tombolo.schemas.DatasetId;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.Test;

class EventOpenerTest {

    private static final DatasetId DATASET = DatasetId.parse("hospital.example/visits");
    private static final Schema TEXT = union("clinical", "\"string\"");
    private static final Schema PRICE = new Schema.Parser()
            .parse("[\"null\",{\"type\":\"bytes\",\"logicalType\":\"tombolo-protected\",\"group\":\"billing\","
                    + "\"of\":{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":9,\"scale\":2}}]");
    private static final Schema ROW = new Schema.Parser()
            .parse(
                    "{\"type\":\"record\",\"name\":\"Row\",\"fields\":[{\"name\":\"id\",\"type\":\"int\"},{\"name\":\"diagnosis\",\"type\":"
                            + TEXT + "},{\"name\":\"price\",\"type\":" + PRICE
                            + "},{\"name\":\"notes\",\"type\":[\"null\",{\"type\":\"array\",\"items\":" + TEXT
                            + "}]},{\"name\":\"more\",\"type\":{\"type\":\"map\",\"values\":" + TEXT + "}}]}");
    private static final Schema EVENT = new Schema.Parser()
            .parse("{\"type\":\"record\",\"name\":\"Event\",\"fields\":[{\"name\":\"before\",\"type\":[\"null\"," + ROW
                    + "]},{\"name\":\"after\",\"type\":[\"null\",\"Row\"]}]}");

    private final GroupKeys clinical = GroupKeys.fresh(new SecureRandom());
    private final GroupKeys billing = GroupKeys.fresh(new SecureRandom());
    private final Subject subject = new Subject(Map.of("patient", "4711"));
    private final FieldCipher cipher = new FieldCipher();
    private final SecureRandom random = new SecureRandom();

    @Test
    void opensWhatItsGroupsAllowAndCountsTheRest() {
        byte[] salt = salt();
        GenericRecord event = event(salt);

        Count count = new EventOpener(DATASET, only("clinical"), Unreadable.NULL).open(event, salt);

        GenericRecord before = (GenericRecord) event.get("before");
        GenericRecord after = (GenericRecord) event.get("after");
        assertThat(count).isEqualTo(new Count(5, 1, 0, 0));
        assertThat(before.get("diagnosis")).hasToString("old");
        assertThat(after.get("diagnosis")).hasToString("new");
        assertThat(after.get("price")).isNull();
        assertThat(after.get("id")).isEqualTo(7);
        assertThat(after.get("notes")).hasToString("[first, null, third]");
        assertThat(((Map<?, ?>) after.get("more")).get(new Utf8("a/b"))).hasToString("entry");
        assertThat(GenericData.get().validate(EVENT, event)).isTrue();
    }

    @Test
    void opensAllWithAllKeys() {
        byte[] salt = salt();
        GenericRecord event = event(salt);

        Count count = new EventOpener(DATASET, this::any, Unreadable.NULL).open(event, salt);

        assertThat(count).isEqualTo(new Count(6, 0, 0, 0));
        assertThat(((GenericRecord) event.get("after")).get("price")).isEqualTo(ByteBuffer.wrap(new byte[] {4, 5}));
    }

    @Test
    void openedBytesThatBeginAsProtectedOnesAreNotTakenForThem() {
        byte[] salt = salt();
        byte[] clear = new byte[70];
        clear[0] = 1;
        GenericRecord opened = row(salt, Side.AFTER, "x", clear);
        GenericRecord left = row(salt, Side.AFTER, "x", clear);

        new EventOpener(DATASET, this::any, Unreadable.BYTES).open(opened, salt);
        new EventOpener(DATASET, KeySource.NONE, Unreadable.BYTES).open(left, salt);

        Object price = ((GenericRecord) opened.get("after")).get("price");
        assertThat(price).isEqualTo(ByteBuffer.wrap(clear));
        assertThat(ProtectedFields.withheld(PRICE, price)).isNull();
        assertThat(ProtectedFields.of(opened)).isEmpty();
        assertThat(ProtectedFields.withheld(PRICE, ((GenericRecord) left.get("after")).get("price")))
                .isNotNull();
        assertThat(ProtectedFields.of(left)).hasSize(2);
    }

    @Test
    void leavesBytesWithoutAKey() {
        byte[] salt = salt();
        GenericRecord event = event(salt);

        Count count = new EventOpener(DATASET, KeySource.NONE, Unreadable.BYTES).open(event, salt);

        assertThat(count).isEqualTo(new Count(0, 6, 0, 0));
        assertThat(((GenericRecord) event.get("after")).get("diagnosis")).isInstanceOf(ByteBuffer.class);
    }

    @Test
    void opensNothingByAnotherRecordsSaltOrInAnotherDataset() {
        byte[] salt = salt();

        Count other = new EventOpener(DATASET, this::any, Unreadable.NULL).open(event(salt), salt());
        Count moved = new EventOpener(DatasetId.parse("clinic.example/visits"), this::any, Unreadable.NULL)
                .open(event(salt()), salt);

        assertThat(other).isEqualTo(new Count(0, 0, 0, 6));
        assertThat(moved).isEqualTo(new Count(0, 0, 0, 6));
    }

    @Test
    void readsNothingOfAnErasedSubject() {
        byte[] salt = salt();
        GroupKeys erased = clinical.without(clinical.idOf(subject));

        Count count = new EventOpener(DATASET, (dataset, group, id) -> erased.answer(id), Unreadable.NULL)
                .open(row(salt, Side.AFTER, "x", null), salt);

        assertThat(count).isEqualTo(new Count(0, 0, 1, 0));
    }

    @Test
    void asksForNoKeyWhereNothingIsSealed() {
        byte[] salt = salt();
        String longest = "n".repeat(FieldPlace.LONGEST - "/more/".length());
        GenericRecord event = row(salt, Side.AFTER, "x", null);
        GenericRecord after = (GenericRecord) event.get("after");
        ByteBuffer sealed = sealed("clinical", salt, Side.AFTER, "/more/" + longest, text("at the limit"));
        Map<String, Object> more = new LinkedHashMap<>();
        more.put(longest + "n", sealed);
        more.put(longest, sealed);
        after.put("more", more);
        List<String> unread = new ArrayList<>();

        Count count = new EventOpener(DATASET, this::any, Unreadable.NULL).open(event, salt, unread);

        assertThat(count).isEqualTo(new Count(2, 0, 0, 1));
        assertThat(unread).containsExactly("/after/more/" + "n".repeat(94) + "… (clinical): damaged");
        assertThat(((Map<?, ?>) after.get("more")).get(longest)).hasToString("at the limit");
    }

    private GenericRecord event(byte[] salt) {
        GenericRecord event = row(salt, Side.AFTER, "new", new byte[] {4, 5});
        event.put("before", row(salt, Side.BEFORE, "old", null).get("before"));
        GenericRecord after = (GenericRecord) event.get("after");
        after.put(
                "notes",
                java.util.Arrays.asList(
                        sealed("clinical", salt, Side.AFTER, "/notes/0", text("first")),
                        null,
                        sealed("clinical", salt, Side.AFTER, "/notes/2", text("third"))));
        Map<Utf8, Object> more = new HashMap<>();
        more.put(new Utf8("a/b"), sealed("clinical", salt, Side.AFTER, "/more/a~1b", text("entry")));
        after.put("more", more);
        return event;
    }

    private GenericRecord row(byte[] salt, Side side, String diagnosis, byte[] price) {
        GenericRecord row = new GenericData.Record(ROW);
        row.put("id", 7);
        row.put("diagnosis", sealed("clinical", salt, side, "/diagnosis", text(diagnosis)));
        row.put("price", price == null ? null : sealed("billing", salt, side, "/price", price));
        row.put("more", Map.of());
        GenericRecord event = new GenericData.Record(EVENT);
        event.put(side.field(), row);
        return event;
    }

    private ByteBuffer sealed(String group, byte[] salt, Side side, String pointer, byte[] plaintext) {
        DataKey key = keys(group).key(keys(group).idOf(subject)).orElseThrow();
        FieldKey fieldKey = cipher.key(key, salt, new FieldPlace(DATASET, side, pointer));
        return ByteBuffer.wrap(cipher.seal(fieldKey, key.id(), plaintext).toBytes());
    }

    private static byte[] text(String text) {
        return new Plaintext(Schema.create(Schema.Type.STRING)).write(text);
    }

    private GroupKeys keys(String group) {
        return group.equals("clinical") ? clinical : billing;
    }

    private KeyAnswer any(DatasetId dataset, String group, DataKeyId id) {
        return keys(group).answer(id);
    }

    private KeySource only(String one) {
        return (dataset, group, id) -> group.equals(one) ? any(dataset, group, id) : KeyAnswer.Absent.WITHHELD;
    }

    private byte[] salt() {
        byte[] salt = new byte[16];
        random.nextBytes(salt);
        return salt;
    }

    private static Schema union(String group, String of) {
        return new Schema.Parser()
                .parse("[\"null\",{\"type\":\"bytes\",\"logicalType\":\"tombolo-protected\",\"group\":\"" + group
                        + "\",\"of\":" + of + "}," + of + "]");
    }
}
