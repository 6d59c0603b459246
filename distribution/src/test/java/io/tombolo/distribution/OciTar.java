package io.tombolo.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An image in the OCI image layout, unpacked from its tar. */
final class OciTar {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final String digest;
    private final JsonNode manifest;
    private final JsonNode config;

    private OciTar(Path folder, String digest, JsonNode manifest, JsonNode config) {
        this.folder = folder;
        this.digest = digest;
        this.manifest = manifest;
        this.config = config;
    }

    static OciTar open(Path tar, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        tar("xf", tar, folder);
        assertThat(JSON.readTree(folder.resolve("oci-layout").toFile())
                        .path("imageLayoutVersion")
                        .asText())
                .isEqualTo("1.0.0");
        JsonNode index = JSON.readTree(folder.resolve("index.json").toFile());
        assertThat(index.path("manifests")).hasSize(1);
        String digest = index.path("manifests").path(0).path("digest").asText();
        JsonNode manifest = JSON.readTree(blob(folder, digest).toFile());
        JsonNode config = JSON.readTree(
                blob(folder, manifest.path("config").path("digest").asText()).toFile());
        return new OciTar(folder, digest, manifest, config);
    }

    String digest() {
        return digest;
    }

    /** What a container is started with: {@code User}, {@code Entrypoint} and so on. */
    JsonNode config() {
        return config.path("config");
    }

    List<Path> layers() {
        List<Path> layers = new ArrayList<>();
        manifest.path("layers")
                .forEach(layer -> layers.add(blob(folder, layer.path("digest").asText())));
        return layers;
    }

    /** The container's root, with the owners that the layers say. */
    Path unpack(Path root) throws IOException, InterruptedException {
        Files.createDirectories(root);
        for (Path layer : layers()) {
            tar("xzpf", layer, root);
        }
        return root;
    }

    private static Path blob(Path folder, String digest) {
        return folder.resolve("blobs").resolve(digest.replace(':', '/'));
    }

    private static void tar(String how, Path tar, Path into) throws IOException, InterruptedException {
        int status = new ProcessBuilder("tar", how, tar.toString(), "--numeric-owner", "-C", into.toString())
                .inheritIO()
                .start()
                .waitFor();
        assertThat(status).as("tar %s %s", how, tar).isZero();
    }
}
