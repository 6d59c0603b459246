package io.tombolo.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.connectors.row.Column;
import io.tombolo.merkle.Hash;
import io.tombolo.schemas.DatasetId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The API keys of a push endpoint, in one JSON file that only its owner may read. It holds hashes, no secrets; it is read again
 * whenever it changes, so a key that is added or revoked counts at once.
 */
public final class PushKeys {

    private static final String FORMAT = "tombolo-push-keys/1";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int SECRET_BYTES = 32;

    private final Path file;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private List<Key> keys = List.of();
    private @Nullable FileTime read;

    public PushKeys(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** A new key, whose text is shown this one time. */
    public record Added(Key key, String text) {}

    /**
     * Makes a key.
     *
     * @throws IllegalArgumentException when a name or a column can't be
     */
    public synchronized Added add(String name, DatasetId dataset, List<String> keyColumns, List<Column> columns) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        byte[] idBytes = new byte[4];
        random.nextBytes(idBytes);
        String id = HexFormat.of().formatHex(idBytes);
        String text =
                "tpk_" + id + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        Key key = new Key(id, name, hash(text), dataset, keyColumns, columns, now(), null);
        List<Key> all = new ArrayList<>(list());
        all.add(key);
        write(all);
        return new Added(key, text);
    }

    private Instant now() {
        return Instant.ofEpochSecond(clock.instant().getEpochSecond());
    }

    /** Every key, in the order in which they were made. */
    public synchronized List<Key> list() {
        try {
            FileTime now = Files.exists(file) ? Files.getLastModifiedTime(file) : null;
            if (now == null) {
                keys = List.of();
            } else if (!now.equals(read)) {
                keys = parsed(Files.readAllBytes(file));
            }
            read = now;
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException("API keys " + file + ": can't be read", e);
        }
    }

    /** Ends a key; false when there is none with this id that is still good. */
    public synchronized boolean revoke(String id) {
        List<Key> all = new ArrayList<>(list());
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).id().equals(id) && all.get(i).valid()) {
                all.set(i, all.get(i).revokedAt(now()));
                write(all);
                return true;
            }
        }
        return false;
    }

    /** The key that a text is, if it is one that counts. Takes as long for a wrong one as for a right one. */
    public Optional<Key> find(String text) {
        byte[] given = hash(text).getBytes(StandardCharsets.US_ASCII);
        Key found = null;
        for (Key key : list()) {
            boolean same = MessageDigest.isEqual(key.sha256().getBytes(StandardCharsets.US_ASCII), given);
            found = same && key.valid() ? key : found;
        }
        return Optional.ofNullable(found);
    }

    // 256 random bits can't be guessed, so one fast hash hides them as well as a slow one would.
    private static String hash(String text) {
        return HexFormat.of().formatHex(sha256(text.getBytes(StandardCharsets.UTF_8)));
    }

    static byte[] sha256(byte[]... parts) {
        MessageDigest digest = Hash.sha256();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    private List<Key> parsed(byte[] bytes) throws IOException {
        JsonNode json = JSON.readTree(bytes);
        if (!json.path("format").asText().equals(FORMAT)) {
            throw new IOException("format is '" + json.path("format").asText() + "', must be " + FORMAT);
        }
        List<Key> parsed = new ArrayList<>();
        for (JsonNode key : json.path("keys")) {
            List<String> keyColumns = new ArrayList<>();
            key.path("key_columns").forEach(column -> keyColumns.add(column.asText()));
            String columns = key.path("columns").asText();
            parsed.add(new Key(
                    key.path("id").asText(),
                    key.path("name").asText(),
                    key.path("sha256").asText(),
                    DatasetId.parse(key.path("dataset").asText()),
                    keyColumns,
                    columns.isEmpty() ? List.of() : Column.parse(columns),
                    Instant.parse(key.path("created_at").asText()),
                    key.path("revoked_at").isTextual()
                            ? Instant.parse(key.path("revoked_at").asText())
                            : null));
        }
        return List.copyOf(parsed);
    }

    private void write(List<Key> all) {
        ObjectNode json = JSON.createObjectNode().put("format", FORMAT);
        ArrayNode array = json.putArray("keys");
        for (Key key : all) {
            ObjectNode one = array.addObject()
                    .put("id", key.id())
                    .put("name", key.name())
                    .put("sha256", key.sha256())
                    .put("dataset", key.dataset().toString());
            key.keyColumns().forEach(one.putArray("key_columns")::add);
            one.put("columns", Column.spec(key.columns()));
            one.put("created_at", key.created().toString());
            if (key.revoked() != null) {
                one.put("revoked_at", key.revoked().toString());
            }
        }
        try {
            Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
            Path draft = Files.createTempFile(folder, "keys", ".new");
            if (draft.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
            }
            Files.write(draft, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            keys = List.copyOf(all);
            read = Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException("API keys " + file + ": can't be written", e);
        }
    }

    /**
     * An API key as it is kept: what it opens, and the hash of its secret. It opens one dataset.
     *
     * @param id public part, eight hexadecimal digits
     * @param name whose it is, shown to consumers as the source's object
     * @param sha256 of the whole key's text, hexadecimal
     * @param keyColumns the fields that together identify a row
     * @param columns names and types of the fields, or empty: then rows are whole JSON documents
     * @param revoked when it was, or null
     */
    public record Key(
            String id,
            String name,
            String sha256,
            DatasetId dataset,
            List<String> keyColumns,
            List<Column> columns,
            Instant created,
            @Nullable Instant revoked) {

        public Key {
            keyColumns = List.copyOf(keyColumns);
            columns = List.copyOf(columns);
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

        /** Whether it opens anything. */
        public boolean valid() {
            return revoked == null;
        }

        Key revokedAt(Instant at) {
            return new Key(id, name, sha256, dataset, keyColumns, columns, created, at);
        }
    }
}
