package io.tombolo.verification.disclosed;

import io.tombolo.protect.FieldCipher;
import io.tombolo.protect.FieldKey;
import io.tombolo.protect.Plaintext;
import io.tombolo.protect.ProtectedField;
import io.tombolo.protect.ProtectedFields;
import io.tombolo.protect.ProtectedValue;
import io.tombolo.schemas.avro.MalformedDatumException;
import io.tombolo.schemas.canonical.MalformedSchemaException;
import io.tombolo.verification.verdict.DisclosedField;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/** Opens the protected values of one event by the keys that a file discloses. For one event, and one thread. */
public final class Disclosure {
    private final Map<String, DisclosedField> keys = new LinkedHashMap<>();
    private final List<OpenedField> fields = new ArrayList<>();
    private final FieldCipher cipher = new FieldCipher();

    private Disclosure(List<DisclosedField> disclosed) {
        disclosed.forEach(field -> keys.put(field.field(), field));
    }

    /**
     * All protected values of an event, in its order; behind them those that are disclosed and are not there. In the event a value that opens
     * has its clear one in its place: one of Avro's type bytes as a {@code byte[]}, to distinguish it from one that is withheld, a {@link ByteBuffer}.
     */
    public static List<OpenedField> openIn(IndexedRecord event, List<DisclosedField> disclosed) {
        Disclosure disclosure = new Disclosure(disclosed);
        ProtectedFields.replace(event, field -> {
            OpenedField opened = disclosure.opened(field);
            disclosure.fields.add(opened);
            return opened.clear().<Object>map(OpenedField.Clear::datum).orElse(field.bytes());
        });
        disclosure
                .keys
                .keySet()
                .forEach(field -> disclosure.fields.add(new OpenedField(
                        field, "", Optional.empty(), Optional.of("the record has no protected value there"))));
        return List.copyOf(disclosure.fields);
    }

    private OpenedField opened(ProtectedField field) {
        DisclosedField disclosed = keys.remove(field.pointer());
        if (disclosed == null) {
            return withheld(field, Optional.empty());
        }
        ProtectedValue value = field.value().orElse(null);
        if (value == null) {
            return withheld(field, Optional.of("its bytes are not a protected value"));
        }
        FieldCipher.Opening opening = cipher.open(FieldKey.of(disclosed.key().toArray()), value);
        if (!(opening instanceof FieldCipher.Opened clear)) {
            return withheld(
                    field,
                    Optional.of(
                            opening == FieldCipher.Refused.ANOTHER_KEY
                                    ? "the value commits to another key"
                                    : "the value commits to this key, and its ciphertext does not open"));
        }
        try {
            Schema of = field.of();
            Object datum = new Plaintext(of).read(clear.plaintext());
            return new OpenedField(
                    field.pointer(),
                    field.group(),
                    Optional.of(new OpenedField.Clear(of, datum instanceof ByteBuffer ? clear.plaintext() : datum)),
                    Optional.empty());
        } catch (MalformedDatumException | MalformedSchemaException e) {
            return withheld(field, Optional.of("what was sealed is not of the type that its schema states"));
        }
    }

    private static OpenedField withheld(ProtectedField field, Optional<String> failure) {
        return new OpenedField(field.pointer(), field.group(), Optional.empty(), failure);
    }
}
