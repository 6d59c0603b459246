package io.tombolo.connectors.database.matrix;

import static io.tombolo.connectors.database.matrix.MatrixType.of;

import java.util.List;

/** The types of MariaDB 10.11, with the values that are known to go wrong somewhere. */
final class MariaDbTypes {

    private MariaDbTypes() {}

    static List<MatrixType> all() {
        return List.of(
                of("int", "boolean", "true", "false"),
                of("int", "tinyint", "-128", "127"),
                of("int", "tinyint unsigned", "0", "255"),
                of("int", "smallint", "-32768", "32767"),
                of("int", "smallint unsigned", "65535"),
                of("int", "mediumint", "-8388608", "8388607"),
                of("int", "mediumint unsigned", "16777215"),
                of("int", "int", "-2147483648", "2147483647"),
                of("int", "int unsigned", "4294967295", "0"),
                of("int", "int(5) zerofill", "7"),
                of("int", "bigint", "-9223372036854775808", "9223372036854775807"),
                of("int", "bigint unsigned", "18446744073709551615", "0"),
                of("float", "float", "0", "1.1", "-3.4e38", "1e-38"),
                of("float", "double", "0", "1.1", "1.7976931348623157e308", "5e-324", "0.1e0+0.2e0"),
                of("float", "double(10,2)", "1.25", "-1.5"),
                of("decimal", "decimal(10,2)", "12.50", "-99999999.99", "0"),
                of("decimal", "decimal(10,2) unsigned", "99999999.99"),
                of("decimal", "decimal(65,30)", "12345678901234567890123456789012345.123456789012345678901234567890"),
                of("decimal", "decimal(20)", "12345678901234567890"),
                of("text", "char(5)", "''", "'ab'", "'ab '"),
                of("text", "varchar(40)", "''", "'a '", "'__debezium_unavailable_value'", "'日本 😀'", "'?'"),
                of("text", "varchar(20) character set latin1", "'Zoë'"),
                of("text", "tinytext", "'a'"),
                of("text", "text", "''", "repeat('x1', 30000)"),
                of("text", "mediumtext", "'a'"),
                of("text", "longtext", "'a'"),
                of("text", "json", "'{\"a\": 1.10,  \"b\": null}'", "'[]'"),
                of("hex", "binary(4)", "x'00ff'", "x'00000000'"),
                of("hex", "varbinary(20)", "''", "x'00ff'"),
                of("hex", "blob", "''", "x'00ff'", "repeat('x1', 30000)"),
                of("hex", "tinyblob", "x'00'"),
                of("hex", "longblob", "x'00'"),
                of("bit", "bit(1)", "b'0'", "b'1'"),
                of("bit", "bit(10)", "b'1000000001'", "b'0'"),
                of("bit", "bit(64)", "b'1111111111111111111111111111111111111111111111111111111111111111'", "b'1'"),
                of("year", "year", "2024", "1901", "2155", "0"),
                of(
                        "date",
                        "date",
                        "'2024-02-29'",
                        "'1000-01-01'",
                        "'1582-10-10'",
                        "'1582-10-04'",
                        "'9999-12-31'",
                        "'0000-00-00'",
                        "'2024-00-00'",
                        "'0001-01-01'"),
                of(
                        "datetime",
                        "datetime",
                        "'2024-02-29 12:00:00'",
                        "'1582-10-10 12:00:00'",
                        "'1000-01-01 00:00:00'",
                        "'0000-00-00 00:00:00'",
                        "'9999-12-31 23:59:59'"),
                of("datetime", "datetime(3)", "'2024-02-29 12:00:00.123'", "'1969-12-31 23:59:59.999'"),
                of(
                        "datetime",
                        "datetime(6)",
                        "'2024-02-29 12:00:00.123456'",
                        "'2024-02-29 12:00:00.000001'",
                        "'1582-10-10 12:00:00.999999'",
                        "'0000-00-00 00:00:00'",
                        "'9999-12-31 23:59:59.999999'"),
                of(
                        "timestamp",
                        "timestamp NULL DEFAULT NULL",
                        "'2024-02-29 12:00:00'",
                        "'1970-01-01 00:00:01'",
                        "'2038-01-19 03:14:07'",
                        "'0000-00-00 00:00:00'"),
                of(
                        "timestamp",
                        "timestamp(6) NULL DEFAULT NULL",
                        "'2024-02-29 12:00:00.123456'",
                        "'2024-02-29 12:00:00.000001'"),
                of("time", "time", "'12:00:00'", "'-01:00:00'", "'838:59:59'", "'24:00:00'", "'-838:59:59'"),
                of("time", "time(6)", "'12:00:00.123456'", "'00:00:00.000001'", "'-00:00:00.500000'"),
                of("text", "enum('a','b c','')", "'a'", "'b c'", "''"),
                of("text", "set('a','b','c')", "''", "'a,c'"),
                of("text", "uuid", "'6f9619ff-8b86-d011-b42d-00cf4fc964ff'"),
                of("geometry", "point", "ST_GeomFromText('POINT(1 2.5)')"),
                of("geometry", "linestring", "ST_GeomFromText('LINESTRING(0 0,1 1)')"),
                of("geometry", "polygon", "ST_GeomFromText('POLYGON((0 0,1 1,1 0,0 0))')"),
                of("geometry", "geometry", "ST_GeomFromText('MULTIPOINT(0 0,1 1)', 4326)"));
    }
}
