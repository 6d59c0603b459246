package io.tombolo.schemas.serde;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;

/** A specific record, as Avro's compiler would make it. */
public class Point extends SpecificRecordBase {

    public static final Schema SCHEMA$ = new Schema.Parser()
            .parse("{\"type\":\"record\",\"name\":\"io.tombolo.schemas.serde.Point\",\"fields\":["
                    + "{\"name\":\"x\",\"type\":\"int\"},{\"name\":\"label\",\"type\":\"string\"}]}");

    private int x;
    private CharSequence label = "";

    public Point() {}

    Point(int x, String label) {
        this.x = x;
        this.label = label;
    }

    @Override
    public Schema getSchema() {
        return SCHEMA$;
    }

    @Override
    public Object get(int field) {
        return field == 0 ? x : label;
    }

    @Override
    public void put(int field, Object value) {
        if (field == 0) {
            x = (Integer) value;
        } else {
            label = value.toString();
        }
    }
}
