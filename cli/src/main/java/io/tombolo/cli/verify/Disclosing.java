package io.tombolo.cli.verify;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.protect.DataKey;
import io.tombolo.protect.FieldCipher;
import io.tombolo.protect.FieldKey;
import io.tombolo.protect.FieldPlace;
import io.tombolo.protect.GroupKeys;
import io.tombolo.protect.ProtectedField;
import io.tombolo.protect.ProtectedFields;
import io.tombolo.protect.ProtectedValue;
import io.tombolo.schemas.AvroNames;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.Origin;
import io.tombolo.schemas.avro.BoundedAvro;
import io.tombolo.schemas.avro.MalformedDatumException;
import io.tombolo.schemas.canonical.MalformedSchemaException;
import io.tombolo.verification.evidence.EvidenceRecord;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.verdict.DisclosedField;
import io.tombolo.verification.verdict.RecordPart;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Makes the keys of single fields of single records, of those that the owner names, by the owner's keys. */
final class Disclosing {
    private final DatasetId dataset;
    private final List<String> names;
    private final BiFunction<DatasetId, String, Optional<GroupKeys>> source;
    private final FieldCipher cipher = new FieldCipher();
    private final Set<String> found = new HashSet<>();
    private final Set<String> seen = new LinkedHashSet<>();

    /** @param source the keys of a dataset's group; empty where it has none */
    Disclosing(String origin, List<String> names, BiFunction<DatasetId, String, Optional<GroupKeys>> source) {
        this.dataset = Origin.parse(origin)
                .orElseThrow(() -> new CommandException("evidence of '" + origin + "', which is not a log's name"))
                .dataset();
        this.names = names.stream().map(String::strip).toList();
        this.source = source;
    }

    /**
     * The records, of which each has the keys of those fields that have a value in it.
     *
     * @throws CommandException when no record has a protected value by one of the names, or a value's key is not to be had
     */
    List<EvidenceRecord> of(List<EvidenceRecord> records) {
        List<@Nullable IndexedRecord> events = new ArrayList<>();
        List<EvidenceRecord> disclosing = new ArrayList<>();
        for (EvidenceRecord record : records) {
            IndexedRecord event = event(record);
            events.add(event);
            disclosing.add(event == null ? record : record.disclosing(keys(record, event)));
        }
        for (String name : names) {
            if (!found.contains(name)) {
                throw new CommandException("--disclose " + name + ": " + why(name, events));
            }
        }
        return disclosing;
    }

    private static @Nullable IndexedRecord event(EvidenceRecord record) {
        Optional<RecordPart> value = record.value().filter(part -> part.schema().isPresent());
        if (value.isEmpty()) {
            return null;
        }
        try {
            BoundedAvro reader =
                    BoundedAvro.of(BoundedAvro.schema(value.get().schema().orElseThrow()));
            return reader.read(value.get().bytes().toArray(), 0) instanceof IndexedRecord event ? event : null;
        } catch (MalformedDatumException | MalformedSchemaException e) {
            return null;
        }
    }

    private List<DisclosedField> keys(EvidenceRecord record, IndexedRecord event) {
        List<DisclosedField> keys = new ArrayList<>();
        for (ProtectedField field : ProtectedFields.of(event)) {
            seen.add(field.name());
            List<String> matching =
                    names.stream().filter(name -> names(name, field)).toList();
            if (!matching.isEmpty()) {
                keys.add(new DisclosedField(field.pointer(), key(record, field)));
                found.addAll(matching);
            }
        }
        return keys;
    }

    private static boolean names(String name, ProtectedField field) {
        if (name.startsWith("/")) {
            return name.equals(field.pointer());
        }
        for (String spelt : List.of(name, AvroNames.fullName(name))) {
            if (field.name().equals(spelt) || field.name().startsWith(spelt + ".")) {
                return true;
            }
        }
        return false;
    }

    private Bytes key(EvidenceRecord record, ProtectedField field) {
        String what = "--disclose " + field.pointer() + " of offset " + record.offset() + ": ";
        ProtectedValue value =
                field.value().orElseThrow(() -> new CommandException(what + "its bytes are not a protected value"));
        Optional<GroupKeys> keys = source.apply(dataset, field.group());
        FieldPlace place = field.place(dataset)
                .orElseThrow(() -> new CommandException(what + "it is in neither row of the event"));
        DataKey dataKey = keys.orElseThrow(() -> new CommandException(
                        what + "tombolo.keys has no keys of " + dataset + ", group " + field.group()))
                .key(value.keyId())
                .orElseThrow(() -> new CommandException(what + "its subject was erased, nobody has its key any more"));
        byte[] salt = record.salt()
                .orElseThrow(() -> new CommandException(what + "the record has no salt"))
                .toArray();
        FieldKey key = cipher.key(dataKey, salt, place);
        if (!(cipher.open(key, value) instanceof FieldCipher.Opened)) {
            throw new CommandException(what + "the owner's keys do not open it: it was not sealed with them");
        }
        return Bytes.of(key.toBytes());
    }

    /** Why no record has a protected value by that name. */
    private String why(String name, List<@Nullable IndexedRecord> events) {
        Set<FieldsByName.State> states = new HashSet<>();
        for (IndexedRecord event : events) {
            if (event != null) {
                states.add(FieldsByName.state(event, name));
            }
        }
        String known = seen.isEmpty() ? "no field is protected there" : "protected there: " + String.join(", ", seen);
        if (states.contains(FieldsByName.State.CLEAR)) {
            return "it is not protected: evidence shows it to everybody; " + known;
        }
        return states.contains(FieldsByName.State.NULL)
                ? "it is null, there is nothing to disclose; " + known
                : "the record has no such field; " + known;
    }
}
