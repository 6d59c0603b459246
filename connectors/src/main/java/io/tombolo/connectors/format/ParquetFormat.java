package io.tombolo.connectors.format;

import io.tombolo.connectors.row.Column;
import io.tombolo.connectors.row.RowOutcome;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.ParquetRuntimeException;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** Apache Parquet. One row group's pages are in memory at a time, packed. */
public record ParquetFormat() implements RowFormat {

    static final String NAME = "parquet";

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

    /** Parquet calls the file by the object that reads it. */
    private static String reason(SourceFile file, RuntimeException e) {
        return String.valueOf(e.getMessage())
                .replaceAll("\\S*LocalInputFile@[0-9a-f]+", Matcher.quoteReplacement(file.name()));
    }

    @Override
    public RowCursor open(SourceFile file, Layout layout, Mark from) throws IOException {
        ParquetFileReader reader;
        try {
            reader = ParquetFileReader.open(
                    new LocalInputFile(file.path()),
                    ParquetReadOptions.builder(new PlainParquetConfiguration())
                            .withCodecFactory(new ParquetCodecs())
                            .build());
        } catch (RuntimeException e) {
            throw new ConnectException(file.name() + ": is no Parquet file: " + reason(file, e), e);
        }
        try {
            MessageType type = reader.getFooter().getFileMetaData().getSchema();
            ParquetShape.Row shape = new ParquetShape.Row(type, false);
            RecordKeys keys = new RecordKeys(file.name(), shape.schema(), layout);
            Cursor cursor = new Cursor(file.name(), reader, type, shape, keys);
            cursor.goTo(from);
            return cursor;
        } catch (RuntimeException | IOException e) {
            reader.close();
            throw e;
        }
    }

    private static final class Cursor implements RowCursor {
        private final String file;
        private final ParquetFileReader reader;
        private final MessageType type;
        private final ParquetShape.Row shape;
        private final RecordKeys keys;
        private @Nullable RecordReader<Group> group;
        private long left;
        private long number = 1;

        Cursor(String file, ParquetFileReader reader, MessageType type, ParquetShape.Row shape, RecordKeys keys) {
            this.file = file;
            this.reader = reader;
            this.type = type;
            this.shape = shape;
            this.keys = keys;
        }

        private void goTo(Mark from) throws IOException {
            for (BlockMetaData block : reader.getRowGroups()) {
                if (number + block.getRowCount() > from.number()) {
                    break;
                }
                reader.skipNextRowGroup();
                number += block.getRowCount();
            }
            while (number < from.number() && read() != null) {
                number++;
            }
        }

        @Override
        public @Nullable FoundRow next() throws IOException {
            Group row = read();
            if (row == null) {
                return null;
            }
            long at = number++;
            try {
                Struct struct = shape.row(row);
                return FoundRow.record(keys.keyed(struct), at);
            } catch (DataException | ArithmeticException e) {
                return FoundRow.record(new RowOutcome.Refused("BAD_VALUE", String.valueOf(e.getMessage())), at);
            }
        }

        /** The next row as Parquet has it; null at the end. */
        private @Nullable Group read() throws IOException {
            try {
                while (left == 0) {
                    PageReadStore pages = reader.readNextRowGroup();
                    if (pages == null) {
                        return null;
                    }
                    left = pages.getRowCount();
                    group = new ColumnIOFactory()
                            .getColumnIO(type)
                            .getRecordReader(pages, new GroupRecordConverter(type));
                }
                RecordReader<Group> open = group;
                if (open == null) {
                    throw new IllegalStateException("rows left in no row group");
                }
                left--;
                return open.read();
            } catch (ParquetRuntimeException e) {
                throw new ConnectException(file + ", record " + number + ": can't be read: " + e.getMessage(), e);
            }
        }

        @Override
        public Mark mark() {
            return new Mark(0, number, 0);
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
