package io.tombolo.connectors.database;

import io.tombolo.connectors.database.WatchedTables.Watched;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One look at PostgreSQL's catalogue, at its publication and its slot, for what ends a table's feed without a word. */
final class PostgresWatch {

    private static final String AGAIN = "Run the same tombolo connect command again for the tables as they are now, and"
            + " tombolo connect backfill for their rows";

    private final Connection database;
    private final WatchedTables tables;
    private final String slot;
    private final String publication;

    PostgresWatch(Connection database, WatchedTables tables, String slot, String publication) {
        this.database = database;
        this.tables = tables;
        this.slot = slot;
        this.publication = publication;
    }

    Optional<String> fault() throws SQLException {
        PostgresCatalogue catalogue = new PostgresCatalogue(database);
        Optional<Publication> published = Publication.of(database, publication);
        for (Watched watched : tables.tables()) {
            Optional<SourceTable> now = catalogue.table(watched.name());
            if (now.isEmpty() || now.get().id() != watched.id()) {
                return Optional.of(another(watched, now.isPresent()));
            }
            if (watched.identity() == SourceTable.Identity.FULL && now.get().identity() != SourceTable.Identity.FULL) {
                return Optional.of("table " + watched.name() + ": its replica identity is "
                        + now.get().identity()
                        + " and was FULL: rows before a change and unchanged large values are not"
                        + " in the log any more. ALTER TABLE " + watched.name().inSql('"')
                        + " REPLICA IDENTITY FULL; or run the same tombolo connect command again to accept it");
            }
            if (published.isPresent()) {
                for (Publication.Gap gap : published.get().gaps(now.get())) {
                    return Optional.of("table " + watched.name() + ": publication " + publication + " " + gap.found()
                            + ": such changes are not shared. " + gap.remedy() + " " + AGAIN);
                }
            }
        }
        if (published.isEmpty()) {
            return Optional.of("publication " + publication + " is gone: no change of "
                    + tables.tables().stream()
                            .map(one -> one.name().toString())
                            .reduce((a, b) -> a + ", " + b)
                            .orElse("any table")
                    + " is shared. Make it again. " + AGAIN);
        }
        return slot.isEmpty() ? Optional.empty() : new SlotCheck(database).fault(slot);
    }

    private String another(Watched watched, boolean nameTaken) throws SQLException {
        @Nullable String now = Catalogue.text(
                database,
                "SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE c.oid = ?",
                watched.id());
        String former = now == null ? "was dropped" : "is now called " + now;
        return "table " + watched.name()
                + (nameTaken
                        ? " is another table now: the one that was shared " + former
                        : now == null ? " was dropped" : " was renamed: it is now called " + now)
                + ". No change of it is shared from here on. " + AGAIN;
    }
}
