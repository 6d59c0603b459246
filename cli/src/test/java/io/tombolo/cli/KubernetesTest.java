package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tombolo.anchoring.kafka.OwnTopics;
import io.tombolo.house.DocPage;
import io.tombolo.schemas.contract.TopicSpec;
import io.tombolo.schemas.contract.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The chart and Strimzi's resources against the schemas of Kubernetes and Strimzi. What Helm rendered is kept beside this test, so that it is
 * checked without Helm too; with Helm on the PATH it is rendered and compared, or written again with {@code -Dtombolo.chart.write=true}.
 */
final class KubernetesTest {
    private static final Path FOLDER = DocPage.ROOT.resolve("kubernetes");
    private static final Path KEPT = DocPage.ROOT.resolve("cli/src/test/resources/io/tombolo/kubernetes");
    private static final ObjectMapper YAML = new YAMLMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NO_HELM =
            "helm is not on the PATH: go install helm.sh/helm/v3/cmd/helm@v3.20.0; what it rendered before was checked";

    @TempDir
    Path temp;

    private static List<JsonNode> documents(Path file) throws IOException {
        try (MappingIterator<JsonNode> all = YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
            return all.readAll().stream().filter(JsonNode::isObject).toList();
        }
    }

    /** One document a line. */
    private static List<JsonNode> kept(String values) throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        for (String line : Files.readAllLines(KEPT.resolve("chart-" + values + ".jsonl"))) {
            documents.add(JSON.readTree(line));
        }
        return documents;
    }

    private static JsonNode named(List<JsonNode> documents, String kind, String name) {
        return documents.stream()
                .filter(one -> one.path("kind").asText().equals(kind))
                .filter(one -> one.path("metadata").path("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
    }

    @Test
    void theChartIsWhatHelmRendered() throws Exception {
        assumeTrue(helm(List.of("version")).isPresent(), NO_HELM);
        for (String values : List.of("defaults", "everything")) {
            List<String> arguments = new ArrayList<>(
                    List.of("template", "acme", FOLDER.resolve("tombolo").toString()));
            arguments.addAll(List.of("--namespace", "tombolo", "--kube-version", "1.34.0"));
            if (values.equals("everything")) {
                arguments.addAll(
                        List.of("--values", KEPT.resolve("everything.yaml").toString()));
            }
            Path rendered = Files.writeString(
                    temp.resolve(values + ".yaml"), helm(arguments).orElseThrow());
            List<JsonNode> documents = documents(rendered);

            if (Boolean.getBoolean("tombolo.chart.write")) {
                Files.write(
                        KEPT.resolve("chart-" + values + ".jsonl"),
                        documents.stream().map(JsonNode::toString).toList());
            }
            assertThat(documents)
                    .as("chart with " + values + ": write it again with -Dtombolo.chart.write=true")
                    .isEqualTo(kept(values));
        }
        assertThat(helm(List.of("template", "x", FOLDER.resolve("tombolo").toString(), "--set", "anchoring.replica=3")))
                .isEmpty();
    }

    @Test
    void theChartsResourcesAreOnesOfKubernetes() throws IOException {
        KubernetesSchemas schemas = new KubernetesSchemas("kubernetes");

        for (JsonNode document : Stream.concat(kept("defaults").stream(), kept("everything").stream())
                .toList()) {
            if (document.path("kind").asText().equals("ServiceMonitor")) {
                continue; // of the Prometheus operator, whose schema is not here
            }
            assertThat(schemas.errors(document)).as(document.toString()).isEmpty();
        }
        assertThat(kept("everything"))
                .extracting(one -> one.path("kind").asText())
                .contains(
                        "StatefulSet",
                        "Deployment",
                        "PodDisruptionBudget",
                        "HorizontalPodAutoscaler",
                        "NetworkPolicy",
                        "ServiceMonitor");
        JsonNode wrong = YAML.readTree(
                "{apiVersion: apps/v1, kind: StatefulSet, spec: {replica: 2, selector: {}, template: {}}}");
        assertThat(schemas.errors(wrong)).anySatisfy(error -> assertThat(error).contains("replica"));
    }

    @Test
    void aPodIsAskedAtItsOwnPortsReadsOnlyFilesAndWritesOnlyItsVolumes() throws IOException {
        List<JsonNode> documents = kept("everything");
        Map<String, Integer> operations = Map.of("anchoring", 9464, "read-side", 9465, "push", 9466);

        operations.forEach((part, port) -> {
            String kind = part.equals("push") ? "Deployment" : "StatefulSet";
            JsonNode pod = named(documents, kind, "acme-" + part)
                    .path("spec")
                    .path("template")
                    .path("spec");
            JsonNode container = pod.path("containers").path(0);
            Map<String, Integer> ports = new TreeMap<>();
            container
                    .path("ports")
                    .forEach(one -> ports.put(
                            one.path("name").asText(), one.path("containerPort").asInt()));

            assertThat(ports).containsEntry("operations", port);
            assertThat(container
                            .path("readinessProbe")
                            .path("httpGet")
                            .path("path")
                            .asText())
                    .isEqualTo("/ready");
            for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
                assertThat(container.path(probe).path("httpGet").path("port").asText())
                        .isEqualTo("operations");
            }
            assertThat(pod.path("securityContext").path("runAsUser").asInt()).isEqualTo(10001);
            assertThat(container
                            .path("securityContext")
                            .path("readOnlyRootFilesystem")
                            .asBoolean())
                    .isTrue();
            container
                    .path("volumeMounts")
                    .forEach(mount -> assertThat(mount.path("readOnly").asBoolean())
                            .as(mount.toString())
                            .isEqualTo(mount.path("mountPath").asText().startsWith("/etc/tombolo/")));
            container
                    .path("env")
                    .forEach(one -> assertThat(one.path("valueFrom").has("secretKeyRef"))
                            .isFalse());
        });
    }

    @Test
    void thePartsAcceptTheirConfigurations() throws IOException {
        for (String part : List.of("anchoring", "read-side", "push")) {
            JsonNode data =
                    named(kept("everything"), "ConfigMap", "acme-" + part).path("data");
            Path file = Files.writeString(
                    temp.resolve(part + ".yaml"),
                    data.path(part + ".yaml").asText().replace("@INSTANCE@", "acme-" + part + "-0"));

            Shell.Said said = Shell.run(part, "--config", file.toString(), "--print-config");

            assertThat(said.err()).as(part).isEmpty();
            assertThat(said.exitCode()).as(part).isZero();
        }
    }

    @Test
    void strimzisResourcesAreOnesOfStrimzi() throws IOException {
        KubernetesSchemas schemas = new KubernetesSchemas("strimzi");
        List<JsonNode> documents = new ArrayList<>();
        for (String file : List.of("kafka", "connect", "topics", "users")) {
            documents.addAll(documents(FOLDER.resolve("strimzi/" + file + ".yaml")));
        }

        documents.forEach(document ->
                assertThat(schemas.errors(document)).as(document.toString()).isEmpty());
        assertThat(documents)
                .extracting(one -> one.path("kind").asText())
                .contains("Kafka", "KafkaNodePool", "KafkaConnect", "KafkaTopic", "KafkaUser");
        documents.stream()
                .filter(one -> one.path("kind").asText().matches("Kafka(Topic|User|NodePool)"))
                .forEach(one -> assertThat(one.path("metadata")
                                .path("labels")
                                .path("strimzi.io/cluster")
                                .asText())
                        .isEqualTo("tombolo"));
    }

    @Test
    void topicsHaveTheSettingsThatThePartsGiveThem() throws IOException {
        Map<String, Map<String, String>> topics = new TreeMap<>();
        for (JsonNode topic : documents(FOLDER.resolve("strimzi/topics.yaml"))) {
            JsonNode spec = topic.path("spec");
            assertThat(spec.path("partitions").asInt()).isEqualTo(1);
            assertThat(spec.path("replicas").asInt()).isEqualTo(3);
            Map<String, String> settings = new TreeMap<>();
            spec.path("config")
                    .properties()
                    .forEach(one -> settings.put(one.getKey(), one.getValue().asText()));
            topics.put(topic.path("metadata").path("name").asText(), settings);
        }

        Map<String, Map<String, String>> expected = new TreeMap<>();
        Stream.concat(OwnTopics.specs().stream(), Stream.of(Topics.keys())).forEach(spec -> {
            assertThat(spec.partitions()).isEqualTo(1);
            expected.put(spec.name(), new TreeMap<>(spec.settings()));
        });
        assertThat(topics).isEqualTo(expected);
        assertThat(OwnTopics.specs()).extracting(TopicSpec::name).contains(Topics.LOG, OwnTopics.LOGS);
    }

    @Test
    void usersAreWhatTheCommandPrints() throws IOException {
        Shell.Said said = Shell.run(
                "acls",
                "--strimzi",
                "tombolo",
                "--organisation",
                "acme.example",
                "connect",
                "publisher",
                "push",
                "anchoring",
                "read-side");

        assertThat(said.err()).isEmpty();
        String kept = Files.readString(FOLDER.resolve("strimzi/users.yaml"));
        assertThat(kept.substring(kept.indexOf("---\n")).lines())
                .containsExactlyElementsOf(said.out().lines().toList());
        assertThat(Shell.run("acls", "--strimzi", "tombolo", "--organisation", "acme.example", "push=Acme_Push")
                        .err())
                .contains("'Acme_Push' is not a name of a Kubernetes resource: at most 253 of a-z 0-9 - . are");
    }

    /** What Helm prints; empty when it fails or is not there. */
    private Optional<String> helm(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("helm"));
        command.addAll(arguments);
        Path out = temp.resolve("helm.out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(temp.resolve("helm.err").toFile())
                    .start();
            boolean good = process.waitFor(5, TimeUnit.MINUTES) && process.exitValue() == 0;
            return good ? Optional.of(Files.readString(out)) : Optional.empty();
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }
}
