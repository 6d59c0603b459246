package io.tombolo.connectors.protect;

import io.tombolo.protect.ProtectedType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which fields leave protected. A name is a field's, as the source has it, or {@code table.field} for one table's; a field inside another is
 * {@code outer.inner}.
 *
 * @param protect names to the group that may read the field
 * @param unprotect names to the group of fields that left protected before and leave in clear again
 * @param subject the columns whose values say whose data a row is; empty for the row's key
 */
public record ProtectRules(Map<String, String> protect, Map<String, String> unprotect, List<String> subject) {

    /** The setting that protects fields. */
    public static final String PROTECT = "fields.protect";

    /** No field is protected, or ever was. */
    public static final ProtectRules NONE = new ProtectRules(Map.of(), Map.of(), List.of());

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException when a group can't be, or a field is in both lists
     */
    public ProtectRules {
        protect = Map.copyOf(protect);
        unprotect = Map.copyOf(unprotect);
        subject = List.copyOf(subject);
        protect.values().forEach(ProtectedType::requireGroup);
        unprotect.values().forEach(ProtectedType::requireGroup);
        for (String name : protect.keySet()) {
            if (unprotect.containsKey(name)) {
                throw new IllegalArgumentException(name + " is to be protected and unprotected");
            }
        }
    }

    /** Whether there is nothing to do. */
    public boolean none() {
        return protect.isEmpty() && unprotect.isEmpty();
    }

    static @Nullable String group(Map<String, String> rules, String table, String path) {
        String qualified = rules.get(table + "." + path);
        return qualified == null ? rules.get(path) : qualified;
    }

    /** Whether a rule is about a column or something in it. */
    public boolean touches(String table, String column) {
        return group(protect, table, column) != null || beneath(protect, table, column);
    }

    /** Whether a rule is about something inside this place. */
    boolean inside(String table, String path) {
        return beneath(protect, table, path) || beneath(unprotect, table, path);
    }

    private static boolean beneath(Map<String, String> rules, String table, String path) {
        String inner = path + ".";
        String qualified = table + "." + inner;
        return rules.keySet().stream().anyMatch(name -> name.startsWith(inner) || name.startsWith(qualified));
    }
}
