package io.tombolo.connectors.format;

import io.tombolo.connectors.row.Column;
import io.tombolo.connectors.row.RowOutcome;
import io.tombolo.schemas.connect.ConnectAvro;
import java.io.IOException;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Avro's object container files, of any codec that Avro has. */
public record AvroFormat() implements RowFormat {

    static final String NAME = "avro";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean needsColumns() {
        return false;
    }

    @Override
    public List<Column> columns(SourceFile file, Layout layout) {
        return List.of();
    }

    @Override
    public RowCursor open(SourceFile file, Layout layout, Mark from) throws IOException {
        DataFileReader<GenericRecord> reader;
        try {
            reader = new DataFileReader<>(file.path().toFile(), new GenericDatumReader<>());
        } catch (AvroRuntimeException | IOException e) {
            throw new ConnectException(file.name() + ": is no Avro container file: " + e.getMessage(), e);
        }
        try {
            Schema schema = reader.getSchema();
            if (schema.getType() != Schema.Type.RECORD) {
                throw new ConnectException(
                        file.name() + ": holds values of type " + schema.getType() + ", must be RECORD");
            }
            ConnectAvro conversion = new ConnectAvro();
            RecordKeys keys = new RecordKeys(file.name(), conversion.connectSchema(schema), layout);
            Cursor cursor = new Cursor(reader, schema, conversion, keys, from);
            cursor.goTo(from);
            return cursor;
        } catch (DataException e) {
            reader.close();
            throw new ConnectException(file.name() + ": " + e.getMessage(), e);
        } catch (ConnectException | IOException e) {
            reader.close();
            throw e;
        }
    }

    private static final class Cursor implements RowCursor {
        private final DataFileReader<GenericRecord> reader;
        private final Schema schema;
        private final ConnectAvro conversion;
        private final RecordKeys keys;
        private Mark mark;

        Cursor(
                DataFileReader<GenericRecord> reader,
                Schema schema,
                ConnectAvro conversion,
                RecordKeys keys,
                Mark from) {
            this.reader = reader;
            this.schema = schema;
            this.conversion = conversion;
            this.keys = keys;
            this.mark = from;
        }

        private void goTo(Mark from) throws IOException {
            if (from.position() > 0) {
                reader.seek(from.position());
            } else {
                mark = new Mark(reader.previousSync(), from.number(), 0);
            }
            for (long i = 0; i < from.within() && reader.hasNext(); i++) {
                reader.next();
            }
        }

        @Override
        public @Nullable FoundRow next() throws IOException {
            long number = mark.number();
            try {
                if (!reader.hasNext()) {
                    return null;
                }
                GenericRecord record = reader.next();
                long block = reader.previousSync();
                mark = new Mark(block, number + 1, block == mark.position() ? mark.within() + 1 : 0);
                Struct row = (Struct) conversion.toConnect(schema, record).value();
                return FoundRow.record(keys.keyed(row), number);
            } catch (DataException e) {
                return FoundRow.record(new RowOutcome.Refused("BAD_VALUE", String.valueOf(e.getMessage())), number);
            } catch (AvroRuntimeException | IndexOutOfBoundsException | NegativeArraySizeException e) {
                return FoundRow.record(broken(e), number);
            }
        }

        /** Goes on behind the next sync marker: what lies before it can't be told apart any more. */
        private RowOutcome broken(Exception why) throws IOException {
            reader.sync(reader.previousSync() + 1);
            mark = new Mark(reader.previousSync(), mark.number() + 1, 0);
            return new RowOutcome.Refused(
                    "BAD_BLOCK",
                    "the block can't be read (" + why.getMessage()
                            + "): this record and those behind it up to the next sync marker are not shared");
        }

        @Override
        public Mark mark() {
            return mark;
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
