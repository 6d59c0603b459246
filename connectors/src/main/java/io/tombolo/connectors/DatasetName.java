package io.tombolo.connectors;

import io.tombolo.schemas.DatasetId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The dataset that a change belongs to: one for all, or by the names of its table, schema and database. */
final class DatasetName {

    private record Place(String database, String schema, String table) {}

    private final String template;
    private final Map<Place, DatasetId> known = new HashMap<>();

    DatasetName(String template) {
        this.template = template;
    }

    /** A dataset such as the template gives; fails when no place could give one. */
    static DatasetId any(String template) {
        return DatasetId.parse(filled(template, new Place("unknown", "unknown", "unknown")));
    }

    DatasetId of(Change change) {
        return known.computeIfAbsent(
                new Place(change.database(), change.schema(), change.table()),
                place -> DatasetId.parse(filled(template, place)));
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
