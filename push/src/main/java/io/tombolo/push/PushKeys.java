package io.tombolo.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.connectors.row.Column;
import io.tombolo.http.server.SecretFile;
import io.tombolo.merkle.Hash;
import io.tombolo.schemas.DatasetId;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The API keys of a push endpoint, in one file of hashes; a key that is added or revoked counts at once. */
public final class PushKeys {
    private final SecretFile<Key> file;

    public PushKeys(Path file, Clock clock) {
        this.file = new SecretFile<>(file, new KeyForm(), clock);
    }

    /** A new key, whose text is shown this one time. */
    public record Added(Key key, String text) {}

    /**
     * Makes a key.
     *
     * @throws IllegalArgumentException when a name or a column can't be
     */
    public Added add(String name, DatasetId dataset, List<String> keyColumns, List<Column> columns) {
        return add(name, dataset, keyColumns, columns, Protect.NOTHING);
    }

    /** As {@link #add(String, DatasetId, List, List)}, with fields that leave encrypted. */
    public Added add(String name, DatasetId dataset, List<String> keyColumns, List<Column> columns, Protect protect) {
        SecretFile.Made<Key> made = file.make(name, head -> new Key(head, dataset, keyColumns, columns, protect));
        return new Added(made.kept(), made.text());
    }

    /** Every key, in the order in which they were made. */
    public List<Key> list() {
        return file.list();
    }

    /** Ends a key; false when there is none with this id that is still good. */
    public boolean revoke(String id) {
        return file.revoke(id);
    }

    /** The key that a text is, if it is one that counts. Takes as long for a wrong one as for a right one. */
    public Optional<Key> find(String text) {
        return file.find(text);
    }

    static byte[] sha256(byte[]... parts) {
        MessageDigest digest = Hash.sha256();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    private static final class KeyForm implements SecretFile.Form<Key> {
        @Override
        public String what() {
            return "API keys";
        }

        @Override
        public String format() {
            return "tombolo-push-keys/1";
        }

        @Override
        public String list() {
            return "keys";
        }

        @Override
        public String prefix() {
            return "tpk_";
        }

        @Override
        public Key read(SecretFile.Head head, JsonNode json) {
            List<String> keyColumns = new ArrayList<>();
            json.path("key_columns").forEach(column -> keyColumns.add(column.asText()));
            String columns = json.path("columns").asText();
            return new Key(
                    head,
                    DatasetId.parse(json.path("dataset").asText()),
                    keyColumns,
                    columns.isEmpty() ? List.of() : Column.parse(columns),
                    new Protect(
                            json.path("protect").asText(),
                            json.path("unprotect").asText(),
                            json.path("subject").asText()));
        }

        @Override
        public void write(Key key, ObjectNode json) {
            json.put("dataset", key.dataset().toString());
            key.keyColumns().forEach(json.putArray("key_columns")::add);
            json.put("columns", Column.spec(key.columns()));
            if (!key.protect().equals(Protect.NOTHING)) {
                json.put("protect", key.protect().fields());
                json.put("unprotect", key.protect().noLonger());
                json.put("subject", key.protect().subject());
            }
        }

        @Override
        public Key with(Key key, SecretFile.Head head) {
            return new Key(head, key.dataset(), key.keyColumns(), key.columns(), key.protect());
        }
    }

    /**
     * Which fields leave encrypted, each setting as the transform has it.
     *
     * @param fields {@code fields.protect}
     * @param noLonger {@code fields.unprotect}
     * @param subject {@code subject.columns}
     */
    public record Protect(String fields, String noLonger, String subject) {
        /** None. */
        public static final Protect NOTHING = new Protect("", "", "");
    }

    /**
     * An API key as it is kept: what it opens. It opens one dataset.
     *
     * @param head its name is shown to consumers as the source's object
     * @param keyColumns the fields that together identify a row
     * @param columns names and types of the fields, or empty: then rows are whole JSON documents
     * @param protect which fields leave encrypted
     */
    public record Key(
            SecretFile.Head head, DatasetId dataset, List<String> keyColumns, List<Column> columns, Protect protect)
            implements SecretFile.Kept {

        public Key {
            keyColumns = List.copyOf(keyColumns);
            columns = List.copyOf(columns);
            String name = head.name();
            if (name.isBlank() || name.length() > 100) {
                throw new IllegalArgumentException("key's name: " + name.length() + " characters, must be 1 to 100");
            }
            if (keyColumns.isEmpty() || keyColumns.contains("")) {
                throw new IllegalArgumentException("key " + name + ": no key columns, at least 1");
            }
            List<String> names = columns.stream().map(Column::name).toList();
            for (String key : keyColumns) {
                if (!names.isEmpty() && !names.contains(key)) {
                    throw new IllegalArgumentException("key column " + key + ": none of the columns " + names);
                }
            }
        }

        public String id() {
            return head.id();
        }

        public String name() {
            return head.name();
        }

        public Instant created() {
            return head.created();
        }

        /** When it was, or null. */
        public @Nullable Instant revoked() {
            return head.revoked();
        }
    }
}
