package io.tombolo.distribution;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes one OCI image as a tar for each {@link Part}. Layers from what changes seldom to what changes with each commit: libraries of
 * others, Debezium's connector, Tombolo's own jars with the launcher. Nothing in an image may be written but its volume.
 */
final class Images {
    /** The base of an image that has the application's layers alone. */
    static final String SCRATCH = "scratch";

    /** Its folders belong to it, and nobody else has a name with this number. */
    static final String USER = "10001:10001";

    private static final Pattern DIGEST = Pattern.compile(".+@sha256:[0-9a-f]{64}");
    private static final AbsoluteUnixPath HOME = AbsoluteUnixPath.get("/opt/tombolo");
    private static final AbsoluteUnixPath STATE = AbsoluteUnixPath.get("/var/lib/tombolo");

    /** As in every jar of the build: {@code project.build.outputTimestamp}. */
    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");

    private final Path root;
    private final Path app;
    private final String version;
    private final String base;

    /**
     * @param root of the repository, built
     * @param base an image by its digest, or {@link #SCRATCH}
     */
    Images(Path root, String version, String base) {
        if (!base.equals(SCRATCH) && !DIGEST.matcher(base).matches()) {
            throw new IllegalArgumentException("tombolo.image.base " + base
                    + ": an image by its digest, as NAME:TAG@sha256:…, since a tag is another image tomorrow");
        }
        this.root = root;
        this.app = root.resolve("cli/target/app");
        this.version = version;
        this.base = base;
    }

    /** {@code ROOT VERSION BASE FOLDER} */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[3]));
        Images images = new Images(Path.of(arguments[0]), arguments[1], arguments[2]);
        for (Part part : Part.values()) {
            Path tar = folder.resolve(part.image() + "-" + arguments[1] + ".tar");
            System.out.println(tar + " " + images.write(part, tar, folder.resolve(".cache")));
        }
    }

    /** The digest of the image's manifest, {@code sha256:…}. */
    String write(Part part, Path tar, Path cache) throws Exception {
        JibContainerBuilder image = (base.equals(SCRATCH) ? Jib.fromScratch() : Jib.from(RegistryImage.named(base)))
                .setFormat(ImageFormat.OCI)
                .setPlatforms(Set.of(new Platform("amd64", "linux")))
                .setCreationTime(MADE)
                .setUser(USER)
                .setWorkingDirectory(STATE)
                .setVolumes(STATE)
                .setEntrypoint(HOME + "/tombolo")
                .setProgramArguments(part.command())
                .setExposedPorts(part.ports().stream().map(Port::tcp).collect(Collectors.toSet()))
                .setLabels(Map.of(
                        "org.opencontainers.image.title",
                        part.image(),
                        "org.opencontainers.image.version",
                        version,
                        "org.opencontainers.image.licenses",
                        "Apache-2.0",
                        "org.opencontainers.image.base.name",
                        base));
        image.addEnvironmentVariable("TOMBOLO_CDS", STATE + "/.classes");
        if (part != Part.NODE) {
            int ready = part.ports().get(part.ports().size() - 1);
            image.addEnvironmentVariable("TOMBOLO_READY_PORT", Integer.toString(ready));
        }
        for (FileEntriesLayer layer : layers()) {
            image.addFileEntriesLayer(layer);
        }
        Files.deleteIfExists(tar);
        return image.containerize(Containerizer.to(TarImage.at(tar).named(part.image() + ":" + version))
                        .setToolName("tombolo")
                        .setBaseImageLayersCache(cache)
                        .setApplicationLayersCache(cache))
                .getDigest()
                .toString();
    }

    private List<FileEntriesLayer> layers() throws IOException {
        Predicate<Path> ours = this::isOurs;
        FileEntriesLayer.Builder libraries = FileEntriesLayer.builder().setName("libraries");
        FileEntriesLayer.Builder connector = FileEntriesLayer.builder().setName("connector");
        FileEntriesLayer.Builder own = FileEntriesLayer.builder().setName("tombolo");
        for (Path jar : jars(ours.negate())) {
            add(libraries, jar, "lib/" + jar.getFileName());
        }
        Path plugins = app.resolve("plugins");
        for (Path file : files(plugins)) {
            add(connector, file, "lib/plugins/" + plugins.relativize(file));
        }
        for (Path jar : jars(ours)) {
            add(own, jar, "lib/" + jar.getFileName());
        }
        for (Path file : files(app.resolve("licenses"))) {
            add(own, file, "licenses/" + file.getFileName());
        }
        add(own, root.resolve("cli/target/sbom.json"), "sbom.json");
        add(own, root.resolve("tombolo"), "tombolo");
        add(own, root.resolve("docker/anchoring/ready"), "ready");
        add(own, root.resolve("docker/start-part"), "start-part");
        Path empty = Files.createDirectories(root.resolve("distribution/target/empty"));
        own.addEntry(empty, STATE, FilePermissions.fromOctalString("700"), MADE, USER);
        return List.of(libraries.build(), connector.build(), own.build());
    }

    private static void add(FileEntriesLayer.Builder layer, Path file, String name) {
        String mode = List.of("tombolo", "ready", "start-part").contains(name) ? "755" : "644";
        layer.addEntry(file, HOME.resolve(name), FilePermissions.fromOctalString(mode), MADE, "0:0");
    }

    private boolean isOurs(Path jar) {
        return jar.getFileName().toString().endsWith("-" + version + ".jar");
    }

    private List<Path> jars(Predicate<Path> which) throws IOException {
        return files(app).stream()
                .filter(file -> app.equals(file.getParent()) && file.toString().endsWith(".jar"))
                .filter(which)
                .toList();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !Arrays.asList(file.toString().split("/")).contains("cds"))
                    .sorted()
                    .toList();
        }
    }
}
