package io.tombolo.registry;

import io.tombolo.schemas.registry.Compatibility;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;

/** Whether a new schema gets along with older ones, by Avro's own rules of schema resolution. */
final class CompatibilityCheck {

    /** An older version, parsed. */
    record Older(int version, Schema schema) {}

    private CompatibilityCheck() {}

    /** What is in the way, in words; empty when nothing is. {@code older} is in ascending order. */
    static List<String> conflicts(Compatibility level, Schema schema, List<Older> older) {
        if (level == Compatibility.NONE || older.isEmpty()) {
            return List.of();
        }
        boolean transitive = level.name().endsWith("_TRANSITIVE");
        List<Older> against =
                transitive ? new ArrayList<>(older) : new ArrayList<>(older.subList(older.size() - 1, older.size()));
        Collections.reverse(against);
        boolean backward = level.name().startsWith("BACKWARD") || level.name().startsWith("FULL");
        boolean forward = level.name().startsWith("FORWARD") || level.name().startsWith("FULL");
        List<String> conflicts = new ArrayList<>();
        for (Older version : against) {
            if (backward) {
                conflicts.addAll(check("new schema can't read version " + version.version(), schema, version.schema()));
            }
            if (forward) {
                conflicts.addAll(
                        check("version " + version.version() + " can't read new schema", version.schema(), schema));
            }
        }
        return conflicts;
    }

    private static List<String> check(String what, Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult()
                .getIncompatibilities()
                .stream()
                .map(found -> what + ": " + found.getType() + " at " + found.getLocation() + ": " + found.getMessage())
                .toList();
    }
}
