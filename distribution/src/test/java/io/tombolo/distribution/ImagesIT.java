package io.tombolo.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The images, without the base that brings Java: their content runs on this machine's Java. */
final class ImagesIT {
    private static final boolean ROOT = System.getProperty("user.name").equals("root");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path work = Path.of("unset");

    private static Images images = new Images(Built.ROOT, Built.VERSION, Images.SCRATCH);
    private static Path root = Path.of("unset");
    private static OciTar node;

    @BeforeAll
    static void build() throws Exception {
        assumeThat(Built.ROOT.resolve("cli/target/sbom.json"))
                .as("made by a build without -Pfast")
                .exists();
        // Its user has to reach what is unpacked.
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        node = image(Part.NODE, "cache");
        root = node.unpack(work.resolve("root"));
    }

    private static OciTar image(Part part, String cache) throws Exception {
        Path tar = Files.createTempFile(work, part.image(), ".tar");
        String digest = images.write(part, tar, work.resolve(cache));
        OciTar image = OciTar.open(tar, Files.createTempDirectory(work, "image"));
        Files.delete(tar);
        assertThat(image.digest()).isEqualTo(digest);
        return image;
    }

    @Test
    void twoBuildsGiveTheSameDigest() throws Exception {
        assertThat(image(Part.NODE, "another-cache").digest()).isEqualTo(node.digest());
    }

    @Test
    void aBaseIsNamedByItsDigest() {
        assertThatThrownBy(() -> new Images(Built.ROOT, Built.VERSION, "eclipse-temurin:25-jre"))
                .hasMessage(
                        "tombolo.image.base eclipse-temurin:25-jre: an image by its digest, as NAME:TAG@sha256:…, since a tag is "
                                + "another image tomorrow");
    }

    @Test
    void whatChangesSeldomIsInTheFirstLayers() throws Exception {
        List<Path> layers = node.layers();

        assertThat(layers).hasSize(3);
        assertThat(names(layers.get(0)))
                .anyMatch(name -> name.contains("kafka-clients-"))
                .noneMatch(name -> name.endsWith(own()));
        assertThat(names(layers.get(1)))
                .allMatch(name ->
                        "opt/tombolo/lib/plugins/".startsWith(name) || name.startsWith("opt/tombolo/lib/plugins/"));
        assertThat(names(layers.get(2))).contains("opt/tombolo/tombolo", "opt/tombolo/lib/tombolo" + own());
        assertThat(Files.size(layers.get(2)))
                .as("what a new commit adds, in bytes")
                .isLessThan(12_000_000);
        assertThat(Files.size(layers.get(0)) + Files.size(layers.get(1)) + Files.size(layers.get(2)))
                .as("an image without its base, in bytes")
                .isLessThan(130_000_000);
    }

    private static String own() {
        return "-" + Built.VERSION + ".jar";
    }

    private static List<String> names(Path layer) throws IOException {
        return Built.entries(layer).stream().map(TarArchiveEntry::getName).toList();
    }

    @Test
    void itsUserMayWriteInItsVolumeOnly() throws Exception {
        for (Path layer : node.layers()) {
            for (TarArchiveEntry entry : Built.entries(layer)) {
                boolean volume = entry.getName().equals("var/lib/tombolo/");
                assertThat(entry.getLongUserId()).as(entry.getName()).isEqualTo(volume ? 10001 : 0);
                assertThat(entry.getMode() & 0022)
                        .as("others may write %s", entry.getName())
                        .isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Part.class)
    void saysHowItIsRun(Part part) throws Exception {
        JsonNode config = image(part, "cache").config();

        assertThat(config.path("User").asText()).isEqualTo("10001:10001");
        assertThat(texts(config.path("Entrypoint"))).containsExactly("/opt/tombolo/tombolo");
        assertThat(texts(config.path("Cmd"))).isEqualTo(part.command());
        assertThat(config.path("Volumes").has("/var/lib/tombolo")).isTrue();
        for (int port : part.ports()) {
            assertThat(config.path("ExposedPorts").has(port + "/tcp"))
                    .as("%d", port)
                    .isTrue();
        }
        if (part != Part.NODE && part != Part.WITNESS) {
            List<String> command = new ArrayList<>(List.of(part.command().get(0), "--print-config"));
            assertThat(run(config, command).good().text()).contains("bootstrap.servers");
        }
    }

    @Test
    void aWitnessRunsAsItsUserWithoutWritingOutsideOfItsVolume() throws Exception {
        OciTar witness = image(Part.WITNESS, "cache");
        int http = freePort();
        int operations = freePort();
        Path volume = volume();
        Path config = Files.writeString(
                work.resolve("witness.yaml"),
                "name: witness.acme.example/w1\nkey: " + volume.resolve("key.pem") + "\nstateDir: "
                        + volume.resolve("state") + "\nhttp: {port: " + http + "}\noperations: {port: " + operations
                        + "}\n");
        List<String> command = texts(witness.config().path("Cmd")).stream()
                .map(word -> word.equals("/etc/tombolo/witness.yaml") ? config.toString() : word)
                .toList();
        run(witness.config(), List.of("witness", "--config", config.toString(), "--init"))
                .good();
        Path log = work.resolve("witness.log");

        Process process = shell(witness.config()).begin(log, command(command));
        try {
            await().atMost(Duration.ofMinutes(5))
                    .ignoreExceptions()
                    .until(() -> !process.isAlive() || get(operations, "/ready") == 200);

            assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
            assertThat(volume.resolve("key.pem")).exists();
            assertThat(volume.resolve("state")).exists();
            process.destroy();
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isEqualTo(143);
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    private static Path volume() throws IOException, InterruptedException {
        Path volume = root.resolve("var/lib/tombolo");
        Files.createDirectories(volume);
        return volume;
    }

    /** With the image's own environment, paths below the unpacked root. */
    private static Shell shell(JsonNode config) {
        Map<String, String> variables = new HashMap<>(Map.of("JAVA_HOME", System.getProperty("java.home")));
        for (String one : texts(config.path("Env"))) {
            String[] parts = one.split("=", 2);
            variables.put(parts[0], parts[1].startsWith("/") ? root + parts[1] : parts[1]);
        }
        return new Shell(work, variables);
    }

    private static Shell.Said run(JsonNode config, List<String> command) throws Exception {
        return shell(config).run(command(command));
    }

    /** As the image's user where this one may change to it; as root nothing would be refused. */
    private static String[] command(List<String> command) {
        List<String> all = new ArrayList<>();
        if (ROOT) {
            all.addAll(List.of("setpriv", "--reuid=10001", "--regid=10001", "--clear-groups"));
        }
        all.add(root + "/opt/tombolo/tombolo");
        all.addAll(command);
        return all.toArray(String[]::new);
    }

    private static int get(int port, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
