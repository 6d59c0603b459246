package io.tombolo.http.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Secrets that a server recognises, in one JSON file that only its owner may read. It holds hashes, no secrets; it is read again whenever it
 * changes, so that a secret that is made or revoked counts at the next request. For use by several threads.
 *
 * @param <T> what is kept of a secret beside its hash
 */
public final class SecretFile<T extends SecretFile.Kept> {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int SECRET_BYTES = 32;

    private final Path file;
    private final Form<T> form;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private List<T> secrets = List.of();
    private String seen = "";

    /** A secret as it is kept. */
    public interface Kept {
        Head head();

        default boolean valid() {
            return head().revoked() == null;
        }
    }

    /**
     * What every kept secret has.
     *
     * @param id public part, eight hexadecimal digits
     * @param name whose it is, 1 to 100 characters
     * @param sha256 of the secret's text, hexadecimal
     * @param revoked when it was, or null
     */
    public record Head(
            String id,
            String name,
            String sha256,
            Instant created,
            @Nullable Instant revoked) {}

    /** A new secret, whose text is shown this one time. */
    public record Made<T>(T kept, String text) {}

    /** How a file of one kind is written. */
    public interface Form<T> {
        /** In messages, as {@code tokens}. */
        String what();

        String format();

        /** The member of the file that has them all. */
        String list();

        /** Of each secret's text, as {@code tbt_}. */
        String prefix();

        T read(Head head, JsonNode json);

        void write(T kept, ObjectNode json);

        T with(T kept, Head head);
    }

    public SecretFile(Path file, Form<T> form, Clock clock) {
        this.file = file;
        this.form = form;
        this.clock = clock;
    }

    /**
     * Makes a secret of 32 random bytes.
     *
     * @throws IllegalArgumentException when the name has not 1 to 100 characters
     */
    public synchronized Made<T> make(String name, Function<Head, T> kept) {
        byte[] id = new byte[4];
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(id);
        random.nextBytes(secret);
        String number = HexFormat.of().formatHex(id);
        String text = form.prefix() + number + "_"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        T made = kept.apply(new Head(number, name, hash(text), now(), null));
        List<T> all = new ArrayList<>(list());
        all.add(made);
        write(all);
        return new Made<>(made, text);
    }

    /** Every secret, in the order in which they were made. */
    public synchronized List<T> list() {
        try {
            String now = Files.exists(file) ? Files.getLastModifiedTime(file) + " " + Files.size(file) : "";
            if (!now.equals(seen)) {
                secrets = now.isEmpty() ? List.of() : parsed(Files.readAllBytes(file));
                seen = now;
            }
            return secrets;
        } catch (IOException e) {
            throw new UncheckedIOException(form.what() + " " + file + ": can't be read: " + e.getMessage(), e);
        }
    }

    /** Ends a secret; false when there is none with this id that is still good. */
    public synchronized boolean revoke(String id) {
        List<T> all = new ArrayList<>(list());
        for (int i = 0; i < all.size(); i++) {
            Head head = all.get(i).head();
            if (head.id().equals(id) && head.revoked() == null) {
                Head ended = new Head(head.id(), head.name(), head.sha256(), head.created(), now());
                all.set(i, form.with(all.get(i), ended));
                write(all);
                return true;
            }
        }
        return false;
    }

    /** The secret that a text is, if it is one that counts. Takes as long for a wrong text as for a right one. */
    public Optional<T> find(String text) {
        byte[] given = hash(text).getBytes(StandardCharsets.US_ASCII);
        T found = null;
        for (T one : list()) {
            boolean same = MessageDigest.isEqual(one.head().sha256().getBytes(StandardCharsets.US_ASCII), given);
            found = same && one.valid() ? one : found;
        }
        return Optional.ofNullable(found);
    }

    // 256 random bits can't be guessed, so one fast hash hides them as well as a slow one would.
    private static String hash(String text) {
        return HexFormat.of().formatHex(sha256(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The one place of this module that hashes. */
    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private Instant now() {
        return Instant.ofEpochSecond(clock.instant().getEpochSecond());
    }

    private List<T> parsed(byte[] bytes) throws IOException {
        JsonNode json = JSON.readTree(bytes);
        if (!json.path("format").asText().equals(form.format())) {
            throw new IOException("format is '" + json.path("format").asText() + "', must be " + form.format());
        }
        List<T> parsed = new ArrayList<>();
        for (JsonNode one : json.path(form.list())) {
            Head head = new Head(
                    one.path("id").asText(),
                    one.path("name").asText(),
                    one.path("sha256").asText(),
                    Instant.parse(one.path("created_at").asText()),
                    one.path("revoked_at").isTextual()
                            ? Instant.parse(one.path("revoked_at").asText())
                            : null);
            parsed.add(form.read(head, one));
        }
        return List.copyOf(parsed);
    }

    private void write(List<T> all) {
        ObjectNode json = JSON.createObjectNode().put("format", form.format());
        ArrayNode array = json.putArray(form.list());
        for (T kept : all) {
            Head head = kept.head();
            ObjectNode one = array.addObject()
                    .put("id", head.id())
                    .put("name", head.name())
                    .put("sha256", head.sha256());
            form.write(kept, one);
            one.put("created_at", head.created().toString());
            Instant revoked = head.revoked();
            if (revoked != null) {
                one.put("revoked_at", revoked.toString());
            }
        }
        try {
            Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
            // A temporary file is its owner's alone from its first byte on.
            Path draft = Files.createTempFile(folder, "secrets", ".new");
            Files.write(draft, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(form.what() + " " + file + ": can't be written: " + e.getMessage(), e);
        }
    }
}
