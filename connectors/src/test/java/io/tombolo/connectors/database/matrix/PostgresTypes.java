package io.tombolo.connectors.database.matrix;

import static io.tombolo.connectors.database.matrix.MatrixType.of;

import java.util.ArrayList;
import java.util.List;

/** The types of PostgreSQL 15, with the values that are known to go wrong somewhere. */
final class PostgresTypes {

    /** What the types of our own need. */
    static final List<String> DECLARATIONS = List.of(
            "CREATE EXTENSION hstore",
            "CREATE EXTENSION citext",
            "CREATE EXTENSION ltree",
            "CREATE EXTENSION cube",
            "CREATE EXTENSION isn",
            "CREATE TYPE mood AS ENUM ('sad', 'so so', 'happy, very')",
            "CREATE TYPE address AS (street text, zip text)",
            "CREATE DOMAIN cents AS int",
            "CREATE DOMAIN price AS numeric(10,2)",
            "CREATE DOMAIN tags AS text[]",
            "CREATE DOMAIN born AS date",
            "CREATE DOMAIN parcel AS address",
            "CREATE TYPE span AS RANGE (subtype = float8)");

    private PostgresTypes() {}

    static List<MatrixType> all() {
        List<MatrixType> types = new ArrayList<>(scalars());
        types.addAll(times());
        types.addAll(arrays());
        types.addAll(others());
        return types;
    }

    private static List<MatrixType> scalars() {
        return List.of(
                of("bool", "boolean", "true", "false"),
                of("int2", "smallint", "0", "'-32768'", "32767"),
                of("int4", "integer", "0", "'-2147483648'", "2147483647"),
                of("int8", "bigint", "0", "'-9223372036854775808'", "9223372036854775807"),
                of(
                        "float4",
                        "real",
                        "0",
                        "'-0'",
                        "1.1",
                        "'NaN'",
                        "'Infinity'",
                        "'-Infinity'",
                        "1e-45",
                        "3.4028235e38",
                        "1e6"),
                of(
                        "float8",
                        "double precision",
                        "0",
                        "'-0'",
                        "1.1",
                        "'NaN'",
                        "'Infinity'",
                        "5e-324",
                        "1.7976931348623157e308",
                        "1e15",
                        "0.1+0.2"),
                of(
                        "numeric",
                        "numeric",
                        "0",
                        "1.10",
                        "'NaN'",
                        "'Infinity'",
                        "'-Infinity'",
                        "1e-400",
                        "'12345678901234567890123456789012345678901234567890.5'",
                        big("'1234567890'", "numeric")),
                of("numeric", "numeric(10,2)", "0", "12.50", "'-99999999.99'", "'NaN'"),
                of("numeric", "numeric(5,-2)", "12300", "0", "'-9999900'"),
                of("numeric", "numeric(3,5)", "0.00123", "0"),
                of("numeric", "numeric(20)", "12345678901234567890"),
                of("money", "money", "1.50", "'-1234567.89'", "0", "92233720368547758.07"),
                of(
                        "text",
                        "text",
                        "''",
                        "'a'",
                        "'__debezium_unavailable_value'",
                        "'?'",
                        "'=x'",
                        "'!x'",
                        "E'\\t\\n\\\\'",
                        "'日本 😀'",
                        big("'x1'", "text")),
                of("varchar", "varchar(20)", "''", "'a '"),
                of("bpchar", "char(5)", "'ab'", "''"),
                of("char", "\"char\"", "'a'", "''", "'\\200'"),
                of("name", "name", "'a name'"),
                of("bytea", "bytea", "''", "'\\x00ff'", "'__debezium_unavailable_value'", big("'\\x1234'", "bytea")),
                of("bit", "bit(1)", "B'0'", "B'1'"),
                of("bit", "bit(10)", "B'0000000010'", "B'0000000000'"),
                of("varbit", "bit varying", "B'0010'", "B''", "B'1'", big("B'10'", "bit varying")),
                of("varbit", "bit varying(1)", "B'1'", "B''"),
                of("uuid", "uuid", "'6f9619ff-8b86-d011-b42d-00cf4fc964ff'"),
                of(
                        "json",
                        "json",
                        "'{\"a\": 1.10, \"a\":  2}'",
                        "'null'",
                        "'[]'",
                        "('[\"' || repeat('x1', 30000) || '\"]')::json"),
                of(
                        "jsonb",
                        "jsonb",
                        "'{\"b\": 1.10, \"a\":  2}'",
                        "'1e400'",
                        "('[\"' || repeat('x1', 30000) || '\"]')::jsonb"),
                of("xml", "xml", "'<a>1</a>'", "('<a>' || repeat('x1', 30000) || '</a>')::xml"),
                of("inet", "inet", "'10.0.0.1'", "'10.0.0.0/8'", "'::1'"),
                of("cidr", "cidr", "'10.0.0.0/8'"),
                of("macaddr", "macaddr", "'08:00:2b:01:02:03'"),
                of("macaddr8", "macaddr8", "'08:00:2b:01:02:03:04:05'"),
                of("oid", "oid", "0", "4294967295"),
                of("pg_lsn", "pg_lsn", "'16/B374D848'"),
                of("tid", "tid", "'(1,1)'"),
                of("xid", "xid", "'4294967295'"),
                of("xid8", "xid8", "'18446744073709551615'"),
                of("cid", "cid", "'1'"),
                of("regclass", "regclass", "'pg_class'"),
                of("regtype", "regtype", "'int4'"),
                of("int2vector", "int2vector", "'1 2 3'", "''"),
                of("oidvector", "oidvector", "'1 2 3'"),
                of("pg_snapshot", "pg_snapshot", "'10:20:10,14,15'"),
                of("txid_snapshot", "txid_snapshot", "'10:20:10,14,15'"),
                of(
                        "tsvector",
                        "tsvector",
                        "'fat cat'",
                        "''",
                        "(SELECT array_to_tsvector(array_agg('word' || g)) FROM generate_series(1,4000) g)"),
                of("tsquery", "tsquery", "'fat & cat'"),
                of("jsonpath", "jsonpath", "'$.a[*]'"));
    }

    private static List<MatrixType> times() {
        return List.of(
                of(
                        "date",
                        "date",
                        "'2024-02-29'",
                        "'0001-01-01'",
                        "'1582-10-04'",
                        "'1582-10-10'",
                        "'1582-10-15'",
                        "'1582-10-20'",
                        "'1991-02-10 BC'",
                        "'4713-11-24 BC'",
                        "'5874897-12-31'",
                        "'infinity'",
                        "'-infinity'"),
                of(
                        "timestamp",
                        "timestamp",
                        "'2024-02-29 12:00:00.123456'",
                        "'0001-01-01'",
                        "'1582-10-10 12:00'",
                        "'1991-02-10 BC'",
                        "'1900-01-01 00:00:00.000001'",
                        "'294246-12-31 23:59:59'",
                        "'294276-12-31 23:59:59.999999'",
                        "'infinity'",
                        "'-infinity'"),
                of(
                        "timestamp",
                        "timestamp(3)",
                        "'2024-02-29 12:00:00.123'",
                        "'1582-10-10 12:00'",
                        "'1900-01-01 00:00:00.001'",
                        "'294276-12-31 23:59:59'",
                        "'infinity'"),
                of("timestamp", "timestamp(0)", "'2024-02-29 12:00:01'"),
                of(
                        "timestamptz",
                        "timestamptz",
                        "'2024-02-29 12:00:00.123456+02'",
                        "'0001-01-01 00:00+00'",
                        "'1582-10-10 12:00+00'",
                        "'1991-02-10 00:00+00 BC'",
                        "'294276-12-31 23:59:59.999999+00'",
                        "'infinity'",
                        "'-infinity'"),
                of("timestamptz", "timestamptz(0)", "'2024-02-29 12:00:01+02'"),
                of("time", "time", "'00:00'", "'23:59:59.999999'", "'24:00'"),
                of("time", "time(3)", "'12:00:00.123'", "'24:00'"),
                of("timetz", "timetz", "'12:00-12'", "'24:00+00'", "'23:59:59.999999+14'", "'24:00-15:59'"),
                of(
                        "interval",
                        "interval",
                        "'0'",
                        "'1 year 2 mons 3 days 04:05:06.789'",
                        "'-1 mon +2 days -00:00:01'",
                        "'178000000 years'",
                        "'-0.000001 s'",
                        "'1 day -25:00:00.5'",
                        "'2000000000 hours'"),
                of("interval", "interval day to second", "'1 day'"));
    }

    private static List<MatrixType> arrays() {
        return List.of(
                of("_bool", "boolean[]", "'{}'", "'{t,f,NULL}'", big("'{t}'", "boolean[]")),
                of("_int2", "smallint[]", "'{}'", "'{1,NULL}'", big("'{1}'", "smallint[]")),
                of(
                        "_int4",
                        "integer[]",
                        "'{}'",
                        "'{1,NULL,-2147483648}'",
                        "'{{1,2},{3,4}}'",
                        "'[0:1]={1,2}'",
                        big("'{95}'", "integer[]"),
                        "'{95,95,100,101,98,101,122,105,117,109,95,117,110,97,118,97,105,108,97,98,108,101,95,118,97,108,117,101}'"),
                of("_int4", "integer[][]", "'{}'", "'{1}'", "'{{1,2},{3,4}}'"),
                of("_int8", "bigint[]", "'{}'", "'{9223372036854775807}'", big("'{95}'", "bigint[]")),
                of("_oid", "oid[]", "'{1,4294967295}'"),
                of("_float4", "real[]", "'{1.1,NaN,NULL}'", big("'{1.5}'", "real[]")),
                of("_float8", "double precision[]", "'{1.1,Infinity,NULL}'", big("'{1.5}'", "double precision[]")),
                of("_numeric", "numeric[]", "'{1.10,NaN,NULL}'", big("'{1.10}'", "numeric[]")),
                of("_numeric", "numeric(10,2)[]", "'{1.1,NULL}'", "'{NaN}'", big("'{1.10}'", "numeric(10,2)[]")),
                of("_money", "money[]", "'{1.50,-2.25,NULL}'", big("'{1}'", "money[]")),
                of(
                        "_text",
                        "text[]",
                        "'{}'",
                        "'{a,NULL,\"NULL\",\"\",\"a,b\",\"q\\\"\\\\\"}'",
                        "'{{a}}'",
                        "'{__debezium_unavailable_value}'",
                        big("'{word}'", "text[]")),
                of("_varchar", "varchar(5)[]", "'{a,b}'", big("'{ab}'", "varchar(5)[]")),
                of("_bpchar", "char(3)[]", "'{a,b}'"),
                of("_char", "\"char\"[]", "'{a,b}'"),
                of("_name", "name[]", "'{a,b}'"),
                of(
                        "_bytea",
                        "bytea[]",
                        "'{}'",
                        "ARRAY['\\x00ff'::bytea, NULL, '']",
                        big("ARRAY['\\x12'::bytea]", "bytea[]")),
                of("_bit", "bit(3)[]", "'{101,000}'"),
                of("_varbit", "bit varying[]", "'{101,0}'", big("'{101}'", "bit varying[]")),
                of(
                        "_uuid",
                        "uuid[]",
                        "'{}'",
                        "'{6f9619ff-8b86-d011-b42d-00cf4fc964ff,NULL}'",
                        big("'{6f9619ff-8b86-d011-b42d-00cf4fc964ff}'", "uuid[]")),
                of("_json", "json[]", "ARRAY['{\"a\": 1}'::json, NULL]", big("ARRAY['1'::json]", "json[]")),
                of("_jsonb", "jsonb[]", "ARRAY['{\"a\": 1}'::jsonb]", big("ARRAY['1'::jsonb]", "jsonb[]")),
                of("_xml", "xml[]", "'{<a/>}'", big("ARRAY['<a/>'::xml]", "xml[]")),
                of("_inet", "inet[]", "'{10.0.0.1,10.0.0.0/8}'", big("'{10.0.0.1}'", "inet[]")),
                of("_cidr", "cidr[]", "'{10.0.0.0/8}'"),
                of("_macaddr", "macaddr[]", "'{08:00:2b:01:02:03}'"),
                of(
                        "_date",
                        "date[]",
                        "'{2024-02-29,0001-01-01,NULL}'",
                        "'{1582-10-10,\"1991-02-10 BC\"}'",
                        "'{infinity}'",
                        big("'{2024-02-29}'", "date[]")),
                of(
                        "_timestamp",
                        "timestamp[]",
                        "'{\"2024-02-29 12:00:00.5\",NULL}'",
                        "'{infinity}'",
                        big("'{2024-02-29}'", "timestamp[]")),
                of(
                        "_timestamptz",
                        "timestamptz[]",
                        "'{\"2024-02-29 12:00:00.5+02\"}'",
                        "'{infinity}'",
                        big("'{2024-02-29}'", "timestamptz[]")),
                of("_time", "time[]", "'{10:00,24:00,NULL}'", big("'{10:00}'", "time[]")),
                of("_timetz", "timetz[]", "'{10:00+02}'", big("'{10:00+02}'", "timetz[]")),
                of("_interval", "interval[]", "'{1 day,2 hours}'", big("'{1 day}'", "interval[]")),
                of("_point", "point[]", "'{\"(1,2)\"}'", big("ARRAY['(1,2)'::point]", "point[]")),
                of("_box", "box[]", "'{(1,2),(0,0);(3,4),(1,1)}'"),
                of("_polygon", "polygon[]", "'{\"((0,0),(1,1),(1,0))\"}'"),
                of("_circle", "circle[]", "'{\"<(1,2),3>\"}'"),
                of("_pg_lsn", "pg_lsn[]", "'{16/B374D848}'"),
                of("_int4range", "int4range[]", "'{\"[1,5)\",empty}'"),
                of("_tstzrange", "tstzrange[]", "'{\"[2024-01-01 00:00+00,)\"}'"),
                of("_tsvector", "tsvector[]", "ARRAY['fat cat'::tsvector]"),
                of("_mood", "mood[]", "'{sad,\"so so\",\"happy, very\",NULL}'", "'{}'", big("'{sad}'", "mood[]")),
                of("_cents", "cents[]", "'{1,NULL}'"),
                of("_address", "address[]", "ARRAY[ROW('Main, 1','00100')::address]"),
                of("_hstore", "hstore[]", "ARRAY['a=>1'::hstore]"),
                of("_citext", "citext[]", "'{A,b}'"),
                of("_ltree", "ltree[]", "'{a.b}'"));
    }

    private static List<MatrixType> others() {
        return List.of(
                of("point", "point", "'(1,2)'", "'(1.1,-1e-300)'", "'(Infinity,NaN)'"),
                of("line", "line", "'{1,2,3}'"),
                of("lseg", "lseg", "'[(0,0),(1.5,1)]'"),
                of("box", "box", "'(2,3),(0,1)'"),
                of(
                        "path",
                        "path",
                        "'((0,0),(1,1))'",
                        "'[(0,0),(1,1)]'",
                        "('[' || repeat('(0,0),', 4000) || '(1,1)]')::path"),
                of(
                        "polygon",
                        "polygon",
                        "'((0,0),(1,1),(1,0))'",
                        "'((1,1))'",
                        "('(' || repeat('(0,0),', 4000) || '(1,1))')::polygon"),
                of("circle", "circle", "'<(1,2),3>'"),
                of("int4range", "int4range", "'[1,5)'", "'empty'", "'(,)'"),
                of("int8range", "int8range", "'[1,5)'"),
                of("numrange", "numrange", "'[1.10,5)'"),
                of("tsrange", "tsrange", "'[2024-01-01,infinity)'"),
                of("tstzrange", "tstzrange", "'[2024-01-01 00:00+00,)'"),
                of("daterange", "daterange", "'[2024-01-01,2024-02-01)'"),
                of("int4multirange", "int4multirange", "'{[1,3),[5,8)}'", "'{}'"),
                of("nummultirange", "nummultirange", "'{[1.10,3)}'"),
                of("tsmultirange", "tsmultirange", "'{[2024-01-01,)}'"),
                of("span", "span", "'[1.5,2.5)'"),
                of("spanmultirange", "span_multirange", "'{[1.5,2.5)}'"),
                of("mood", "mood", "'sad'", "'happy, very'"),
                of(
                        "address",
                        "address",
                        "ROW('Main 1','00100')::address",
                        "ROW(NULL,'')::address",
                        big("ROW('x','y')::address", "address")),
                of("int4", "cents", "12", "0"),
                of("numeric", "price", "12.50", "'NaN'"),
                of("_text", "tags", "'{a,b}'", "'{}'", big("'{ab}'", "tags")),
                of("date", "born", "'1582-10-10'", "'infinity'"),
                of("address", "parcel", "ROW('Main 1','00100')::address"),
                of(
                        "hstore",
                        "hstore",
                        "''",
                        "'a=>1, b=>NULL, \"c d\"=>\"q\\\"\\\\\"'",
                        "'bb=>1, a=>2'",
                        "(SELECT hstore(array_agg('k' || g), array_agg('v' || g)) FROM generate_series(1,3000) g)"),
                of("citext", "citext", "'Aa'", big("'Aa'", "citext")),
                of("ltree", "ltree", "'a.b.c'", "''"),
                of("lquery", "lquery", "'a.*'"),
                of("cube", "cube", "'(1,2),(3,4)'"),
                of("isbn", "isbn", "'978-0-393-04002-9'"));
    }

    /** A value that PostgreSQL does not keep in the row, of at least 40 kB. */
    private static String big(String one, String type) {
        if (type.equals("address")) {
            return "ROW(repeat('x1', 30000), 'y')::address";
        }
        if (type.endsWith("[]") || type.equals("tags")) {
            return "(SELECT array_agg(x) FROM generate_series(1, 3000) g, unnest((" + one + ")::"
                    + (type.equals("tags") ? "text[]" : type) + ") x)";
        }
        String times = type.equals("bytea")
                ? "decode(repeat('1234', 20000), 'hex')"
                : "repeat(" + one.replace("B'", "'") + ", 6000)";
        return type.equals("numeric") || type.equals("bit varying") || type.equals("citext")
                ? "(" + times + ")::" + type
                : times;
    }
}
