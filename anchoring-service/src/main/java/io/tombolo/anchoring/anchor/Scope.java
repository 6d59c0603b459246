package io.tombolo.anchoring.anchor;

import io.tombolo.merkle.Hash;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * Whose anchors one {@link AnchorService} makes: those on the organisations' own ledgers, or those on one further ledger, which takes
 * the heads of all. Each has its own place in the checkpoints' topic and its own frontiers, so that none waits for another.
 */
final class Scope {
    private static final int SUFFIX_BYTES = 6;

    private final Optional<String> ledger;
    private final Set<String> further;

    private Scope(Optional<String> ledger, Set<String> further) {
        this.ledger = ledger;
        this.further = Set.copyOf(further);
    }

    /** The organisations' own ledgers. */
    static Scope main(Set<String> further) {
        return new Scope(Optional.empty(), further);
    }

    /** One further ledger, by its name. */
    static Scope of(String ledger) {
        return new Scope(Optional.of(ledger), Set.of());
    }

    boolean isMain() {
        return ledger.isEmpty();
    }

    /** What distinguishes its consumer group and its transactions; of the characters that Kafka takes in names of group members. */
    String suffix() {
        return ledger.map(name -> "-" + digest(name)).orElse("");
    }

    private static String digest(String name) {
        byte[] digest = Hash.sha256().digest(name.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, SUFFIX_BYTES);
    }

    /** The key of a log's frontier. A ledger's name has no blank, and neither has an origin. */
    String frontier(String origin) {
        return ledger.map(name -> name + " " + origin).orElse(origin);
    }

    boolean hasFrontier(String key) {
        return ledger.map(name -> key.startsWith(name + " ")).orElse(key.indexOf(' ') < 0);
    }

    boolean hasAnchorsOf(String name) {
        return ledger.map(name::equals).orElse(!further.contains(name));
    }
}
