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
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The bearer tokens of a server, in one JSON file that only its owner may read. It holds hashes, no tokens; it is read again whenever it
 * changes, so a token that is created or revoked counts at the next request.
 */
public final class Tokens {
    private static final String FORMAT = "tombolo-tokens/1";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String PREFIX = "tbt_";
    private static final int SECRET_BYTES = 32;

    private final Path file;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private List<Token> tokens = List.of();
    private String seen = "";

    public Tokens(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** What a token opens; each opens what those before it open. */
    public enum Scope {
        READ,
        WRITE,
        ADMIN
    }

    /**
     * A token as it is kept.
     *
     * @param id public part, eight hexadecimal digits
     * @param name whose it is
     * @param sha256 of the token's text, hexadecimal
     * @param revoked when it was, or null
     */
    public record Token(
            String id,
            String name,
            Scope scope,
            String sha256,
            Instant created,
            @Nullable Instant revoked) {
        public boolean valid() {
            return revoked == null;
        }
    }

    /** A new token, whose text is shown this one time. */
    public record Created(Token token, String text) {}

    /**
     * Makes a token.
     *
     * @throws IllegalArgumentException when the name has not 1 to 100 characters
     */
    public synchronized Created create(String name, Scope scope) {
        if (name.isBlank() || name.length() > 100) {
            throw new IllegalArgumentException("token's name: " + name.length() + " characters, must be 1 to 100");
        }
        byte[] bytes = new byte[SECRET_BYTES + 4];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes, 0, 4);
        String text = PREFIX + id + "_"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOfRange(bytes, 4, bytes.length));
        Token token = new Token(id, name, scope, hash(text), now(), null);
        List<Token> all = new ArrayList<>(list());
        all.add(token);
        write(all);
        return new Created(token, text);
    }

    /** Every token, in the order in which they were made. */
    public synchronized List<Token> list() {
        try {
            String now = Files.exists(file) ? Files.getLastModifiedTime(file) + " " + Files.size(file) : "";
            if (!now.equals(seen)) {
                tokens = now.isEmpty() ? List.of() : parsed(Files.readAllBytes(file));
                seen = now;
            }
            return tokens;
        } catch (IOException e) {
            throw new UncheckedIOException("tokens " + file + ": can't be read: " + e.getMessage(), e);
        }
    }

    /** Ends a token; false when there is none with this id that is still good. */
    public synchronized boolean revoke(String id) {
        List<Token> all = new ArrayList<>(list());
        Optional<Integer> place = IntStream.range(0, all.size())
                .filter(i -> all.get(i).id().equals(id) && all.get(i).valid())
                .boxed()
                .findFirst();
        place.ifPresent(i -> {
            Token one = all.get(i);
            all.set(i, new Token(one.id(), one.name(), one.scope(), one.sha256(), one.created(), now()));
            write(all);
        });
        return place.isPresent();
    }

    /**
     * Lets a request pass or refuses it, by its header {@code Authorization}: {@code Bearer TOKEN}, or {@code Basic} with the token as
     * password, as browsers and some registry clients send it.
     *
     * @param header empty where there is none
     * @return the token that it is
     * @throws Problem.Refusal 401 without a good token, 403 when its scope does not suffice
     */
    public Token admit(String header, Scope needed) {
        if (header.isEmpty()) {
            throw new Problem.Refusal(Problem.of(401, "token-missing", "give a token as Authorization: Bearer TOKEN"));
        }
        Token found = find(text(header))
                .orElseThrow(
                        () -> new Problem.Refusal(Problem.of(401, "token-unknown", "the token is unknown or revoked")));
        if (found.scope().compareTo(needed) < 0) {
            throw new Problem.Refusal(Problem.of(
                    403,
                    "scope",
                    "token " + found.id() + " has the scope " + name(found.scope()) + ", needed is " + name(needed)));
        }
        return found;
    }

    private static String name(Scope scope) {
        return scope.name().toLowerCase(Locale.ROOT);
    }

    private static String text(String header) {
        String[] parts = header.split(" +", 2);
        String given = parts.length == 2 ? parts[1].strip() : "";
        if (!parts[0].equalsIgnoreCase("Basic")) {
            return parts[0].equalsIgnoreCase("Bearer") ? given : "";
        }
        try {
            String pair = new String(Base64.getDecoder().decode(given), StandardCharsets.UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** Takes as long for a wrong text as for a right one. */
    private Optional<Token> find(String text) {
        byte[] given = hash(text).getBytes(StandardCharsets.US_ASCII);
        Token found = null;
        for (Token token : list()) {
            boolean same = MessageDigest.isEqual(token.sha256().getBytes(StandardCharsets.US_ASCII), given);
            found = same && token.valid() ? token : found;
        }
        return Optional.ofNullable(found);
    }

    // 256 random bits can't be guessed, so one fast hash hides them as well as a slow one would.
    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private Instant now() {
        return Instant.ofEpochSecond(clock.instant().getEpochSecond());
    }

    private static List<Token> parsed(byte[] bytes) throws IOException {
        JsonNode json = JSON.readTree(bytes);
        if (!json.path("format").asText().equals(FORMAT)) {
            throw new IOException("format is '" + json.path("format").asText() + "', must be " + FORMAT);
        }
        List<Token> parsed = new ArrayList<>();
        for (JsonNode one : json.path("tokens")) {
            parsed.add(new Token(
                    one.path("id").asText(),
                    one.path("name").asText(),
                    Scope.valueOf(one.path("scope").asText().toUpperCase(Locale.ROOT)),
                    one.path("sha256").asText(),
                    Instant.parse(one.path("created_at").asText()),
                    one.path("revoked_at").isTextual()
                            ? Instant.parse(one.path("revoked_at").asText())
                            : null));
        }
        return List.copyOf(parsed);
    }

    private void write(List<Token> all) {
        ObjectNode json = JSON.createObjectNode().put("format", FORMAT);
        ArrayNode array = json.putArray("tokens");
        for (Token token : all) {
            ObjectNode one = array.addObject()
                    .put("id", token.id())
                    .put("name", token.name())
                    .put("scope", name(token.scope()))
                    .put("sha256", token.sha256())
                    .put("created_at", token.created().toString());
            if (token.revoked() != null) {
                one.put("revoked_at", token.revoked().toString());
            }
        }
        try {
            Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
            // A temporary file is its owner's alone from its first byte on.
            Path draft = Files.createTempFile(folder, "tokens", ".new");
            Files.write(draft, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("tokens " + file + ": can't be written: " + e.getMessage(), e);
        }
    }
}
