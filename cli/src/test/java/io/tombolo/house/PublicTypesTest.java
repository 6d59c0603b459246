package io.tombolo.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Public is a promise: how many types of each part are public may only fall. A change that lowers a number lowers its limit here. */
class PublicTypesTest {
    /** Of all top-level types, in percent. It may only fall, unless a package or module is divided (docs/adr/0113). */
    private static final double SHARE_AT_MOST = 45.6;

    private static final Map<String, Integer> AT_MOST = new TreeMap<>(Map.ofEntries(
            Map.entry("agreements", 25),
            Map.entry("anchoring", 29),
            Map.entry("attack", 2),
            Map.entry("backup", 2),
            Map.entry("benchmarks", 5),
            Map.entry("capture", 3),
            Map.entry("certificate", 3),
            Map.entry("cli", 29),
            Map.entry("config", 1),
            Map.entry("connect", 6),
            Map.entry("connectors", 79),
            // One more: a listener that users name in their settings (docs/adr/0229).
            Map.entry("consumer", 28),
            Map.entry("debezium", 4),
            Map.entry("demo", 1),
            Map.entry("doctor", 1),
            Map.entry("dsp", 6),
            Map.entry("http", 5),
            Map.entry("http.server", 10),
            Map.entry("junit", 1),
            Map.entry("kafka", 3),
            Map.entry("ledger", 21),
            Map.entry("ledger.chaincode", 3),
            Map.entry("ledger.embedded", 5),
            Map.entry("ledger.contract", 8),
            Map.entry("ledger.evm", 2),
            Map.entry("ledger.fabric", 4),
            Map.entry("ledger.fisco", 1),
            Map.entry("ledger.memory", 1),
            Map.entry("ledger.rules", 6),
            Map.entry("ledger.wire", 10),
            Map.entry("ledger.timestamp", 1),
            Map.entry("ledger.witness", 1),
            Map.entry("merkle", 5),
            Map.entry("merkle.checkpoint", 7),
            Map.entry("merkle.cose", 4),
            Map.entry("merkle.ecdsa", 1),
            Map.entry("merkle.note", 8),
            Map.entry("merkle.proof", 9),
            Map.entry("merkle.text", 1),
            Map.entry("merkle.tile", 7),
            Map.entry("objects", 2),
            Map.entry("page", 3),
            Map.entry("protect", 20),
            Map.entry("provenance", 12),
            Map.entry("publish", 7),
            Map.entry("push", 2),
            Map.entry("reconcile", 16),
            Map.entry("registry", 1),
            Map.entry("schemas", 3),
            Map.entry("schemas.anchor", 1),
            Map.entry("schemas.avro", 3),
            Map.entry("schemas.canonical", 3),
            Map.entry("schemas.commit", 8),
            Map.entry("schemas.connect", 2),
            Map.entry("schemas.contract", 9),
            Map.entry("schemas.json", 1),
            Map.entry("schemas.opening", 3),
            Map.entry("schemas.registry", 11),
            // One more: making a topic was written in seven places.
            Map.entry("schemas.serde", 6),
            Map.entry("schemas.signed", 3),
            Map.entry("server", 9),
            Map.entry("terminal", 6),
            Map.entry("tracing", 4),
            // One more: DER is read for certificates and for time-stamps, in two packages (docs/adr/0221).
            Map.entry("verification", 76),
            Map.entry("witness", 1)));

    @Test
    void arePromisedNoMoreThanBefore() {
        Map<String, Integer> counts = new TreeMap<>();
        OurClasses.ALL.stream()
                .filter(PublicTypesTest::isPublicType)
                .forEach(type -> counts.merge(part(type), 1, Integer::sum));

        assertThat(counts.keySet()).isSubsetOf(AT_MOST.keySet());
        counts.forEach((part, count) ->
                assertThat(count).as("public types of " + part).isLessThanOrEqualTo(AT_MOST.get(part)));
    }

    @Test
    void lessThanHalfOfAllTypesArePromised() {
        List<JavaClass> types = OurClasses.ALL.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .toList();

        long promised = types.stream().filter(PublicTypesTest::isPublicType).count();

        assertThat(100.0 * promised / types.size())
                .as("%d public types of %d, in percent", promised, types.size())
                .isLessThanOrEqualTo(SHARE_AT_MOST);
    }

    private static boolean isPublicType(JavaClass type) {
        return type.isTopLevelClass()
                && type.getModifiers().contains(JavaModifier.PUBLIC)
                && !type.getSimpleName().equals("package-info");
    }

    /** The first package behind io.tombolo; the ledger's adapters and serdes have their own below a common one. */
    private static String part(JavaClass type) {
        List<String> names = List.of(type.getPackageName().split("\\."));
        String first = names.get(2);
        boolean shared =
                first.equals("http") || first.equals("ledger") || first.equals("schemas") || first.equals("merkle");
        return shared && names.size() > 3 ? first + "." + names.get(3) : first;
    }
}
