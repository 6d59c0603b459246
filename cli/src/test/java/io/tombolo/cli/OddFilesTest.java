package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a file is, a command says in a line what is wrong with it, and names it. */
final class OddFilesTest {
    private static final Path VECTORS =
            Path.of(System.getProperty("tombolo.root", "..")).resolve("schemas/vectors/evidence");

    @TempDir
    Path temp = Path.of("unset");

    /** What a file's content is refused for, by a command that reads it. */
    @Test
    void contentThatIsNoneIsRefusedByName() throws IOException {
        Map<String, byte[]> contents = contents();
        Map<String, String> said = new TreeMap<>(Map.of(
                "empty", "must be one JSON object",
                "binary", "not UTF-8 text",
                "gzip", "not UTF-8 text",
                "cbor", "not UTF-8 text",
                "utf-16", "not UTF-8 text",
                "latin-1", "not UTF-8 text",
                "byte-order-mark", "no JSON at line 1, column 1",
                "deep", "nested deeper than 12",
                "number", "must be one JSON object"));
        said.put("two", "no JSON at line 1, column 4");
        said.put("zeros", "no JSON at line 1, column 2");
        said.put("cut-off", "no JSON at line ");
        said.put("another-version", ".format: ");
        assertThat(said.keySet()).isEqualTo(contents.keySet());

        for (Map.Entry<String, byte[]> content : contents.entrySet()) {
            Path file = Files.write(temp.resolve(content.getKey()), content.getValue());
            String why = said.getOrDefault(content.getKey(), "");

            refused(1, why, "verify", file.toString());
            refused(1, why, "explain", file.toString());
            refused(1, why, "export", file.toString(), "--form", "tlog-proof", "-o", temp.resolve("o") + "");
            refused(2, why, "policy", "check", file.toString());
            refused(2, why, "verify", VECTORS.resolve("good-anchored.json") + "", "--policy", file.toString());
            refused(2, why, audit(file));
        }
    }

    @Test
    void whatCanNotBeReadIsNamed() throws IOException {
        Path large = temp.resolve("large");
        try (RandomAccessFile sparse = new RandomAccessFile(large.toFile(), "rw")) {
            sparse.setLength(100_000_000);
        }
        Path loop = temp.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        Path dangling = Files.createSymbolicLink(temp.resolve("dangling"), temp.resolve("nowhere"));
        Map<Path, String> said = Map.of(
                large,
                "100,000,000 bytes, limit ",
                temp,
                "is not a file",
                loop,
                "is a link that leads to no file",
                dangling,
                "is a link that leads to no file");

        said.forEach((file, why) -> {
            for (String[] command : readers(file)) {
                // It takes a folder for the files in it.
                if (!Files.isDirectory(file) || !command[0].equals("verify")) {
                    refused(2, file + ": " + why, command);
                }
            }
        });
    }

    @Test
    void whatComesInByAPipeIsReadAsAFileIs() throws Exception {
        byte[] good = Files.readAllBytes(VECTORS.resolve("good-anchored.json"));
        Path pipe = temp.resolve("pipe");
        assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .as("mkfifo makes a pipe, on any POSIX system")
                .isZero();
        CompletableFuture<Path> writing = CompletableFuture.supplyAsync(() -> write(pipe, good));

        Shell.Said said = Shell.run("verify", pipe.toString());

        writing.join();
        assertThat(said.out()).startsWith("INTACT ");
        assertThat(said.exitCode()).isZero();
        refused(1, "must be one JSON object", "verify", "/dev/null");
        refused(2, "must be one JSON object", "policy", "check", "/dev/null");
        refused(2, "/dev/zero: more than 67,108,864 bytes, the limit", "verify", "/dev/zero");
        refused(2, "/dev/null: is not a file", audit(Path.of("/dev/null")));
    }

    @Test
    void aHyphenIsStandardInput() throws IOException {
        InputStream before = System.in;
        System.setIn(Files.newInputStream(VECTORS.resolve("good-anchored.json")));
        try {
            Shell.Said said = Shell.run("verify", "-");

            assertThat(said.out()).startsWith("INTACT ");
            assertThat(said.exitCode()).isZero();
        } finally {
            System.setIn(before);
        }
    }

    private static Path write(Path file, byte[] bytes) {
        try {
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aFileThatNobodyMayReadIsNamed() throws IOException {
        Path secret = Files.writeString(temp.resolve("secret"), "{}");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(secret))
                .as("this user may read everything, so nothing can be tested: run the tests as a user other than root")
                .isFalse();

        for (String[] command : readers(secret)) {
            refused(2, secret + ": can't be read: permission denied", command);
        }
    }

    @Test
    void aStateInAFolderThatIsNotThereIsRefusedBeforeTheAudit() {
        refused(2, "its folder is not there", audit(temp.resolve("no/such/folder/audit.state")));
        refused(2, "its folder is not there", audit(temp.resolve("nor\u0661/audit.state")));
    }

    private static void refused(int exitCode, String why, String... command) {
        Shell.Said said = Shell.run(command);

        String all = said.out() + said.err();
        assertThat(said.exitCode()).as(String.join(" ", command) + "\n" + all).isEqualTo(exitCode);
        assertThat(all).as(String.join(" ", command)).contains(why).doesNotContain("\tat ", "Exception");
        if (exitCode == 2) {
            assertThat(said.errLines()).as(String.join(" ", command)).hasSize(1);
        }
    }

    private List<String[]> readers(Path file) {
        return List.of(
                new String[] {"verify", file.toString()},
                new String[] {"explain", file.toString()},
                new String[] {"policy", "check", file.toString()},
                audit(file));
    }

    /** It looks at its files before it asks a server, so none is needed. */
    private String[] audit(Path state) {
        return new String[] {
            "audit",
            "--dataset",
            "acme.example/flights",
            "--server",
            "http://127.0.0.1:1",
            "--state-key",
            key().toString(),
            "--state",
            state.toString()
        };
    }

    private Path key() {
        try {
            return Files.write(temp.resolve("audit.key"), new byte[32]);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, byte[]> contents() throws IOException {
        byte[] good = Files.readAllBytes(VECTORS.resolve("good-anchored.json"));
        String text = new String(good, StandardCharsets.UTF_8);
        byte[] noise = new byte[5000];
        new Random(3).nextBytes(noise);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(good);
        }
        Map<String, byte[]> contents = new TreeMap<>();
        contents.put("empty", new byte[0]);
        contents.put("zeros", new byte[5000]);
        contents.put("binary", noise);
        contents.put("gzip", packed.toByteArray());
        // {"format": "tombolo-evidence/1"} and a byte string
        contents.put("cbor", new byte[] {(byte) 0xa1, 0x66, 'f', 'o', 'r', 'm', 'a', 't', 0x42, 1, (byte) 0xff});
        contents.put("utf-16", text.getBytes(StandardCharsets.UTF_16));
        contents.put("latin-1", "{\"format\": \"caf\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));
        contents.put("byte-order-mark", ("\ufeff" + text).getBytes(StandardCharsets.UTF_8));
        contents.put("deep", "[".repeat(50_000).getBytes(StandardCharsets.UTF_8));
        contents.put("number", "1e9".getBytes(StandardCharsets.UTF_8));
        contents.put("two", "{} {}".getBytes(StandardCharsets.UTF_8));
        contents.put("cut-off", text.substring(0, 700).getBytes(StandardCharsets.UTF_8));
        contents.put(
                "another-version",
                text.replace("tombolo-evidence/1", "tombolo-evidence/9").getBytes(StandardCharsets.UTF_8));
        return contents;
    }
}
