package io.tombolo.connectors.format;

import io.tombolo.connectors.row.Column;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Apache Parquet. One row group's pages are in memory at a time, compressed. */
record ParquetFormat() implements RowFormat {

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

    @Override
    public RowCursor open(SourceFile file, Layout layout, RowCursor.Mark from) throws IOException {
        ParquetFileReader reader;
        try {
            reader = ParquetFileReader.open(
                    new LocalInputFile(file.path()),
                    ParquetReadOptions.builder(new PlainParquetConfiguration())
                            .withCodecFactory(new ParquetCodecs())
                            .usePageChecksumVerification(true)
                            .build());
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new ConnectException(file.name() + ": is not a Parquet file: " + reason(file, e), e);
        }
        try {
            MessageType type = reader.getFooter().getFileMetaData().getSchema();
            ParquetFooter.check(file, type, reader.getRowGroups());
            for (BlockMetaData group : reader.getRowGroups()) {
                group.getColumns().forEach(chunk -> ParquetCodecs.check(chunk.getCodec()));
            }
            ParquetShape.Row shape = new ParquetShape.Row(type, false, layout.names()::column);
            RecordKeys keys = new RecordKeys(file.name(), shape.schema(), layout);
            layout.names()
                    .takeAll(
                            file.name(),
                            shape.schema().fields().stream().map(Field::name).toList(),
                            type.getFields().stream().map(Type::getName).toList());
            ParquetCursor cursor = new ParquetCursor(reader, type, shape, keys);
            cursor.goTo(from);
            return cursor;
        } catch (ConnectException e) {
            reader.close();
            throw e;
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            reader.close();
            throw new ConnectException(file.name() + ": its footer is damaged: " + reason(file, e), e);
        }
    }

    /** Parquet calls the file by the object that reads it. */
    private static String reason(SourceFile file, Throwable e) {
        return Reason.of(e).replaceAll("\\S*LocalInputFile@[0-9a-f]+", Matcher.quoteReplacement(file.name()));
    }
}
