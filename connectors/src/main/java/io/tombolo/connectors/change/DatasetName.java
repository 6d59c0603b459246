package io.tombolo.connectors.change;

import io.tombolo.connectors.source.Change;
import io.tombolo.schemas.DatasetId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The dataset that a change belongs to: one for all, or by the names of its table, schema and database. */
public final class DatasetName {

    private record Place(String database, String schema, String table) {
        String outer() {
            return schema.isEmpty() ? database : schema;
        }
    }

    private final String template;
    private final Map<String, String> renamed;
    private final Map<Place, DatasetId> known = new HashMap<>();
    private @Nullable Place before;
    private @Nullable DatasetId datasetBefore;

    /** @param renamed what {@code ${table}} represents instead, by {@code schema.table} or {@code database.table} */
    DatasetName(String template, Map<String, String> renamed) {
        this.template = template;
        this.renamed = Map.copyOf(renamed);
    }

    /** A dataset such as the template gives; fails when no place could give one. */
    static DatasetId any(String template) {
        return DatasetId.parse(filled(template, new Place("unknown", "unknown", "unknown")));
    }

    /** The dataset of one table's changes; what the database does not have is empty. */
    public static DatasetId of(String template, String database, String schema, String table) {
        try {
            return DatasetId.parse(filled(template, new Place(database, schema, table)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "table " + (schema.isEmpty() ? database : schema) + "." + table + ": " + e.getMessage()
                            + "; give it another name with --rename",
                    e);
        }
    }

    @SuppressWarnings("ReferenceEquality") // the very same strings are the usual case; others are only slower
    DatasetId of(Change change) {
        Place last = before;
        DatasetId dataset = datasetBefore;
        if (last != null
                && dataset != null
                && last.table() == change.table()
                && last.schema() == change.schema()
                && last.database() == change.database()) {
            return dataset;
        }
        Place place = new Place(change.database(), change.schema(), change.table());
        DatasetId found = known.computeIfAbsent(place, this::dataset);
        before = place;
        datasetBefore = found;
        return found;
    }

    /** The dataset of a table that changes came of before, by its name as {@code source.object} has it; null of any other. */
    @Nullable DatasetId known(String object) {
        return known.entrySet().stream()
                .filter(one ->
                        object.equals(one.getKey().outer() + "." + one.getKey().table()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private DatasetId dataset(Place place) {
        String table = renamed.getOrDefault(place.outer() + "." + place.table(), place.table());
        return DatasetId.parse(filled(template, new Place(place.database(), place.schema(), table)));
    }

    private static String filled(String template, Place place) {
        return template.replace("${database}", fit(place.database()))
                .replace("${schema}", fit(place.schema()))
                .replace("${table}", fit(place.table()));
    }

    private static String fit(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "_");
    }
}
