package io.tombolo.connectors.format;

import io.tombolo.connectors.row.RowOutcome;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.connect.data.Struct;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** The rows of one Parquet file. What can't be read costs its row group, from the row on at which that was found. One thread. */
final class ParquetCursor implements RowCursor {

    private final ParquetFileReader reader;
    private final MessageType type;
    private final ParquetShape.Row shape;
    private final RecordKeys keys;
    private final List<BlockMetaData> groups;
    private @Nullable RecordReader<Group> open;
    private int nextGroup;
    private long left;
    private long number = 1;

    ParquetCursor(ParquetFileReader reader, MessageType type, ParquetShape.Row shape, RecordKeys keys) {
        this.reader = reader;
        this.type = type;
        this.shape = shape;
        this.keys = keys;
        this.groups = List.copyOf(reader.getRowGroups());
    }

    void goTo(RowCursor.Mark from) {
        while (nextGroup < groups.size() && number + groups.get(nextGroup).getRowCount() <= from.number()) {
            number += groups.get(nextGroup).getRowCount();
            nextGroup++;
        }
        while (number < from.number() && next() != null) {
            // was shared before
        }
    }

    @Override
    public RowCursor.@Nullable FoundRow next() {
        while (left == 0) {
            if (nextGroup == groups.size()) {
                return null;
            }
            left = groups.get(nextGroup++).getRowCount();
            open = null;
        }
        Group row;
        try {
            if (open == null) {
                open = opened();
            }
            row = Objects.requireNonNull(open.read(), "no row where one is declared");
        } catch (IOException | RuntimeException | StackOverflowError e) {
            return lost(Reason.of(e));
        } catch (OutOfMemoryError e) {
            // The library trusts the lengths inside pages. One array of such a length fails alone.
            return lost("needs more memory than there is: " + Reason.of(e));
        }
        left--;
        long at = number++;
        try {
            Struct struct = shape.row(row);
            return RowCursor.FoundRow.record(keys.keyed(struct), at);
        } catch (RuntimeException e) {
            return RowCursor.FoundRow.record(new RowOutcome.Refused("BAD_VALUE", Reason.of(e)), at);
        }
    }

    private RecordReader<Group> opened() throws IOException {
        long packed = groups.get(nextGroup - 1).getColumns().stream()
                .mapToLong(ColumnChunkMetaData::getTotalSize)
                .sum();
        long limit = Runtime.getRuntime().maxMemory() / 2;
        if (packed > limit) {
            throw new IOException(packed + " bytes, limit " + limit + ", half of this process's memory");
        }
        PageReadStore pages = reader.readRowGroup(nextGroup - 1);
        if (pages == null || pages.getRowCount() != left) {
            throw new IOException("its pages are not those of " + left + " rows");
        }
        return new ColumnIOFactory().getColumnIO(type).getRecordReader(pages, new GroupRecordConverter(type));
    }

    private RowCursor.FoundRow lost(String why) {
        long first = number;
        long rows = left;
        number += rows;
        left = 0;
        open = null;
        return RowCursor.FoundRow.block("row group " + nextGroup + " can't be read (" + why + ")", first, rows, true);
    }

    @Override
    public RowCursor.Mark mark() {
        return new RowCursor.Mark(0, number, 0);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
