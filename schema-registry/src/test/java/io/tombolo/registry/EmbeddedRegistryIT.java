package io.tombolo.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.kafka.EmbeddedKafkaConfig;
import io.tombolo.schemas.commit.Commitment;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.registry.Compatibility;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistryException;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import io.tombolo.schemas.registry.SchemaSource;
import io.tombolo.schemas.registry.SubjectVersion;
import io.tombolo.schemas.serde.AvroDeserializer;
import io.tombolo.schemas.serde.AvroSerializer;
import io.tombolo.schemas.serde.KafkaHeaders;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRegistryIT {

    @TempDir
    static Path dir;

    private static EmbeddedKafka kafka;
    private static EmbeddedRegistry registry;
    private static HttpRegistryClient client;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.loopback(dir));
        registry = EmbeddedRegistry.start(config("schemas"));
        client = HttpRegistryClient.of(registry.uri());
    }

    @AfterAll
    static void stop() {
        registry.close();
        kafka.close();
    }

    @Test
    void givesASchemaOneIdInEverySubject() {
        int id = client.register("one-a", record("One", "x"), false);

        assertThat(client.register("one-a", record("One", "x"), false)).isEqualTo(id);
        assertThat(client.register("one-b", record("One", "x"), false)).isEqualTo(id);
        assertThat(client.register(
                        "one-b", SchemaSource.of(spaced(record("One", "x").text())), false))
                .isEqualTo(id);
        assertThat(client.register("one-c", record("Other", "x"), false)).isNotEqualTo(id);
        assertThat(client.byId(id)).contains(record("One", "x"));
        assertThat(client.byId(987_654)).isEmpty();
        assertThat(client.idOf("one-a", record("One", "x"), false)).hasValue(id);
        assertThat(client.idOf("one-a", record("One", "y"), false)).isEmpty();
        assertThat(client.idOf("one-nowhere", record("One", "x"), false)).isEmpty();
        assertThat(client.latest("one-a")).map(SubjectVersion::id).contains(id);
        assertThat(client.latest("one-nowhere")).isEmpty();
        assertThat(client.subjects()).contains("one-a", "one-b", "one-c");
    }

    @Test
    void refusesWhatOldReadersCouldNotFollow() {
        SchemaSource first =
                SchemaSource.of("{\"type\":\"record\",\"name\":\"C\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"}]}");
        SchemaSource noDefault = SchemaSource.of(
                "{\"type\":\"record\",\"name\":\"C\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"b\",\"type\":\"int\"}]}");
        client.register("c", first, false);

        assertThat(client.isCompatible("c", noDefault)).isFalse();
        assertThatThrownBy(() -> client.register("c", noDefault, false))
                .isInstanceOfSatisfying(
                        RegistryException.Refused.class,
                        e -> assertThat(e.code()).isEqualTo(409))
                .hasMessageContaining("READER_FIELD_MISSING_DEFAULT_VALUE");

        client.setCompatibility("c", Compatibility.NONE);
        assertThat(client.isCompatible("c", noDefault)).isTrue();
        assertThat(client.register("c", noDefault, false)).isPositive();
    }

    @Test
    void refusesWhatIsNoSchema() {
        assertThatThrownBy(() -> client.register("bad", SchemaSource.of("{\"type\":\"recrod\"}"), false))
                .isInstanceOfSatisfying(
                        RegistryException.Refused.class,
                        e -> assertThat(e.code()).isEqualTo(42201));
    }

    @Test
    void saysHowLargeASchemaMayBe() {
        assertThatThrownBy(() -> client.register("large", longer(2 << 20), false))
                .isInstanceOf(RegistryException.Refused.class)
                .hasMessageEndingWith("refused with 42201: Invalid schema: schema: "
                        + longer(2 << 20).text().length() + " characters, limit 1048576");
        assertThatThrownBy(() -> client.register("large", longer(5 << 20), false))
                .isInstanceOf(RegistryException.Refused.class)
                .hasMessageEndingWith("refused with 413: Request over the limit of 3145728 bytes");
    }

    @Test
    void keepsARecursiveSchemaAndNamesAClash() {
        String list = "{\"type\":\"record\",\"name\":\"L\",\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"L\"]}]}";
        String fixed = "{\"type\":\"fixed\",\"name\":\"F\",\"size\":1}";

        assertThat(client.byId(client.register("list", SchemaSource.of(list), false)))
                .contains(SchemaSource.of(list));
        assertThatThrownBy(() -> client.register("clash", SchemaSource.of("[" + fixed + "," + fixed + "]"), false))
                .isInstanceOf(RegistryException.Refused.class)
                .hasMessageEndingWith("refused with 42201: Invalid schema: name 'F': defined twice");
    }

    @Test
    void comesBackWithTheSameSchemasAfterARestart() {
        try (EmbeddedRegistry before = EmbeddedRegistry.start(config("restart"))) {
            HttpRegistryClient first = HttpRegistryClient.of(before.uri());
            first.register("r", record("R", "x"), false);
            first.setCompatibility("r", Compatibility.FULL_TRANSITIVE);
        }

        try (EmbeddedRegistry after = EmbeddedRegistry.start(config("restart"))) {
            HttpRegistryClient second = HttpRegistryClient.of(after.uri());
            assertThat(second.latest("r")).contains(new SubjectVersion("r", 1, 1, record("R", "x")));
            assertThat(get(after.uri() + "/config/r").body()).isEqualTo("{\"compatibilityLevel\":\"FULL_TRANSITIVE\"}");
        }
    }

    @Test
    void twoOnOneTopicNeverGiveOneIdToTwoSchemas() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (EmbeddedRegistry left = EmbeddedRegistry.start(config("two"));
                EmbeddedRegistry right = EmbeddedRegistry.start(config("two"))) {
            List<HttpRegistryClient> clients =
                    List.of(HttpRegistryClient.of(left.uri()), HttpRegistryClient.of(right.uri()));
            List<Callable<Map.Entry<Integer, String>>> tasks = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                HttpRegistryClient to = clients.get(i % 2);
                String name = "T" + i / 4; // each schema from both sides, twice
                String subject = "s" + i % 3;
                tasks.add(() -> Map.entry(to.register(subject, record(name, "x"), false), name));
            }
            clients.get(0).setCompatibility("s0", Compatibility.NONE);
            clients.get(0).setCompatibility("s1", Compatibility.NONE);
            clients.get(0).setCompatibility("s2", Compatibility.NONE);
            while (!get(right.uri() + "/config/s2").body().contains("NONE")) {
                Thread.onSpinWait();
            }

            Map<Integer, List<String>> names = threads.invokeAll(tasks).stream()
                    .map(EmbeddedRegistryIT::value)
                    .collect(Collectors.groupingBy(
                            Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));

            assertThat(names).hasSize(20);
            assertThat(names.values())
                    .allSatisfy(same -> assertThat(same).hasSize(4).containsOnly(same.get(0)));
            for (int id : names.keySet()) {
                assertThat(clients.get(0).byId(id)).isEqualTo(clients.get(1).byId(id));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void neverDeniesWhatAnotherOnItsTopicHasJustTaken() {
        try (EmbeddedRegistry left = EmbeddedRegistry.start(config("fresh"));
                EmbeddedRegistry right = EmbeddedRegistry.start(config("fresh"))) {
            HttpRegistryClient writer = HttpRegistryClient.of(left.uri());
            HttpRegistryClient reader = HttpRegistryClient.of(right.uri());

            for (int i = 0; i < 200; i++) {
                SchemaSource schema = record("Fresh" + i, "x");
                int id = writer.register("fresh-" + i, schema, false);

                assertThat(reader.byId(id)).contains(schema);
                assertThat(reader.idOf("fresh-" + i, schema, false)).hasValue(id);
            }
        }
    }

    @Test
    void keepsReferences() {
        client.register("inner", record("In", "x"), false);
        SchemaSource outer = new SchemaSource(
                "{\"type\":\"record\",\"name\":\"Out\",\"fields\":[{\"name\":\"in\",\"type\":\"In\"}]}",
                List.of(new SchemaSource.Reference("In", "inner", 1)));

        int id = client.register("outer", outer, false);

        assertThat(client.byId(id)).contains(outer);
        assertThat(get(registry.uri() + "/subjects/inner/versions/1/referencedby")
                        .body())
                .isEqualTo("[" + id + "]");
        assertThat(request("DELETE", registry.uri() + "/subjects/inner", "").body())
                .contains("42206");
    }

    @Test
    void servesOurSerializers() {
        Schema schema = new Schema.Parser().parse(record("Ser", "x").text());
        GenericData.Record record = new GenericData.Record(schema);
        record.put("x", 5);
        Map<String, Object> settings =
                Map.of("schema.registry.url", registry.uri().toString());
        try (AvroSerializer serializer = new AvroSerializer();
                AvroDeserializer deserializer = new AvroDeserializer()) {
            serializer.configure(settings, false);
            deserializer.configure(settings, false);

            byte[] bytes = serializer.serialize("topic", record);

            assertThat(deserializer.deserialize("topic", bytes)).isEqualTo(record);
        }
    }

    @Test
    void answersAsConfluentDoes() {
        String uri = registry.uri().toString();
        client.register("life", record("Life", "x"), false);

        assertThat(get(uri + "/").body()).isEqualTo("{}");
        assertThat(get(uri + "/schemas/types").body()).isEqualTo("[\"AVRO\"]");
        assertThat(get(uri + "/config").body()).isEqualTo("{\"compatibilityLevel\":\"BACKWARD\"}");
        assertThat(get(uri + "/mode").body()).isEqualTo("{\"mode\":\"READWRITE\"}");
        assertThat(get(uri + "/config/nowhere").body()).contains("40408");
        assertThat(get(uri + "/config/nowhere?defaultToGlobal=true").body()).contains("BACKWARD");
        assertThat(get(uri + "/schemas/ids/99999").body()).contains("40403");
        assertThat(get(uri + "/subjects/nowhere/versions").body()).contains("40401");
        assertThat(get(uri + "/subjects/life/versions/9").body()).contains("40402");
        assertThat(get(uri + "/subjects/life/versions/x").body()).contains("42202");
        assertThat(get(uri + "/subjects/life/versions/latest/schema").body()).startsWith("{\"type\":\"record\"");
        assertThat(get(uri + "/nowhere").statusCode()).isEqualTo(404);
        assertThat(request("PUT", uri + "/config/life", "{\"compatibility\":\"SOME\"}")
                        .body())
                .contains("42203");
        assertThat(request("PUT", uri + "/subjects", "{}").statusCode()).isEqualTo(405);
        assertThat(request("POST", uri + "/subjects/life/versions", "[").statusCode())
                .isEqualTo(400);

        assertThat(request("DELETE", uri + "/subjects/life?permanent=true", "").body())
                .contains("40405");
        assertThat(request("DELETE", uri + "/subjects/life", "").body()).isEqualTo("[1]");
        assertThat(request("DELETE", uri + "/subjects/life", "").body()).contains("40404");
        assertThat(get(uri + "/subjects/life/versions").body()).contains("40401");
        assertThat(get(uri + "/subjects/life/versions?deleted=true").body()).isEqualTo("[1]");
        assertThat(request("DELETE", uri + "/subjects/life?permanent=true", "").body())
                .isEqualTo("[1]");
        assertThat(get(uri + "/subjects/life/versions?deleted=true").body()).contains("40401");
    }

    @Test
    void checksAgainstAllVersionsOnlyWhereThatIsTheRule() {
        SchemaSource text = withDefault("\"string\"", "\"\"");
        for (Compatibility level : List.of(Compatibility.BACKWARD, Compatibility.BACKWARD_TRANSITIVE)) {
            String subject = "came-back-" + level;
            client.setCompatibility(subject, level);
            client.register(subject, withDefault("\"int\"", "0"), false);
            client.register(subject, record("Back", "x"), false);

            assertThat(client.isCompatible(subject, text)).isEqualTo(level == Compatibility.BACKWARD);
        }
    }

    @Test
    void takesNoSchemasWhileReadOnly() {
        String uri = registry.uri().toString();
        request("PUT", uri + "/mode/still", "{\"mode\":\"READONLY\"}");

        assertThatThrownBy(() -> client.register("still", record("Still", "x"), false))
                .isInstanceOfSatisfying(
                        RegistryException.Refused.class,
                        e -> assertThat(e.code()).isEqualTo(42205));
    }

    @Test
    void takesSubjectsWithAnyCharacters() {
        String odd = "a/b c+d%e?f#ä";

        int id = client.register(odd, record("Odd", "x"), false);

        assertThat(client.latest(odd)).map(SubjectVersion::id).contains(id);
        assertThat(client.subjects()).contains(odd);
    }

    @Test
    void confluentsPythonClientPasses() throws Exception {
        String python = System.getenv().getOrDefault("TOMBOLO_PYTHON", "python3");
        Path script = Path.of(
                System.getProperty("tombolo.root", ".."), "schema-registry/src/test/python/confluent_client.py");
        Process process;
        try {
            process = new ProcessBuilder(
                            python, "-B", script.toString(), registry.uri().toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            skip("no " + python + " here");
            return;
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        int exit = process.waitFor();

        if (exit == 77) {
            skip(said.strip());
        }
        assertThat(exit).as(said).isZero();
        assertReadsWhatPythonFramedWithAGuid(said);
    }

    /** The script prints what Confluent's Python serializer put into the header, and the body. */
    private static void assertReadsWhatPythonFramedWithAGuid(String said) {
        Matcher printed = Pattern.compile("HEADER (\\S+) BODY (\\S+)").matcher(said);
        assertThat(printed.find()).as(said).isTrue();
        Headers headers =
                new RecordHeaders().add(Frame.VALUE_HEADER, HexFormat.of().parseHex(printed.group(1)));
        byte[] body = HexFormat.of().parseHex(printed.group(2));
        byte[] hash = new byte[Commitment.LENGTH];
        try (AvroDeserializer deserializer = new AvroDeserializer(client)) {
            assertThat(deserializer.deserialize("py-outer", headers, body))
                    .hasToString("{\"in\": {\"x\": 5}, \"note\": \"long enough\"}");
        }
        byte form = new Committer(new RegistrySchemaHashes(client), PartFormat.RAW, PartFormat.AVRO)
                .commit(null, body, new KafkaHeaders().of(headers), hash, 0);
        assertThat(form).isEqualTo(Commitment.AS_REGISTERED);
    }

    private static void skip(String why) {
        System.err.println("SKIPPED: Confluent's Python client was not run: " + why);
        Assumptions.abort(why);
    }

    @Test
    void namesThePortThatIsInUse() {
        int port = registry.uri().getPort();

        assertThatThrownBy(() -> EmbeddedRegistry.start(new RegistryConfig(
                        "127.0.0.1", port, Map.of("bootstrap.servers", kafka.bootstrapServers()), "schemas")))
                .isInstanceOf(RegistryStartException.class)
                .hasMessageStartingWith("schema registry: port " + port + " on 127.0.0.1: in use");
    }

    private static RegistryConfig config(String topic) {
        return new RegistryConfig("127.0.0.1", 0, Map.of("bootstrap.servers", kafka.bootstrapServers()), topic);
    }

    private static SchemaSource record(String name, String field) {
        return SchemaSource.of("{\"type\":\"record\",\"name\":\"" + name + "\",\"fields\":[{\"name\":\"" + field
                + "\",\"type\":\"int\"}]}");
    }

    private static SchemaSource longer(int characters) {
        return SchemaSource.of("{\"type\":\"int\",\"note\":\"" + "x".repeat(characters) + "\"}");
    }

    private static SchemaSource withDefault(String type, String value) {
        return SchemaSource.of("{\"type\":\"record\",\"name\":\"Back\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"},"
                + "{\"name\":\"gone\",\"type\":" + type + ",\"default\":" + value + "}]}");
    }

    private static String spaced(String json) {
        return json.replace(",", " ,\n ").replace(":", " : ");
    }

    private static <T> T value(Future<T> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static HttpResponse<String> get(String uri) {
        return request("GET", uri, "");
    }

    private static HttpResponse<String> request(String method, String uri, String body) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(uri))
                                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
