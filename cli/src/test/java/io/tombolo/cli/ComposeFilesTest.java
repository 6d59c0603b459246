package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tombolo.house.DocPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The demonstration cluster's compose files name only what is there, and its parts accept their configurations; no engine is needed. */
final class ComposeFilesTest {
    private static final Path TOP = DocPage.ROOT.resolve("compose.yaml");
    private static final Pattern STAGE = Pattern.compile("(?m)^FROM \\S+ AS (\\S+)$");
    private static final Pattern TAG = Pattern.compile("!(reset|override) ?");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+):-((?:[^{}]|\\$\\{[^{}]*})*)}");
    private static final String TEMPORARY = "/tmp:exec";

    @TempDir
    Path temp;

    /** A service, and the file's folder from which its paths are. */
    private record Service(Path folder, Map<String, Object> is) {
        Map<String, Object> map(String key) {
            return ComposeFilesTest.map(is.getOrDefault(key, Map.of()));
        }

        List<String> list(String key) {
            return ComposeFilesTest.list(is.getOrDefault(key, List.of()));
        }
    }

    private final Map<String, Service> services = new TreeMap<>();
    private final Map<String, Object> volumes = new LinkedHashMap<>();

    @SuppressWarnings("unchecked") // as YAML gives it
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    private static List<String> list(Object value) {
        return ((List<?>) value).stream().map(String::valueOf).toList();
    }

    private static String interpolated(String text, Map<String, String> environment) {
        return VARIABLE.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(Optional.ofNullable(environment.get(found.group(1)))
                        .orElseGet(() -> interpolated(found.group(2), environment))));
    }

    private void read(Path file, Map<String, String> environment) {
        try {
            assertThat(file).as("an included file").exists();
            String text = TAG.matcher(Files.readString(file)).replaceAll("");
            Map<String, Object> tree = map(new Yaml().load(interpolated(text, environment)));
            Path folder = file.getParent();
            map(tree.getOrDefault("services", Map.of()))
                    .forEach((name, service) ->
                            services.put(name, new Service(folder, extended(folder, map(service)))));
            volumes.putAll(map(tree.getOrDefault("volumes", Map.of())));
            list(tree.getOrDefault("include", List.of()))
                    .forEach(other -> read(folder.resolve(other).normalize(), environment));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With what it has from the service that it extends. */
    private static Map<String, Object> extended(Path folder, Map<String, Object> service) {
        if (!service.containsKey("extends")) {
            return service;
        }
        Map<String, Object> other = map(service.get("extends"));
        try {
            Map<String, Object> tree =
                    map(new Yaml().load(Files.readString(folder.resolve((String) other.get("file")))));
            Map<String, Object> whole =
                    new LinkedHashMap<>(map(map(tree.get("services")).get(other.get("service"))));
            whole.putAll(service);
            return whole;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"apicurio", "confluent", "external"})
    void everythingThatIsNamedIsThere(String registry) throws IOException {
        read(TOP, Map.of("REGISTRY", registry));

        assertThat(services.keySet())
                .contains("kafka-0", "kafka-1", "kafka-2", "registry", "postgres", "connect-0", "connect-1")
                .contains("peer-carriers", "peer-weather", "peer-registry", "anchoring-0", "anchoring-1")
                .contains("read-side-0", "read-side-1", "balancer", "prometheus", "grafana");
        String dockerfile = Files.readString(DocPage.ROOT.resolve("docker/Dockerfile"));
        List<String> stages =
                STAGE.matcher(dockerfile).results().map(stage -> stage.group(1)).toList();
        services.forEach((name, service) -> {
            service.map("depends_on")
                    .keySet()
                    .forEach(other ->
                            assertThat(services).as(name + " depends on").containsKey(other));
            if (String.valueOf(service.is().get("network_mode")).startsWith("service:")) {
                assertThat(services).containsKey(((String) service.is().get("network_mode")).substring(8));
            }
            if (service.is().containsKey("build")) {
                assertThat(stages).as(name).contains((String)
                        service.map("build").get("target"));
            }
            for (String volume : service.list("volumes")) {
                String source = volume.split(":", -1)[0];
                assertThat(
                                source.startsWith(".")
                                        ? Files.exists(service.folder().resolve(source))
                                        : volumes.containsKey(source))
                        .as(name + " mounts " + volume)
                        .isTrue();
            }
            checkScript(name, service);
        });
    }

    /** The first word of an entry point below /opt/setup and /opt/fabric is a script that is mounted there. */
    private static void checkScript(String name, Service service) {
        Object entry = service.is().getOrDefault("entrypoint", List.of());
        String first = list(entry).stream().findFirst().orElse("");
        if (first.startsWith("/opt/setup/") || first.startsWith("/opt/fabric/")) {
            Path script = service.list("volumes").stream()
                    .map(volume -> volume.split(":", -1))
                    .filter(volume -> first.equals(volume[1]) || first.startsWith(volume[1] + "/"))
                    .map(volume -> service.folder().resolve(volume[0] + first.substring(volume[1].length())))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(name + " mounts no " + first));
            assertThat(script).isExecutable();
        }
    }

    @Test
    void longRunningServicesOfOursAreHardened() {
        read(TOP, Map.of());

        services.forEach((name, service) -> {
            assertThat(service.is()).as(name).containsKey("mem_limit").containsKey("image");
            list(service.is().getOrDefault("ports", List.of()))
                    .forEach(port -> assertThat(port).as(name).startsWith("127.0.0.1:"));
            if (name.matches("(kafka|connect|anchoring|read-side)-[0-9]")) {
                assertThat(service.is())
                        .as(name)
                        .containsEntry("read_only", true)
                        .containsEntry("cap_drop", List.of("ALL"));
                assertThat(service.list("tmpfs")).as(name).containsExactly(TEMPORARY);
                assertThat(service.is().get("restart")).as(name).isEqualTo("unless-stopped");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"anchoring", "read-side"})
    void thePartsAcceptTheirConfigurations(String part) throws IOException {
        String text = Files.readString(DocPage.ROOT.resolve("docker/" + part + "/" + part + ".yaml"));
        Path file = Files.writeString(
                temp.resolve(part + ".yaml"),
                text.replace("@REGISTRY_URL@", "http://registry:8081").replace("@INSTANCE@", "1"));

        Shell.Said said = Shell.run(part, "--config", file.toString(), "--print-config");

        assertThat(said.err()).isEmpty();
        assertThat(said.exitCode()).isZero();
        assertThat(text)
                .contains("sasl.jaas.config: ${file:/clients/users/tombolo-" + part + ".properties:sasl.jaas.config}");
    }

    @Test
    void prometheusAsksEveryPartOfOurs() throws IOException {
        read(TOP, Map.of());

        String scraped = Files.readString(DocPage.ROOT.resolve("docker/observability/cluster-prometheus.yaml"));
        services.keySet().stream()
                .filter(name -> name.matches("(anchoring|read-side)-[0-9]"))
                .forEach(name -> assertThat(scraped).contains("'" + name + ":"));
        String balanced = Files.readString(DocPage.ROOT.resolve("docker/read-side/haproxy.cfg"));
        assertThat(balanced).contains("read-side-0:8480 check port 9465", "read-side-1:8480 check port 9465");
    }

    @Test
    void composeItselfAcceptsThem() throws Exception {
        List<String> compose = Stream.of(List.of("docker", "compose"), List.of("docker-compose"))
                .filter(command -> ended(command, "version") == 0)
                .findFirst()
                .orElse(List.of());
        assumeTrue(
                !compose.isEmpty(),
                "neither `docker compose` nor `docker-compose` is on the PATH: install Docker's compose plugin, no engine is needed");

        assertThat(ended(compose, "-f", TOP.toString(), "config", "--quiet")).isZero();
    }

    private int ended(List<String> command, String... arguments) {
        try {
            List<String> whole = new ArrayList<>(command);
            whole.addAll(List.of(arguments));
            Process process = new ProcessBuilder(whole)
                    .redirectErrorStream(true)
                    .redirectOutput(temp.resolve("compose.out").toFile())
                    .start();
            return process.waitFor(5, TimeUnit.MINUTES) ? process.exitValue() : -1;
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }
}
