package io.tombolo.cli.acls;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.schemas.DatasetId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A part, with the principal under which it connects.
 *
 * @param what the connector's name or the dataset; empty where a kind needs none
 * @param principal as Kafka has it, {@code User:NAME}
 */
record Part(Kind kind, String what, String principal) {
    private static final String USER = "User:";

    enum Kind {
        REGISTRY("the schema registry"),
        CONNECT("a Kafka Connect worker, and its connectors that have no user of their own"),
        CONNECTOR("connector/NAME: a connector with a user of its own"),
        PUBLISHER("the command publish"),
        PUSH("HTTP push"),
        ANCHORING("the anchoring service"),
        READ_SIDE("the read side"),
        CONSUMER("consumer/ORGANISATION/DATASET: a recipient of one dataset"),
        WITNESS("a witness");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        private boolean named() {
            return this == CONNECTOR || this == CONSUMER;
        }
    }

    /** Those that every owner runs, each under the user {@code tombolo-PART}. */
    static List<Part> all() {
        return Arrays.stream(Kind.values())
                .filter(kind -> !kind.named())
                .map(kind -> parse(kind.text()))
                .toList();
    }

    /**
     * From {@code PART}, {@code PART/WHAT}, and either with {@code =USER} behind it.
     *
     * @throws CommandException when there is no such part, or what it needs is missing
     */
    static Part parse(String text) {
        String[] sides = text.split("=", 2);
        String[] name = sides[0].split("/", 2);
        Kind kind = Arrays.stream(Kind.values())
                .filter(one -> one.text().equals(name[0]))
                .findFirst()
                .orElseThrow(() -> new CommandException("part " + name[0] + ": there is none; they are "
                        + Arrays.stream(Kind.values()).map(Kind::text).collect(Collectors.joining(", "))));
        String what = name.length == 2 ? name[1] : "";
        if (kind.named() == what.isEmpty()) {
            throw new CommandException("part " + sides[0] + ": must be "
                    + (kind.named() ? kind.words().substring(0, kind.words().indexOf(':')) : kind.text()));
        }
        String user = sides.length == 2 ? sides[1] : "tombolo-" + kind.text() + (what.isEmpty() ? "" : "-" + own(what));
        if (user.isBlank() || user.equals("*") || user.equals(USER + "*")) {
            throw new CommandException("part " + text + ": '" + user + "' must be one user");
        }
        try {
            if (kind == Kind.CONSUMER) {
                DatasetId.parse(what);
            }
        } catch (IllegalArgumentException e) {
            throw new CommandException("part " + sides[0] + ": " + e.getMessage(), e);
        }
        return new Part(kind, what, user.startsWith(USER) ? user : USER + user);
    }

    private static String own(String what) {
        return what.replace('/', '.');
    }

    /** The principal without its type. */
    String user() {
        return principal.substring(USER.length());
    }

    /** As {@code connector/crm}. */
    String name() {
        return kind.text() + (what.isEmpty() ? "" : "/" + what);
    }
}
