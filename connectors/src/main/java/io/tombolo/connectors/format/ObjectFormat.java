package io.tombolo.connectors.format;

import io.tombolo.connectors.row.Column;
import io.tombolo.connectors.row.ObjectStruct;
import io.tombolo.connectors.row.RowOutcome;
import io.tombolo.merkle.Hash;
import io.tombolo.schemas.contract.ObjectClaim;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Any file as one row that claims what is in it: its name and an {@link ObjectClaim} with hash, size, type and place. The file stays
 * where it is.
 */
record ObjectFormat() implements RowFormat {

    static final String NAME = "object";
    private static final String FILE_NAME = "name";
    private static final String OBJECT = "object";
    private static final Schema ROW = SchemaBuilder.struct()
            .field(FILE_NAME, Schema.STRING_SCHEMA)
            .field(OBJECT, ObjectStruct.OPTIONAL)
            .build();

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
    public RowCursor open(SourceFile file, Layout layout, RowCursor.Mark from) {
        return new Cursor(file, layout, new RecordKeys(file.name(), ROW, layout), from);
    }

    private static final class Cursor implements RowCursor {
        private final SourceFile file;
        private final Layout layout;
        private final RecordKeys keys;
        private RowCursor.Mark mark;

        Cursor(SourceFile file, Layout layout, RecordKeys keys, RowCursor.Mark from) {
            this.file = file;
            this.layout = layout;
            this.keys = keys;
            this.mark = from;
        }

        @Override
        public RowCursor.@Nullable FoundRow next() throws IOException {
            if (mark.number() > 1) {
                return null;
            }
            mark = new RowCursor.Mark(file.size(), 2, 0);
            ObjectClaim claim = new ObjectClaim(
                    sha256(file.path(), file.size()),
                    file.size(),
                    mediaType(file.path()),
                    layout.location() + file.name());
            RowOutcome outcome = keys.keyed(new Struct(ROW)
                    .put(FILE_NAME, file.name())
                    .put(OBJECT, ObjectStruct.of(claim, ObjectStruct.OPTIONAL)));
            return RowCursor.FoundRow.record(outcome, 1);
        }

        @Override
        public RowCursor.Mark mark() {
            return mark;
        }

        @Override
        public void close() {}
    }

    private static String mediaType(Path file) throws IOException {
        String known = Files.probeContentType(file);
        String guessed = known == null ? URLConnection.guessContentTypeFromName(String.valueOf(file)) : known;
        return guessed == null ? "application/octet-stream" : guessed;
    }

    private static String sha256(Path file, long size) throws IOException {
        MessageDigest digest = Hash.sha256();
        long read;
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            read = in.transferTo(OutputStream.nullOutputStream());
        }
        if (read != size) {
            throw new IOException(file + ": has " + read + " bytes, had " + size + " when it was taken up");
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
