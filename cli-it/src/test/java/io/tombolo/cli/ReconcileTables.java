package io.tombolo.cli;

/** Tables whose rows hold values that are easily confused. */
final class ReconcileTables {
    private ReconcileTables() {}

    static String[] postgres() {
        return new String[] {
            "CREATE TABLE orders (id int PRIMARY KEY, price numeric(10,2), free numeric, note text, code char(5), at"
                    + " timestamptz, local timestamp, short timestamp(3), day date, clock time, zoned timetz, span interval,"
                    + " ratio double precision, small real, ok boolean, raw bytea, tags text[], numbers int[], moments"
                    + " timestamptz[], doc jsonb, plain json, uid uuid, addr inet, net cidr, flags bit(5), one bit(1), cash"
                    + " money, within int4range, secret text, card text)",
            "ALTER TABLE orders REPLICA IDENTITY FULL",
            "INSERT INTO orders SELECT i, i + 0.25, i / 7.0, 'n' || chr(233) || i, 'a', timestamptz '2024-02-29"
                    + " 12:00:00.123456+02' + i * interval '1 hour', timestamp '2024-02-29 12:00:00.123456' + i * interval"
                    + " '1 day', '2024-02-29 12:00:00.123', date '2024-02-29' + i, '23:59:59.999999', '12:00:00+05:30', '1"
                    + " year 2 mons 3 days -04:05:06.789', i / 3.0, i / 3.0, i % 2 = 0, decode(md5(i::text), 'hex'), array['a',"
                    + " 'b' || i], array[i, null], array[timestamptz '2024-02-29 12:00:00Z'], '{\"b\": 1, \"a\": [1.10]}',"
                    + " '{\"b\": 1,  \"a\": null}', md5(i::text)::uuid, '192.168.0.1', '10.0.0.0/8', B'00101', B'1', 12.34,"
                    + " '[1,5)', 's', 'c' FROM generate_series(1, 500) i",
            "UPDATE orders SET note = NULL, free = 1.10, ratio = 0 WHERE id IN (5, 8)",
            "INSERT INTO orders(id) VALUES (501)",
            "CREATE TABLE parts (\"Order\" int, \"line no\" text, day date, PRIMARY KEY (\"line no\", \"Order\", day))",
            "INSERT INTO parts VALUES (1, 'a|b', '2024-01-01'), (1, 'a', '2024-01-01'), (2, '~', '1999-12-31')",
            "CREATE TABLE stock (id bigint PRIMARY KEY, n int)",
            "INSERT INTO stock VALUES (1, 1), (2, null)",
            "CREATE TABLE prices (id bigint PRIMARY KEY, price numeric(10,2))",
            "INSERT INTO prices VALUES (1, 1.5), (2, null)",
            "CREATE TABLE log (id bigint PRIMARY KEY, what text)",
            "INSERT INTO log VALUES (1, 'first')"
        };
    }

    static String[] mariaDb() {
        return new String[] {
            "CREATE DATABASE shop",
            "CREATE TABLE shop.orders (id int PRIMARY KEY, price decimal(10,2), total bigint unsigned, small tinyint, flag bool,"
                    + " note varchar(40) CHARACTER SET utf8mb4, code char(5), at timestamp(6) NULL, local datetime(6), short datetime(3), plain"
                    + " datetime, day date, clock time(6), born year, ratio double, single float, raw varbinary(20), fixed"
                    + " binary(4), big blob, doc json, kind enum('a','b'), tags set('x','y'), bits bit(11), one bit(1), area"
                    + " geometry, secret text, card text)",
            "INSERT INTO shop.orders SELECT seq, seq + 0.25, 18446744073709551615 - seq, -seq % 100, seq % 2, concat('n\u00e9',"
                    + " seq), 'a', '2024-02-29 12:00:00.123456' + interval seq hour, '2024-02-29 12:00:00.123456' + interval seq"
                    + " day, '2024-02-29 12:00:00.120', '1970-01-01', '2024-02-29' + interval seq day, '23:59:59.999999', 2024,"
                    + " seq / 3e0, seq / 3e0, unhex(md5(seq)), 'ab', repeat('q', 300), '{\"k\":  1}', 'b', 'x,y', 5, 1,"
                    + " ST_GeomFromText('POINT(1 2)'), 's', 'c' FROM shop.seq_1_to_500",
            "UPDATE shop.orders SET note = NULL, ratio = 0 WHERE id IN (5, 8)",
            "INSERT INTO shop.orders(id) VALUES (501)",
            "CREATE TABLE shop.parts (`Order` int, `line no` varchar(20), day date, PRIMARY KEY (`line no`, `Order`, day))",
            "INSERT INTO shop.parts VALUES (1, 'a|b', '2024-01-01'), (1, 'a', '2024-01-01'), (2, '~', '1999-12-31')",
            "CREATE TABLE shop.stock (id bigint PRIMARY KEY, n int)",
            "INSERT INTO shop.stock VALUES (1, 1), (2, null)",
            "CREATE TABLE shop.prices (id bigint PRIMARY KEY, price decimal(10,2))",
            "INSERT INTO shop.prices VALUES (1, 1.5), (2, null)",
            "CREATE TABLE shop.log (id bigint PRIMARY KEY, what text)",
            "INSERT INTO shop.log VALUES (1, 'first')"
        };
    }
}
