package io.tombolo.connectors.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The state of a replication slot, which keeps PostgreSQL's log for one connector. */
final class SlotCheck {

    /** {@code wal_status} is there from PostgreSQL 13 on. */
    private static final String STATE = """
        SELECT active, plugin, slot_type, database = current_database(), to_jsonb(s) ->> 'wal_status'
        FROM pg_replication_slots s WHERE slot_name = ?
        """;

    private record Slot(
            boolean active,
            @Nullable String plugin,
            String type,
            boolean here,
            @Nullable String log) {}

    private final Connection database;

    SlotCheck(Connection database) {
        this.database = database;
    }

    /** @param runs whether the worker has this connector already, so that it is this connector that uses the slot */
    Look.Finding finding(String name, boolean runs) throws SQLException {
        String subject = "slot " + name;
        Optional<Slot> found = slot(name);
        if (found.isEmpty()) {
            return runs
                    ? Look.Finding.warning(
                            subject,
                            "not there, though the connector is: what changed while it was gone is not shared",
                            "tombolo connect remove --forget, then this command again, shares all rows again")
                    : Look.Finding.good(subject, "not there yet; the connector makes it");
        }
        Slot slot = found.get();
        if (!"pgoutput".equals(slot.plugin()) || !slot.here()) {
            return Look.Finding.bad(
                    subject,
                    "is another's: " + slot.type() + ", plugin " + slot.plugin()
                            + (slot.here() ? "" : ", of another database"),
                    "give this connector another name");
        }
        if ("lost".equals(slot.log())) {
            return Look.Finding.bad(subject, lost(), remedy(name));
        }
        if (slot.active() && !runs) {
            return Look.Finding.bad(
                    subject, "in use by another process", "stop that connector, or give this one another name");
        }
        return slot.active()
                ? Look.Finding.good(subject, "in use by this connector")
                : Look.Finding.warning(
                        subject,
                        "there already; the connector continues from its position",
                        "SELECT pg_drop_replication_slot('" + name + "'); if that is not wanted");
    }

    /** What ends the feed permanently; empty if the slot can be read on. */
    Optional<String> fault(String name) throws SQLException {
        Optional<Slot> found = slot(name);
        if (found.isEmpty()) {
            return Optional.of("slot " + name + " is gone: changes since then are not in it. " + remedy(name));
        }
        return "lost".equals(found.get().log())
                ? Optional.of("slot " + name + " " + lost() + ". " + remedy(name))
                : Optional.empty();
    }

    private Optional<Slot> slot(String name) throws SQLException {
        List<Slot> slots = Catalogue.all(
                database,
                row -> new Slot(
                        row.getBoolean(1), row.getString(2), row.getString(3), row.getBoolean(4), row.getString(5)),
                STATE,
                name);
        return slots.stream().findFirst();
    }

    private static String lost() {
        return "is lost: PostgreSQL has removed the log that it needs (max_slot_wal_keep_size)";
    }

    private static String remedy(String name) {
        return "Drop it with SELECT pg_drop_replication_slot('" + name
                + "'); then tombolo connect remove --forget and the connect command again share all rows again";
    }
}
