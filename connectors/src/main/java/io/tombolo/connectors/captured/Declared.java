package io.tombolo.connectors.captured;

import io.tombolo.debezium.Captured;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;

/**
 * What a column is declared as.
 *
 * @param oid of PostgreSQL; 0 elsewhere
 * @param length or precision; -1 when there is none
 * @param scale or digits of a second's fraction; -1 when there is none
 */
record Declared(String database, String type, int oid, boolean array, int length, int scale) {

    static Declared of(Schema schema) {
        Map<String, String> parameters = schema.parameters();
        return new Declared(
                parameters.getOrDefault(Captured.DATABASE, ""),
                parameters.getOrDefault(Captured.TYPE, ""),
                Integer.parseInt(parameters.getOrDefault(Captured.OID, "0")),
                Boolean.parseBoolean(parameters.get(Captured.ARRAY)),
                Integer.parseInt(parameters.getOrDefault(Captured.LENGTH, "-1")),
                Integer.parseInt(parameters.getOrDefault(Captured.SCALE, "-1")));
    }
}
