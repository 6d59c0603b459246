package io.tombolo.http.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The bearer tokens of a server, in one file of hashes; a token that is created or revoked counts at the next request. */
public final class Tokens {
    private final SecretFile<Token> file;

    public Tokens(Path file, Clock clock) {
        this.file = new SecretFile<>(file, new TokenForm(), clock);
    }

    /** What a token opens; each opens what those before it open. */
    public enum Scope {
        READ,
        WRITE,
        ADMIN
    }

    /** A token as it is kept. */
    public record Token(SecretFile.Head head, Scope scope) implements SecretFile.Kept {
        public Token {
            String name = head.name();
            if (name.isBlank() || name.length() > 100) {
                throw new IllegalArgumentException("token's name: " + name.length() + " characters, must be 1 to 100");
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

    /** A new token, whose text is shown this one time. */
    public record Created(Token token, String text) {}

    /**
     * Makes a token.
     *
     * @throws IllegalArgumentException when the name has not 1 to 100 characters
     */
    public Created create(String name, Scope scope) {
        SecretFile.Made<Token> made = file.make(name, head -> new Token(head, scope));
        return new Created(made.kept(), made.text());
    }

    /** Every token, in the order in which they were made. */
    public List<Token> list() {
        return file.list();
    }

    /** Ends a token; false when there is none with this id that is still good. */
    public boolean revoke(String id) {
        return file.revoke(id);
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
        Token found = file.find(text(header))
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

    static String name(Scope scope) {
        return scope.name().toLowerCase(Locale.ROOT);
    }

    /** What such a header holds; empty when it has another form. */
    static String text(String header) {
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

    private static final class TokenForm implements SecretFile.Form<Token> {
        @Override
        public String what() {
            return "tokens";
        }

        @Override
        public String format() {
            return "tombolo-tokens/1";
        }

        @Override
        public String list() {
            return "tokens";
        }

        @Override
        public String prefix() {
            return "tbt_";
        }

        @Override
        public Token read(SecretFile.Head head, JsonNode json) {
            return new Token(head, Scope.valueOf(json.path("scope").asText().toUpperCase(Locale.ROOT)));
        }

        @Override
        public void write(Token token, ObjectNode json) {
            json.put("scope", name(token.scope()));
        }

        @Override
        public Token with(Token token, SecretFile.Head head) {
            return new Token(head, token.scope());
        }
    }
}
