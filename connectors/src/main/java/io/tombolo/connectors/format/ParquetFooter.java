package io.tombolo.connectors.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.schema.MessageType;

/** What a Parquet file says of itself at its end, compared with the file and with itself before anything is made of it. */
final class ParquetFooter {

    /** Its length, and PAR1. */
    private static final int TAIL = 8;

    private static final int HEAD = 4;

    private ParquetFooter() {}

    /** @throws IOException when the footer contradicts itself or the file; no checksum protects it */
    static void check(SourceFile file, MessageType type, List<BlockMetaData> groups) throws IOException {
        long rows = 0;
        long end = file.size() - TAIL - length(file);
        for (int i = 0; i < groups.size(); i++) {
            BlockMetaData group = groups.get(i);
            if (group.getRowCount() < 0) {
                throw new IOException("row group " + (i + 1) + " declares " + group.getRowCount() + " rows");
            }
            rows = Math.addExact(rows, group.getRowCount());
            for (ColumnChunkMetaData chunk : group.getColumns()) {
                check(i + 1, group, chunk, type, end);
            }
        }
        long declared = declaredRows(file);
        if (declared != rows) {
            throw new IOException("declares " + declared + " rows, its row groups declare " + rows);
        }
    }

    private static void check(int number, BlockMetaData group, ColumnChunkMetaData chunk, MessageType type, long end)
            throws IOException {
        String where = "row group " + number + ", column " + chunk.getPath().toDotString() + ": ";
        long start = chunk.getStartingPos();
        long size = chunk.getTotalSize();
        if (start < HEAD || size < 0 || size > end - start) {
            throw new IOException(where + size + " bytes from byte " + start + " on, the data end at byte " + end);
        }
        boolean flat = type.getMaxRepetitionLevel(chunk.getPath().toArray()) == 0;
        if (flat && chunk.getValueCount() != group.getRowCount()) {
            throw new IOException(where + chunk.getValueCount() + " values in " + group.getRowCount() + " rows");
        }
    }

    private static int length(SourceFile file) throws IOException {
        return read(file, file.size() - TAIL, HEAD)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
    }

    /** The library's own reader does not give this number. */
    private static long declaredRows(SourceFile file) throws IOException {
        int length = length(file);
        byte[] footer = new byte[length];
        read(file, file.size() - TAIL - length, length).get(footer);
        FileMetaData declared = Util.readFileMetaData(new ByteArrayInputStream(footer), true);
        return declared.getNum_rows();
    }

    private static ByteBuffer read(SourceFile file, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ)) {
            while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) > 0) {
                // until all are there
            }
        }
        return bytes.flip();
    }
}
