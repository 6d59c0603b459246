package io.tombolo.connectors.captured;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;

/**
 * What each type of PostgreSQL becomes, by the object id of the type. A type that is not named here is the database's own text.
 *
 * <p>Arrays of types of the users' own become arrays of the items' text; other arrays that are not named here become text as a whole.
 */
final class PostgresForms {

    /** The first object id that a database gives itself. */
    private static final int FIRST_USER_OID = 16_384;

    private static final int UNDECLARED = 131_089;
    private static final int MONEY_DIGITS = 2;
    private static final String PRECISION = "connect.decimal.precision";

    private PostgresForms() {}

    static Form of(Declared column) {
        if (column.oid() >= FIRST_USER_OID) {
            return users(column);
        }
        return switch (column.oid()) {
            case 1000 -> new Form(Schema.OPTIONAL_BOOLEAN_SCHEMA, text -> text.equals("t")).array();
            case 1005 -> new Form(Schema.OPTIONAL_INT16_SCHEMA, Short::valueOf).array();
            case 1007 -> new Form(Schema.OPTIONAL_INT32_SCHEMA, Integer::valueOf).array();
            case 1016, 1028 -> new Form(Schema.OPTIONAL_INT64_SCHEMA, Long::valueOf).array();
            case 1021 -> new Form(Schema.OPTIONAL_FLOAT32_SCHEMA, Float::valueOf).array();
            case 1022 -> new Form(Schema.OPTIONAL_FLOAT64_SCHEMA, Double::valueOf).array();
            // char, bpchar, varchar, text, inet, cidr, macaddr, macaddr8, timetz, and the six ranges
            case 1002, 1014, 1015, 1009, 1041, 651, 1040, 775, 1270, 3905, 3907, 3909, 3911, 3913, 3927 ->
                Form.TEXT.array();
            case 199, 3807 -> Form.JSON.array();
            case 2951 -> Form.UUID.array();
            case 1001 ->
                new Form(Schema.OPTIONAL_BYTES_SCHEMA, text -> HexFormat.of().parseHex(text, 2, text.length())).array();
            case 1231 -> numeric(column).array();
            case 1182 -> PostgresTime.date().array();
            case 1183 -> PostgresTime.time(column.scale()).array();
            case 1115 -> PostgresTime.timestamp(column.scale()).array();
            case 1185 -> PostgresTime.zoned(column.scale()).array();
            case 17 -> new Form(Schema.OPTIONAL_BYTES_SCHEMA, text -> text.getBytes(StandardCharsets.ISO_8859_1));
            case 114, 3802 -> Form.JSON;
            case 2950 -> Form.UUID;
            case 790 -> new Form(Decimal.builder(MONEY_DIGITS).optional().build(), text -> decimal(text, MONEY_DIGITS));
            case 1700 -> numeric(column);
            case 1560 ->
                column.length() == 1 ? new Form(Schema.OPTIONAL_BOOLEAN_SCHEMA, text -> text.equals("1")) : Form.TEXT;
            case 1082 -> PostgresTime.date();
            case 1083 -> PostgresTime.time(column.scale());
            case 1114 -> PostgresTime.timestamp(column.scale());
            case 1184 -> PostgresTime.zoned(column.scale());
            case 1186 -> new Form(Schema.OPTIONAL_STRING_SCHEMA, IntervalText::iso);
            case 600 -> Geometric.point();
            case 601 -> Geometric.shape("lseg");
            case 602 -> Geometric.shape("path");
            case 603 -> Geometric.shape("box");
            case 604 -> Geometric.shape("polygon");
            case 628 -> Geometric.line();
            case 718 -> Geometric.circle();
            default -> Form.TEXT;
        };
    }

    private static Form users(Declared column) {
        Form hstore = new Form(Form.JSON.schema(), HstoreText::json);
        if (column.type().equals("hstore")) {
            return hstore;
        }
        if (column.array()) {
            return (column.type().equals("_hstore") ? hstore : Form.TEXT).array();
        }
        return Form.TEXT;
    }

    /** Without a declared scale a number is text with all its digits: no binary type would keep them. */
    private static Form numeric(Declared column) {
        boolean undeclared = (column.length() <= 0 || column.length() == UNDECLARED) && column.scale() <= 0;
        if (undeclared) {
            return Form.TEXT;
        }
        // Eleven bits with a sign, which Debezium and the driver take for a number without one.
        int declared = Math.max(column.scale(), 0);
        int signed = declared > 1_000 ? declared - 2_048 : declared;
        int scale = Math.max(signed, 0);
        int precision = Math.max(signed < 0 ? column.length() - signed : column.length(), scale);
        return new Form(
                Decimal.builder(scale)
                        .parameter(PRECISION, Integer.toString(precision))
                        .optional()
                        .build(),
                text -> decimal(text, scale));
    }

    static BigDecimal decimal(String text, int scale) {
        if (text.equals("NaN") || text.endsWith("Infinity")) {
            throw new BadValueException(
                    text, "a decimal has no such value; a column that is numeric without a scale is shared as text");
        }
        try {
            return new BigDecimal(text).setScale(scale);
        } catch (ArithmeticException | NumberFormatException e) {
            throw new BadValueException(text, "is not a decimal of scale " + scale);
        }
    }
}
