package io.tombolo.connectors.database;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a column's type becomes in an event, in the words of Avro: its logical type where it has one. */
final class AvroTypeName {

    private static final Map<String, String> POSTGRES = Map.ofEntries(
            Map.entry("smallint", "int"),
            Map.entry("integer", "int"),
            Map.entry("bigint", "long"),
            Map.entry("oid", "long"),
            Map.entry("real", "float"),
            Map.entry("double precision", "double"),
            Map.entry("boolean", "boolean"),
            Map.entry("bytea", "bytes"),
            Map.entry("date", "date"),
            Map.entry("money", "decimal(64,2)"),
            Map.entry("timestamp without time zone", "local-timestamp-micros"),
            Map.entry("time without time zone", "time-micros"),
            Map.entry("uuid", "uuid"),
            Map.entry("bit", "boolean"),
            Map.entry("point", "record"),
            Map.entry("line", "record"),
            Map.entry("lseg", "record"),
            Map.entry("box", "record"),
            Map.entry("path", "record"),
            Map.entry("polygon", "record"),
            Map.entry("circle", "record"));

    /** Types of PostgreSQL's own whose arrays are shared as one text. */
    private static final Set<String> TEXT_ARRAYS = Set.of(
            "interval",
            "money",
            "xml",
            "bit",
            "bit varying",
            "name",
            "point",
            "line",
            "lseg",
            "box",
            "path",
            "polygon",
            "circle",
            "pg_lsn",
            "tsvector",
            "tsquery",
            "jsonpath",
            "xid",
            "xid8",
            "cid",
            "tid",
            "int4multirange",
            "int8multirange",
            "nummultirange",
            "datemultirange",
            "tsmultirange",
            "tstzmultirange");

    private static final Map<String, String> MYSQL = Map.ofEntries(
            Map.entry("tinyint", "int"),
            Map.entry("smallint", "int"),
            Map.entry("mediumint", "int"),
            Map.entry("int", "int"),
            Map.entry("bigint", "long"),
            Map.entry("float", "float"),
            Map.entry("double", "double"),
            Map.entry("date", "date"),
            Map.entry("datetime", "local-timestamp-micros"),
            Map.entry("time", "time-micros"),
            Map.entry("year", "int"),
            Map.entry("binary", "bytes"),
            Map.entry("varbinary", "bytes"),
            Map.entry("tinyblob", "bytes"),
            Map.entry("blob", "bytes"),
            Map.entry("mediumblob", "bytes"),
            Map.entry("longblob", "bytes"),
            Map.entry("bit", "bytes"),
            Map.entry("uuid", "uuid"),
            Map.entry("linestring", "record"),
            Map.entry("polygon", "record"),
            Map.entry("multipoint", "record"),
            Map.entry("multilinestring", "record"),
            Map.entry("multipolygon", "record"),
            Map.entry("geometrycollection", "record"),
            Map.entry("geometry", "record"),
            Map.entry("point", "record"));

    private AvroTypeName() {}

    static String ofPostgres(SourceColumn column) {
        String type = column.baseType();
        if (column.kind() == SourceColumn.Kind.ARRAY) {
            String element = type.endsWith("[]") ? type.substring(0, type.length() - 2) : type;
            return TEXT_ARRAYS.contains(withoutArguments(element)) ? "string" : "array<" + ofPostgres(element) + ">";
        }
        return ofPostgres(type);
    }

    private static String ofPostgres(String type) {
        String plain = withoutArguments(type);
        if (plain.equals("numeric")) {
            return type.contains("(") ? decimal(type) : "string";
        }
        if (plain.equals("bit") && !type.equals("bit(1)")) {
            return "string";
        }
        if (type.matches("time(stamp)?\\([0-3]\\) without time zone")) {
            return type.startsWith("timestamp") ? "local-timestamp-millis" : "time-millis";
        }
        return POSTGRES.getOrDefault(plain, "string");
    }

    /** A scale below zero or above the precision gives the digits that such numbers need. */
    private static String decimal(String type) {
        String[] arguments =
                type.substring(type.indexOf('(') + 1, type.indexOf(')')).split(",", -1);
        int precision = Integer.parseInt(arguments[0].strip());
        int declared = arguments.length > 1 ? Integer.parseInt(arguments[1].strip()) : 0;
        int scale = Math.max(declared, 0);
        return "decimal(" + Math.max(precision - Math.min(declared, 0), scale) + "," + scale + ")";
    }

    private static String withoutArguments(String type) {
        return type.replaceAll("\\([^)]*\\)", "");
    }

    static String ofMySql(SourceColumn column) {
        String type = column.baseType().toLowerCase(Locale.ROOT);
        String plain = type.replaceAll("[( ].*", "");
        boolean unsigned = type.contains("unsigned");
        if (plain.equals("decimal")) {
            return decimal(type);
        }
        if (plain.equals("bigint") && unsigned) {
            return "decimal(20,0)";
        }
        if (plain.equals("int") && unsigned) {
            return "long";
        }
        if (type.equals("bit(1)")) {
            return "boolean";
        }
        if (plain.equals("datetime") && !type.matches("datetime\\([456]\\)")) {
            return "local-timestamp-millis";
        }
        return MYSQL.getOrDefault(plain, "string");
    }
}
