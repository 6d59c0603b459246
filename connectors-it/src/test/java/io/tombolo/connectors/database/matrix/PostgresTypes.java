package io.tombolo.connectors.database.matrix;

import static io.tombolo.connectors.database.matrix.MatrixType.type;

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
                type("bool", "boolean", "true", "false"),
                type("int2", "smallint", "0", "'-32768'", "32767"),
                type("int4", "integer", "0", "'-2147483648'", "2147483647"),
                type("int8", "bigint", "0", "'-9223372036854775808'", "9223372036854775807"),
                type(
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
                type(
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
                type(
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
                type("numeric", "numeric(10,2)", "0", "12.50", "'-99999999.99'", "'NaN'"),
                type("numeric", "numeric(5,-2)", "12300", "0", "'-9999900'"),
                type("numeric", "numeric(3,5)", "0.00123", "0"),
                type("numeric", "numeric(20)", "12345678901234567890"),
                type("money", "money", "1.50", "'-1234567.89'", "0", "92233720368547758.07"),
                type(
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
                        big("'x1'", "text"),
                        "repeat('x1', 524288)"),
                type("varchar", "varchar(20)", "''", "'a '"),
                type("bpchar", "char(5)", "'ab'", "''"),
                type("char", "\"char\"", "'a'", "''", "'\\200'"),
                type("name", "name", "'a name'"),
                type(
                        "bytea",
                        "bytea",
                        "''",
                        "'\\x00ff'",
                        "'__debezium_unavailable_value'",
                        big("'\\x1234'", "bytea"),
                        "decode(repeat('12', 1048576), 'hex')"),
                type("bit", "bit(1)", "B'0'", "B'1'"),
                type("bit", "bit(10)", "B'0000000010'", "B'0000000000'"),
                type("varbit", "bit varying", "B'0010'", "B''", "B'1'", big("B'10'", "bit varying")),
                type("varbit", "bit varying(1)", "B'1'", "B''"),
                type("uuid", "uuid", "'6f9619ff-8b86-d011-b42d-00cf4fc964ff'"),
                type(
                        "json",
                        "json",
                        "'{\"a\": 1.10, \"a\":  2}'",
                        "'null'",
                        "'[]'",
                        "('[\"' || repeat('x1', 30000) || '\"]')::json"),
                type(
                        "jsonb",
                        "jsonb",
                        "'{\"b\": 1.10, \"a\":  2}'",
                        "'1e400'",
                        "('[\"' || repeat('x1', 30000) || '\"]')::jsonb"),
                type("xml", "xml", "'<a>1</a>'", "('<a>' || repeat('x1', 30000) || '</a>')::xml"),
                type("inet", "inet", "'10.0.0.1'", "'10.0.0.0/8'", "'::1'"),
                type("cidr", "cidr", "'10.0.0.0/8'"),
                type("macaddr", "macaddr", "'08:00:2b:01:02:03'"),
                type("macaddr8", "macaddr8", "'08:00:2b:01:02:03:04:05'"),
                type("oid", "oid", "0", "4294967295"),
                type("pg_lsn", "pg_lsn", "'16/B374D848'"),
                type("tid", "tid", "'(1,1)'"),
                type("xid", "xid", "'4294967295'"),
                type("xid8", "xid8", "'18446744073709551615'"),
                type("cid", "cid", "'1'"),
                type("regclass", "regclass", "'pg_class'"),
                type("regtype", "regtype", "'int4'"),
                type("int2vector", "int2vector", "'1 2 3'", "''"),
                type("oidvector", "oidvector", "'1 2 3'"),
                type("pg_snapshot", "pg_snapshot", "'10:20:10,14,15'"),
                type("txid_snapshot", "txid_snapshot", "'10:20:10,14,15'"),
                type(
                        "tsvector",
                        "tsvector",
                        "'fat cat'",
                        "''",
                        "(SELECT array_to_tsvector(array_agg('word' || g)) FROM generate_series(1,4000) g)"),
                type("tsquery", "tsquery", "'fat & cat'"),
                type("jsonpath", "jsonpath", "'$.a[*]'"));
    }

    private static List<MatrixType> times() {
        return List.of(
                type(
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
                type(
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
                type(
                        "timestamp",
                        "timestamp(3)",
                        "'2024-02-29 12:00:00.123'",
                        "'1582-10-10 12:00'",
                        "'1900-01-01 00:00:00.001'",
                        "'294276-12-31 23:59:59'",
                        "'infinity'"),
                type("timestamp", "timestamp(0)", "'2024-02-29 12:00:01'"),
                type(
                        "timestamptz",
                        "timestamptz",
                        "'2024-02-29 12:00:00.123456+02'",
                        "'0001-01-01 00:00+00'",
                        "'1582-10-10 12:00+00'",
                        "'1991-02-10 00:00+00 BC'",
                        "'294276-12-31 23:59:59.999999+00'",
                        "'infinity'",
                        "'-infinity'"),
                type("timestamptz", "timestamptz(0)", "'2024-02-29 12:00:01+02'"),
                type("time", "time", "'00:00'", "'23:59:59.999999'", "'24:00'"),
                type("time", "time(3)", "'12:00:00.123'", "'24:00'"),
                type("timetz", "timetz", "'12:00-12'", "'24:00+00'", "'23:59:59.999999+14'", "'24:00-15:59'"),
                type(
                        "interval",
                        "interval",
                        "'0'",
                        "'1 year 2 mons 3 days 04:05:06.789'",
                        "'-1 mon +2 days -00:00:01'",
                        "'178000000 years'",
                        "'-0.000001 s'",
                        "'1 day -25:00:00.5'",
                        "'2000000000 hours'"),
                type("interval", "interval day to second", "'1 day'"));
    }

    private static List<MatrixType> arrays() {
        return List.of(
                type("_bool", "boolean[]", "'{}'", "'{t,f,NULL}'", big("'{t}'", "boolean[]")),
                type("_int2", "smallint[]", "'{}'", "'{1,NULL}'", big("'{1}'", "smallint[]")),
                type(
                        "_int4",
                        "integer[]",
                        "'{}'",
                        "'{1,NULL,-2147483648}'",
                        "'{{1,2},{3,4}}'",
                        "'[0:1]={1,2}'",
                        big("'{95}'", "integer[]"),
                        "'{95,95,100,101,98,101,122,105,117,109,95,117,110,97,118,97,105,108,97,98,108,101,95,118,97,108,117,101}'"),
                type("_int4", "integer[][]", "'{}'", "'{1}'", "'{{1,2},{3,4}}'"),
                type("_int8", "bigint[]", "'{}'", "'{9223372036854775807}'", big("'{95}'", "bigint[]")),
                type("_oid", "oid[]", "'{1,4294967295}'"),
                type("_float4", "real[]", "'{1.1,NaN,NULL}'", big("'{1.5}'", "real[]")),
                type("_float8", "double precision[]", "'{1.1,Infinity,NULL}'", big("'{1.5}'", "double precision[]")),
                type("_numeric", "numeric[]", "'{1.10,NaN,NULL}'", big("'{1.10}'", "numeric[]")),
                type("_numeric", "numeric(10,2)[]", "'{1.1,NULL}'", "'{NaN}'", big("'{1.10}'", "numeric(10,2)[]")),
                type("_money", "money[]", "'{1.50,-2.25,NULL}'", big("'{1}'", "money[]")),
                type(
                        "_text",
                        "text[]",
                        "'{}'",
                        "'{a,NULL,\"NULL\",\"\",\"a,b\",\"q\\\"\\\\\"}'",
                        "'{{a}}'",
                        "'{__debezium_unavailable_value}'",
                        big("'{word}'", "text[]"),
                        "array_fill(repeat('x1', 512), '{1024}')"),
                type("_varchar", "varchar(5)[]", "'{a,b}'", big("'{ab}'", "varchar(5)[]")),
                type("_bpchar", "char(3)[]", "'{a,b}'"),
                type("_char", "\"char\"[]", "'{a,b}'"),
                type("_name", "name[]", "'{a,b}'"),
                type(
                        "_bytea",
                        "bytea[]",
                        "'{}'",
                        "ARRAY['\\x00ff'::bytea, NULL, '']",
                        big("ARRAY['\\x12'::bytea]", "bytea[]")),
                type("_bit", "bit(3)[]", "'{101,000}'"),
                type("_varbit", "bit varying[]", "'{101,0}'", big("'{101}'", "bit varying[]")),
                type(
                        "_uuid",
                        "uuid[]",
                        "'{}'",
                        "'{6f9619ff-8b86-d011-b42d-00cf4fc964ff,NULL}'",
                        big("'{6f9619ff-8b86-d011-b42d-00cf4fc964ff}'", "uuid[]")),
                type("_json", "json[]", "ARRAY['{\"a\": 1}'::json, NULL]", big("ARRAY['1'::json]", "json[]")),
                type("_jsonb", "jsonb[]", "ARRAY['{\"a\": 1}'::jsonb]", big("ARRAY['1'::jsonb]", "jsonb[]")),
                type("_xml", "xml[]", "'{<a/>}'", big("ARRAY['<a/>'::xml]", "xml[]")),
                type("_inet", "inet[]", "'{10.0.0.1,10.0.0.0/8}'", big("'{10.0.0.1}'", "inet[]")),
                type("_cidr", "cidr[]", "'{10.0.0.0/8}'"),
                type("_macaddr", "macaddr[]", "'{08:00:2b:01:02:03}'"),
                type(
                        "_date",
                        "date[]",
                        "'{2024-02-29,0001-01-01,NULL}'",
                        "'{1582-10-10,\"1991-02-10 BC\"}'",
                        "'{infinity}'",
                        big("'{2024-02-29}'", "date[]")),
                type(
                        "_timestamp",
                        "timestamp[]",
                        "'{\"2024-02-29 12:00:00.5\",NULL}'",
                        "'{infinity}'",
                        big("'{2024-02-29}'", "timestamp[]")),
                type(
                        "_timestamptz",
                        "timestamptz[]",
                        "'{\"2024-02-29 12:00:00.5+02\"}'",
                        "'{infinity}'",
                        big("'{2024-02-29}'", "timestamptz[]")),
                type("_time", "time[]", "'{10:00,24:00,NULL}'", big("'{10:00}'", "time[]")),
                type("_timetz", "timetz[]", "'{10:00+02}'", big("'{10:00+02}'", "timetz[]")),
                type("_interval", "interval[]", "'{1 day,2 hours}'", big("'{1 day}'", "interval[]")),
                type("_point", "point[]", "'{\"(1,2)\"}'", big("ARRAY['(1,2)'::point]", "point[]")),
                type("_box", "box[]", "'{(1,2),(0,0);(3,4),(1,1)}'"),
                type("_polygon", "polygon[]", "'{\"((0,0),(1,1),(1,0))\"}'"),
                type("_circle", "circle[]", "'{\"<(1,2),3>\"}'"),
                type("_pg_lsn", "pg_lsn[]", "'{16/B374D848}'"),
                type("_int4range", "int4range[]", "'{\"[1,5)\",empty}'"),
                type("_tstzrange", "tstzrange[]", "'{\"[2024-01-01 00:00+00,)\"}'"),
                type("_tsvector", "tsvector[]", "ARRAY['fat cat'::tsvector]"),
                type("_mood", "mood[]", "'{sad,\"so so\",\"happy, very\",NULL}'", "'{}'", big("'{sad}'", "mood[]")),
                type("_cents", "cents[]", "'{1,NULL}'"),
                type("_address", "address[]", "ARRAY[ROW('Main, 1','00100')::address]"),
                type("_hstore", "hstore[]", "ARRAY['a=>1'::hstore]"),
                type("_citext", "citext[]", "'{A,b}'"),
                type("_ltree", "ltree[]", "'{a.b}'"));
    }

    private static List<MatrixType> others() {
        return List.of(
                type("point", "point", "'(1,2)'", "'(1.1,-1e-300)'", "'(Infinity,NaN)'"),
                type("line", "line", "'{1,2,3}'"),
                type("lseg", "lseg", "'[(0,0),(1.5,1)]'"),
                type("box", "box", "'(2,3),(0,1)'"),
                type(
                        "path",
                        "path",
                        "'((0,0),(1,1))'",
                        "'[(0,0),(1,1)]'",
                        "('[' || repeat('(0,0),', 4000) || '(1,1)]')::path"),
                type(
                        "polygon",
                        "polygon",
                        "'((0,0),(1,1),(1,0))'",
                        "'((1,1))'",
                        "('(' || repeat('(0,0),', 4000) || '(1,1))')::polygon"),
                type("circle", "circle", "'<(1,2),3>'"),
                type("int4range", "int4range", "'[1,5)'", "'empty'", "'(,)'"),
                type("int8range", "int8range", "'[1,5)'"),
                type("numrange", "numrange", "'[1.10,5)'"),
                type("tsrange", "tsrange", "'[2024-01-01,infinity)'"),
                type("tstzrange", "tstzrange", "'[2024-01-01 00:00+00,)'"),
                type("daterange", "daterange", "'[2024-01-01,2024-02-01)'"),
                type("int4multirange", "int4multirange", "'{[1,3),[5,8)}'", "'{}'"),
                type("nummultirange", "nummultirange", "'{[1.10,3)}'"),
                type("tsmultirange", "tsmultirange", "'{[2024-01-01,)}'"),
                type("span", "span", "'[1.5,2.5)'"),
                type("spanmultirange", "span_multirange", "'{[1.5,2.5)}'"),
                type("mood", "mood", "'sad'", "'happy, very'"),
                type(
                        "address",
                        "address",
                        "ROW('Main 1','00100')::address",
                        "ROW(NULL,'')::address",
                        big("ROW('x','y')::address", "address")),
                type("int4", "cents", "12", "0"),
                type("numeric", "price", "12.50", "'NaN'"),
                type("_text", "tags", "'{a,b}'", "'{}'", big("'{ab}'", "tags")),
                type("date", "born", "'1582-10-10'", "'infinity'"),
                type("address", "parcel", "ROW('Main 1','00100')::address"),
                type(
                        "hstore",
                        "hstore",
                        "''",
                        "'a=>1, b=>NULL, \"c d\"=>\"q\\\"\\\\\"'",
                        "'bb=>1, a=>2'",
                        "(SELECT hstore(array_agg('k' || g), array_agg('v' || g)) FROM generate_series(1,3000) g)"),
                type("citext", "citext", "'Aa'", big("'Aa'", "citext")),
                type("ltree", "ltree", "'a.b.c'", "''"),
                type("lquery", "lquery", "'a.*'"),
                type("cube", "cube", "'(1,2),(3,4)'"),
                type("isbn", "isbn", "'978-0-393-04002-9'"));
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
