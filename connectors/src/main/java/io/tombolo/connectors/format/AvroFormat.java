package io.tombolo.connectors.format;

import io.tombolo.connectors.avro.AvroBlocks;
import io.tombolo.connectors.avro.AvroBlocks.Found;
import io.tombolo.connectors.row.Column;
import io.tombolo.connectors.row.RowOutcome;
import io.tombolo.schemas.avro.BoundedDecoder;
import io.tombolo.schemas.connect.ConnectAvro;
import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** Avro's object container files, not compressed or compressed with deflate, snappy, zstandard or bzip2. */
record AvroFormat() implements RowFormat {

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
    public RowCursor open(SourceFile file, Layout layout, RowCursor.Mark from) throws IOException {
        AvroBlocks blocks;
        try {
            blocks = AvroBlocks.open(file.path(), file.size());
        } catch (IOException | RuntimeException e) {
            throw new ConnectException(file.name() + ": is not an Avro container file: " + Reason.of(e), e);
        }
        try {
            Schema schema = blocks.schema();
            if (schema.getType() != Schema.Type.RECORD) {
                throw new ConnectException(
                        file.name() + ": holds values of type " + schema.getType() + ", must be RECORD");
            }
            ConnectAvro conversion = new ConnectAvro();
            RecordKeys keys = new RecordKeys(file.name(), conversion.connectSchema(schema), layout);
            Cursor cursor = new Cursor(blocks, conversion, keys, from);
            cursor.goTo(from);
            return cursor;
        } catch (ConnectException | IOException e) {
            blocks.close();
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            blocks.close();
            throw new ConnectException(file.name() + ": its schema can't be shared: " + Reason.of(e), e);
        }
    }

    private static final class Cursor implements RowCursor {
        private final AvroBlocks blocks;
        private final ConnectAvro conversion;
        private final RecordKeys keys;
        private final GenericDatumReader<GenericRecord> records;
        private @Nullable BoundedDecoder decoder;
        private long left;
        private RowCursor.Mark mark;

        Cursor(AvroBlocks blocks, ConnectAvro conversion, RecordKeys keys, RowCursor.Mark from) {
            this.blocks = blocks;
            this.conversion = conversion;
            this.keys = keys;
            this.records = new GenericDatumReader<>(blocks.schema());
            this.mark = new RowCursor.Mark(blocks.position(), from.number(), 0);
        }

        private void goTo(RowCursor.Mark from) throws IOException {
            if (from.position() > 0) {
                blocks.seek(from.position());
                mark = new RowCursor.Mark(from.position(), from.number() - from.within(), 0);
            }
            for (long i = 0; i < from.within() && next() != null; i++) {
                // was shared before
            }
        }

        @Override
        public RowCursor.@Nullable FoundRow next() throws IOException {
            while (left == 0) {
                Found found = blocks.next();
                if (found == null) {
                    return null;
                }
                if (found instanceof Found.Damaged damaged) {
                    return refused(damaged);
                }
                Found.Records block = (Found.Records) found;
                decoder = new BoundedDecoder(block.bytes().array(), 0);
                left = block.count();
                mark = new RowCursor.Mark(left == 0 ? blocks.position() : block.position(), mark.number(), 0);
            }
            return record();
        }

        private RowCursor.FoundRow refused(Found.Damaged damaged) {
            long number = mark.number();
            long rows = Math.max(1, damaged.count());
            mark = new RowCursor.Mark(blocks.position(), number + rows, 0);
            return RowCursor.FoundRow.block(
                    "the block at byte " + damaged.position() + " can't be read (" + damaged.why() + ")",
                    number,
                    rows,
                    damaged.counted());
        }

        private RowCursor.FoundRow record() throws IOException {
            long number = mark.number();
            left--;
            mark = left == 0
                    ? new RowCursor.Mark(blocks.position(), number + 1, 0)
                    : new RowCursor.Mark(mark.position(), number + 1, mark.within() + 1);
            try {
                GenericRecord record = records.read(null, decoder);
                Struct row =
                        (Struct) conversion.toConnect(blocks.schema(), record).value();
                return RowCursor.FoundRow.record(keys.keyed(row), number);
            } catch (RuntimeException | StackOverflowError e) {
                return RowCursor.FoundRow.record(new RowOutcome.Refused("BAD_VALUE", Reason.of(e)), number);
            }
        }

        @Override
        public RowCursor.Mark mark() {
            return mark;
        }

        @Override
        public void close() throws IOException {
            blocks.close();
        }
    }
}
