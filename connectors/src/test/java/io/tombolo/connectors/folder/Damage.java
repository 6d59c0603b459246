package io.tombolo.connectors.folder;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Small files to be damaged: ids from 0 and names. */
final class Damage {

    private static final int ROWS = 9;

    private static final MessageType PARQUET = MessageTypeParser.parseMessageType(
            "message row { required int64 id; optional binary name (STRING); repeated int32 sizes; }");

    private Damage() {}

    /**
     * A good file.
     *
     * @param name by which its format is known
     * @param kind how it is compressed and encoded
     * @param rows that it holds
     * @param wholeParts lengths at which a part of it ends, with the rows before that
     * @param typed whether its columns are given, and so not found by reading it first
     * @param checked whether a checksum protects all of its values
     */
    @SuppressWarnings("ArrayRecordComponent") // is compared by nobody
    record Sample(
            String name,
            String kind,
            byte[] content,
            int rows,
            Map<Integer, Long> wholeParts,
            boolean typed,
            boolean checked) {

        byte[] bytes() {
            return content.clone();
        }

        boolean text() {
            return name.endsWith(".csv") || name.endsWith(".jsonl");
        }

        List<Object> names() {
            List<Object> names = new ArrayList<>();
            IntStream.range(0, rows).forEach(i -> names.add("n" + i));
            return names;
        }

        /**
         * Of text that is damaged, every line is a row; whatever else is damaged was meant to hold what it held. A file that ends where
         * a part of it ends is whole: nothing in it says how many parts there were.
         */
        long rowsIn(byte[] damaged) {
            if (!text()) {
                return wholeParts.getOrDefault(damaged.length, (long) rows);
            }
            String ends = name.endsWith(".csv") ? "[\r\n]+" : "\n";
            long lines = Stream.of(new String(damaged, StandardCharsets.ISO_8859_1).split(ends, -1))
                    .filter(line -> name.endsWith(".csv") ? !line.isEmpty() : !line.matches("[ \t]*\r?"))
                    .count();
            return name.endsWith(".csv") ? Math.max(0, lines - 1) : lines;
        }

        @Override
        public String toString() {
            return name + " " + kind + (typed ? " with given columns" : "");
        }
    }

    static Stream<Sample> samples(boolean all) throws IOException {
        List<Sample> samples = new ArrayList<>();
        byte[] csv = SampleFiles.csv(0, ROWS).getBytes(StandardCharsets.UTF_8);
        byte[] json = SampleFiles.json(0, ROWS).getBytes(StandardCharsets.UTF_8);
        for (boolean typed : new boolean[] {false, true}) {
            samples.add(new Sample("a.csv", "plain", csv, ROWS, Map.of(), typed, false));
            samples.add(new Sample("a.jsonl", "plain", json, ROWS, Map.of(), typed, false));
            samples.add(new Sample("a.csv.gz", "gzip", gzip(csv), ROWS, Map.of(), typed, true));
            samples.add(new Sample("a.jsonl.gz", "gzip", gzip(json), ROWS, Map.of(), typed, true));
            samples.add(new Sample("a.csv.gz", "two members", gzip(csv, 40), ROWS, twoMembers(csv, 40), typed, true));
        }
        for (CodecFactory codec : List.of(
                CodecFactory.nullCodec(),
                CodecFactory.deflateCodec(6),
                CodecFactory.snappyCodec(),
                CodecFactory.zstandardCodec(3),
                CodecFactory.zstandardCodec(3, true),
                CodecFactory.bzip2Codec())) {
            Map<Integer, Long> blocks = new HashMap<>();
            byte[] avro = avro(codec, blocks);
            samples.add(new Sample("a.avro", codec.toString(), avro, ROWS, blocks, false, false));
        }
        for (CompressionCodecName codec : List.of(CompressionCodecName.UNCOMPRESSED, CompressionCodecName.SNAPPY)) {
            boolean plain = codec == CompressionCodecName.UNCOMPRESSED;
            for (WriterVersion version : WriterVersion.values()) {
                for (boolean dictionary : new boolean[] {true, false}) {
                    for (boolean crc : new boolean[] {true, false}) {
                        boolean one =
                                plain ? crc != dictionary : version == WriterVersion.PARQUET_1_0 && !crc && dictionary;
                        if (all || one) {
                            samples.add(parquet(codec, version, dictionary, crc));
                        }
                    }
                }
            }
        }
        for (String arrow : all ? List.of("none", "gzip", "zstd", "lz4", "pages-v2") : List.of("gzip", "zstd", "lz4")) {
            try (InputStream in = Damage.class.getResourceAsStream("/parquet/" + arrow + ".parquet")) {
                samples.add(
                        new Sample("a.parquet", "of Arrow, " + arrow, in.readAllBytes(), 100, Map.of(), false, false));
            }
        }
        return samples.stream();
    }

    private static byte[] gzip(byte[] text) throws IOException {
        return gzip(text, text.length);
    }

    private static byte[] gzip(byte[] text, int first) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream member = new GZIPOutputStream(out)) {
            member.write(text, 0, first);
        }
        if (first < text.length) {
            try (OutputStream member = new GZIPOutputStream(out)) {
                member.write(text, first, text.length - first);
            }
        }
        return out.toByteArray();
    }

    private static Map<Integer, Long> twoMembers(byte[] text, int first) throws IOException {
        long lines = new String(text, 0, first, StandardCharsets.UTF_8).lines().count();
        return Map.of(gzip(Arrays.copyOf(text, first)).length, lines - 1);
    }

    /** In blocks of three. */
    private static byte[] avro(CodecFactory codec, Map<Integer, Long> blocks) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(SampleFiles.AVRO))) {
            writer.setCodec(codec).create(SampleFiles.AVRO, out);
            writer.flush();
            blocks.put(out.size(), 0L);
            for (int i = 0; i < ROWS; i++) {
                GenericRecord row = new GenericData.Record(SampleFiles.AVRO);
                row.put("id", (long) i);
                row.put("name", "n" + i);
                writer.append(row);
                if (i % 3 == 2) {
                    writer.flush();
                    blocks.put(out.size(), i + 1L);
                }
            }
        }
        return out.toByteArray();
    }

    /** In row groups of three. */
    private static Sample parquet(CompressionCodecName codec, WriterVersion version, boolean dictionary, boolean crc)
            throws IOException {
        Path file = Files.createTempDirectory("damage").resolve("a.parquet");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(PARQUET)
                .withWriterVersion(version)
                .withDictionaryEncoding(dictionary)
                .withPageWriteChecksumEnabled(crc)
                .withRowGroupRowCountLimit(3)
                .withCompressionCodec(codec)
                .build()) {
            for (int i = 0; i < ROWS; i++) {
                writer.write(new SimpleGroup(PARQUET)
                        .append("id", (long) i)
                        .append("name", "n" + i)
                        .append("sizes", i)
                        .append("sizes", i));
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        Files.delete(file.getParent());
        String kind = codec + " " + version + (dictionary ? " dictionary" : "") + (crc ? " checksums" : "");
        return new Sample("a.parquet", kind, bytes, ROWS, Map.of(), false, false);
    }
}
