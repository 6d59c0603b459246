package io.tombolo.house;

import com.sun.net.httpserver.HttpServer;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.merkle.cose.CoseReceipt;
import io.tombolo.publish.ConnectClient;
import io.tombolo.schemas.avro.BoundedAvro;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.InMemoryRegistry;
import io.tombolo.schemas.registry.SchemaSource;
import io.tombolo.schemas.serde.AvroDeserializer;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.evidence.EvidenceRecord;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.object.ObjectCheck;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.receipt.fabric.FabricReceiptVerifier;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.verdict.RecordPart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** A program with a small heap that reads what strangers may send, and prints what each reader says about it. */
final class HostileReaders {
    /** Zigzag of 2^31 - 1. */
    private static final String TWO_GIB = "feffffff0f";

    /** Zigzag of 2^40. */
    private static final String MANY = "808080808040";

    private static final String EMPTY = "{\"type\":\"record\",\"name\":\"E\",\"fields\":[]}";

    private HostileReaders() {}

    public static void main(String[] none) throws Exception {
        avro("text of 2 GiB", "\"string\"", hex(TWO_GIB));
        avro("bytes of 2 GiB", record("\"bytes\""), hex(TWO_GIB));
        avro("array of 2^31 numbers", array("\"long\""), hex(TWO_GIB));
        avro("array of 2^40 nothings", array("\"null\""), hex(MANY));
        avro("nothings in many blocks", array("\"null\""), blocks(60_000, 1000));
        avro("empty records in many blocks", array(EMPTY), blocks(60_000, 1000));
        avro("records that hold empty records", array(wide(1000)), blocks(60_000, 1));
        avro("map of 2^31 texts", "{\"type\":\"map\",\"values\":\"string\"}", hex(TWO_GIB));
        avro("fixed of 2 GiB", "{\"type\":\"fixed\",\"name\":\"F\",\"size\":2147483647}", new byte[0]);
        avro("fixed of 17 MiB", "{\"type\":\"fixed\",\"name\":\"F\",\"size\":17825792}", new byte[0]);
        avro("types in types in types", nested(10), new byte[0]);
        avro("a list as long as the body", list(), ones(200_000));
        avro(
                "a record that holds itself",
                "{\"type\":\"record\",\"name\":\"S\",\"fields\":[{\"name\":\"s\",\"type\":\"S\"}]}",
                new byte[0]);
        say("schema of 100,000 levels", () -> BoundedAvro.schema("[".repeat(100_000)));
        say("schema of 2 MiB", () -> BoundedAvro.schema("\"" + "x".repeat(2 << 20) + "\""));
        say("schema of many unions", () -> BoundedAvro.schema("[" + "[],".repeat(300_000) + "[]]"));
        say("evidence of 100,000 levels", () -> EvidenceFile.read(utf8("{\"a\":" + "[".repeat(100_000))));
        say("policy of many lists", () -> PolicyFile.read(utf8("{\"a\":[" + "[],".repeat(1_000_000) + "[]]}")));
        say("policy of 5 MiB", () -> PolicyFile.read(new byte[5 << 20]));
        for (int length : List.of(1 << 20, Integer.MAX_VALUE, -1)) {
            say("receipt of " + length + " zeros", () -> receipt(bomb(), length));
        }
        say("CBOR bytes of 2^40", () -> CoseReceipt.parse(hex("d2845b000001000000000000000000")));
        say("CBOR list of 2^31", () -> CoseReceipt.parse(hex("d29a7fffffff")));
        say("CBOR map of 2^62", () -> CoseReceipt.parse(hex("d2bb4000000000000000")));
        byte[] levels = new byte[60_000];
        Arrays.fill(levels, (byte) 0x81);
        say("CBOR of 60,000 levels", () -> CoseReceipt.parse(levels));
        answers("[" + "[],".repeat(2_000_000) + "[]]");
        answers("[".repeat(100_000));
        System.out.println("done");
    }

    /** Servers' answers, and what each client makes of them. */
    private static void answers(String body) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(utf8(body));
        }
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            exchange.sendResponseHeaders(200, packed.size());
            packed.writeTo(exchange.getResponseBody());
            exchange.close();
        });
        server.start();
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        String what = body.length() + " characters from ";
        say(what + "a read side", () -> new ProvenanceClient(uri).datasets());
        say(what + "a registry", () -> HttpRegistryClient.of(uri).subjects());
        say(what + "Connect", () -> new ConnectClient(uri.toString()).names());
        server.stop(0);
    }

    /** By each way in which a body of a schema is read. */
    private static void avro(String what, String schema, byte[] body) {
        InMemoryRegistry registry = new InMemoryRegistry();
        int id = registry.register("s", SchemaSource.of(schema), false);
        byte[] framed = ByteBuffer.allocate(5 + body.length)
                .put((byte) 0)
                .putInt(id)
                .put(body)
                .array();
        say(what, () -> new AvroDeserializer(registry).deserialize("t", framed));
        RecordPart value = new RecordPart(Optional.of(schema), Bytes.of(body));
        say(
                what + " in evidence",
                () -> ObjectCheck.claims(new EvidenceRecord(
                        0, Optional.empty(), Optional.empty(), Optional.of(value), Optional.empty())));
    }

    private static Object receipt(byte[] packed, int length) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(16 + packed.length)
                .put(utf8("TFR1"))
                .putInt(length)
                .put(packed);
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(Arrays.copyOf(bytes.array(), bytes.position()));
        bytes.put(sum, 0, 8);
        TreeMap<String, List<X509Certificate>> members = new TreeMap<>();
        members.put("A", List.of());
        LedgerTrust trust = new LedgerTrust("fabric:c/cc", "c", "cc", members, 1);
        throw new IllegalArgumentException(String.valueOf(
                new FabricReceiptVerifier().check(bytes.array(), trust).checks()));
    }

    /** 100 MB of zeros in 100 kB. */
    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed, new Deflater(9))) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 100; i++) {
                out.write(zeros);
            }
        }
        return packed.toByteArray();
    }

    private static void say(String what, Callable<?> reading) {
        String outcome;
        try {
            outcome = "read: " + (reading.call() == null ? "nothing" : "something");
        } catch (OutOfMemoryError e) {
            outcome = "OUT OF MEMORY";
        } catch (StackOverflowError e) {
            outcome = "STACK OVERFLOW";
        } catch (Exception e) {
            outcome = String.valueOf(e.getMessage())
                    .replaceAll("127.0.0.1:\\d+", "HOST")
                    .replace('\n', ' ');
        }
        System.out.println(what + ": " + outcome);
    }

    private static String record(String type) {
        return "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"f\",\"type\":" + type + "}]}";
    }

    private static String array(String items) {
        return "{\"type\":\"array\",\"items\":" + items + "}";
    }

    private static String list() {
        return "{\"type\":\"record\",\"name\":\"L\",\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"L\"]}]}";
    }

    /** A record of so many empty records. */
    private static String wide(int fields) {
        return "{\"type\":\"record\",\"name\":\"W\",\"fields\":["
                + IntStream.range(0, fields)
                        .mapToObj(i -> "{\"name\":\"f" + i + "\",\"type\":" + (i == 0 ? EMPTY : "\"E\"") + "}")
                        .collect(Collectors.joining(","))
                + "]}";
    }

    /** Types that each hold the next one ten times. */
    private static String nested(int levels) {
        String inner = EMPTY;
        String name = "E";
        for (int level = 1; level <= levels; level++) {
            String first = inner;
            String again = "\"" + name + "\"";
            name = "N" + level;
            inner = "{\"type\":\"record\",\"name\":\"" + name + "\",\"fields\":["
                    + IntStream.range(0, 10)
                            .mapToObj(i -> "{\"name\":\"f" + i + "\",\"type\":" + (i == 0 ? first : again) + "}")
                            .collect(Collectors.joining(","))
                    + "]}";
        }
        return inner;
    }

    /** So many blocks of so many items that take no bytes. */
    private static byte[] blocks(int items, int blocks) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < blocks; i++) {
            for (long rest = 2L * items; ; rest >>>= 7) {
                out.write((int) (rest > 127 ? ((rest & 127) | 128) : rest));
                if (rest <= 127) {
                    break;
                }
            }
        }
        out.write(0);
        return out.toByteArray();
    }

    private static byte[] ones(int count) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) 2);
        return bytes;
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
