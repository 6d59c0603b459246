package io.tombolo.connectors.folder;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Files of rows {@code id, name} in every format, with ids from one number to before another. */
public final class SampleFiles {

    public static final Schema AVRO = new Schema.Parser().parse("""
                    {"type": "record", "name": "Drop", "namespace": "elsewhere", "fields": [
                      {"name": "id", "type": "long"},
                      {"name": "name", "type": ["null", "string"], "default": null},
                      {"name": "at", "type": ["null", {"type": "long", "logicalType": "timestamp-micros"}], "default": null}]}
                    """);

    private static final MessageType PARQUET = MessageTypeParser.parseMessageType("""
            message drop {
              required int64 id;
              optional binary name (STRING);
              optional int32 day (DATE);
              optional fixed_len_byte_array(5) price (DECIMAL(10,2));
              optional int64 at (TIMESTAMP(MICROS,true));
              optional group tags (LIST) { repeated group list { optional binary element (STRING); } }
              optional group sizes (MAP) { repeated group key_value { required binary key (STRING); optional double value; } }
              optional group place { required double lat; optional double lon; }
            }
            """);

    private SampleFiles() {}

    public static String csv(int from, int to) {
        StringBuilder text = new StringBuilder("id,name\n");
        for (int i = from; i < to; i++) {
            text.append(i).append(",n").append(i).append('\n');
        }
        return text.toString();
    }

    public static String json(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append("{\"id\": ")
                    .append(i)
                    .append(", \"name\": \"n")
                    .append(i)
                    .append("\"}\n");
        }
        return text.toString();
    }

    public static Path gzip(Path file, String text, Charset charset) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(charset));
        }
        return file;
    }

    public static Path gzip(Path file, String text) throws IOException {
        return gzip(file, text, StandardCharsets.UTF_8);
    }

    public static Path avro(Path file, int from, int to, int syncInterval) throws IOException {
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(AVRO))) {
            writer.setCodec(CodecFactory.deflateCodec(3)).setSyncInterval(syncInterval);
            writer.create(AVRO, file.toFile());
            for (int i = from; i < to; i++) {
                GenericRecord row = new GenericData.Record(AVRO);
                row.put("id", (long) i);
                row.put("name", "n" + i);
                row.put("at", 1_357_034_400_000_001L + i);
                writer.append(row);
            }
        }
        return file;
    }

    public static Path parquet(Path file, int from, int to, long rowGroupBytes) throws IOException {
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(PARQUET)
                .withRowGroupSize(rowGroupBytes)
                .withPageSize(1024)
                .withMinRowCountForPageSizeCheck(10)
                .withCompressionCodec(CompressionCodecName.SNAPPY)
                .build()) {
            for (int i = from; i < to; i++) {
                Group row = new SimpleGroup(PARQUET).append("id", (long) i).append("name", "n" + i);
                row.append("day", 15_706).append("at", 1_357_034_400_000_001L);
                row.add(
                        "price",
                        org.apache.parquet.io.api.Binary.fromConstantByteArray(new byte[] {0, 0, 0, 4, (byte) 0xD2}));
                Group tags = row.addGroup("tags");
                tags.addGroup("list").append("element", "x");
                tags.addGroup("list");
                row.addGroup("sizes").addGroup("key_value").append("key", "a").append("value", 1.5);
                row.addGroup("place").append("lat", 47.0);
                writer.write(row);
            }
        }
        return file;
    }

    /** Rows with these names and ids from 1, in the format that the file's name says. */
    public static Path named(Path file, List<String> names) throws IOException {
        String path = file.toString();
        if (path.endsWith(".avro")) {
            try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(AVRO))) {
                writer.create(AVRO, file.toFile());
                for (int i = 0; i < names.size(); i++) {
                    GenericRecord row = new GenericData.Record(AVRO);
                    row.put("id", i + 1L);
                    row.put("name", names.get(i));
                    writer.append(row);
                }
            }
        } else if (path.endsWith(".parquet")) {
            try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                    .withConf(new PlainParquetConfiguration())
                    .withType(PARQUET)
                    .build()) {
                for (int i = 0; i < names.size(); i++) {
                    writer.write(new SimpleGroup(PARQUET).append("id", i + 1L).append("name", names.get(i)));
                }
            }
        } else {
            StringBuilder text = new StringBuilder(path.endsWith(".csv") ? "id,name\n" : "");
            for (int i = 0; i < names.size(); i++) {
                text.append(
                        path.endsWith(".csv")
                                ? (i + 1) + "," + names.get(i) + "\n"
                                : "{\"id\":" + (i + 1) + ",\"name\":\"" + names.get(i) + "\"}\n");
            }
            if (path.endsWith(".gz")) {
                gzip(file, text.toString());
            } else {
                Files.writeString(file, text);
            }
        }
        return file;
    }
}
