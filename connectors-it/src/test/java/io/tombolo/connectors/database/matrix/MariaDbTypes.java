package io.tombolo.connectors.database.matrix;

import static io.tombolo.connectors.database.matrix.MatrixType.type;

import java.util.List;

/** The types of MariaDB 10.11, with the values that are known to go wrong somewhere. */
final class MariaDbTypes {

    private MariaDbTypes() {}

    static List<MatrixType> all() {
        return List.of(
                type("int", "boolean", "true", "false"),
                type("int", "tinyint", "-128", "127"),
                type("int", "tinyint unsigned", "0", "255"),
                type("int", "smallint", "-32768", "32767"),
                type("int", "smallint unsigned", "65535"),
                type("int", "mediumint", "-8388608", "8388607"),
                type("int", "mediumint unsigned", "16777215"),
                type("int", "int", "-2147483648", "2147483647"),
                type("int", "int unsigned", "4294967295", "0"),
                type("int", "int(5) zerofill", "7"),
                type("int", "bigint", "-9223372036854775808", "9223372036854775807"),
                type("int", "bigint unsigned", "18446744073709551615", "0"),
                type("float", "float", "0", "1.1", "0.123456789", "-3.4e38", "1e-38"),
                type("float", "double", "0", "1.1", "1.7976931348623157e308", "5e-324", "0.1e0+0.2e0"),
                type("float", "double(10,2)", "1.25", "-1.5"),
                type("decimal", "decimal(10,2)", "12.50", "-99999999.99", "0"),
                type("decimal", "decimal(10,2) unsigned", "99999999.99"),
                type("decimal", "decimal(65,30)", "12345678901234567890123456789012345.123456789012345678901234567890"),
                type("decimal", "decimal(20)", "12345678901234567890"),
                type("text", "char(5)", "''", "'ab'", "'ab '"),
                type("text", "varchar(40)", "''", "'a '", "'__debezium_unavailable_value'", "'日本 😀'", "'?'"),
                type("text", "varchar(20) character set latin1", "'Zoë'"),
                type("text", "tinytext", "'a'"),
                type("text", "text", "''", "repeat('x1', 30000)"),
                type("text", "mediumtext", "'a'"),
                type("text", "longtext", "'a'", "repeat('x1', 524288)"),
                type("text", "json", "'{\"a\": 1.10,  \"b\": null}'", "'[]'"),
                type("hex", "binary(4)", "x'00ff'", "x'00000000'"),
                type("hex", "varbinary(20)", "''", "x'00ff'"),
                type("hex", "blob", "''", "x'00ff'", "repeat('x1', 30000)"),
                type("hex", "tinyblob", "x'00'"),
                type("hex", "longblob", "x'00'", "repeat(x'00ff', 524288)"),
                type("bit", "bit(1)", "b'0'", "b'1'"),
                type("bit", "bit(10)", "b'1000000001'", "b'0'"),
                type("bit", "bit(64)", "b'1111111111111111111111111111111111111111111111111111111111111111'", "b'1'"),
                type("year", "year", "2024", "1901", "2155", "0"),
                type(
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
                type(
                        "datetime",
                        "datetime",
                        "'2024-02-29 12:00:00'",
                        "'1582-10-10 12:00:00'",
                        "'1000-01-01 00:00:00'",
                        "'0000-00-00 00:00:00'",
                        "'9999-12-31 23:59:59'"),
                type("datetime", "datetime(3)", "'2024-02-29 12:00:00.123'", "'1969-12-31 23:59:59.999'"),
                type(
                        "datetime",
                        "datetime(6)",
                        "'2024-02-29 12:00:00.123456'",
                        "'2024-02-29 12:00:00.000001'",
                        "'1582-10-10 12:00:00.999999'",
                        "'0000-00-00 00:00:00'",
                        "'9999-12-31 23:59:59.999999'"),
                type(
                        "timestamp",
                        "timestamp NULL DEFAULT NULL",
                        "'2024-02-29 12:00:00'",
                        "'1970-01-01 00:00:01'",
                        "'2038-01-19 03:14:07'",
                        "'0000-00-00 00:00:00'"),
                type(
                        "timestamp",
                        "timestamp(6) NULL DEFAULT NULL",
                        "'2024-02-29 12:00:00.123456'",
                        "'2024-02-29 12:00:00.000001'"),
                type("time", "time", "'12:00:00'", "'-01:00:00'", "'838:59:59'", "'24:00:00'", "'-838:59:59'"),
                type("time", "time(6)", "'12:00:00.123456'", "'00:00:00.000001'", "'-00:00:00.500000'"),
                type("text", "enum('a','b c','')", "'a'", "'b c'", "''"),
                type("text", "set('a','b','c')", "''", "'a,c'"),
                type("text", "uuid", "'6f9619ff-8b86-d011-b42d-00cf4fc964ff'"),
                type("geometry", "point", "ST_GeomFromText('POINT(1 2.5)')"),
                type("geometry", "linestring", "ST_GeomFromText('LINESTRING(0 0,1 1)')"),
                type("geometry", "polygon", "ST_GeomFromText('POLYGON((0 0,1 1,1 0,0 0))')"),
                type("geometry", "geometry", "ST_GeomFromText('MULTIPOINT(0 0,1 1)', 4326)"));
    }
}
