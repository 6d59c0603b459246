package io.tombolo.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.schemas.canonical.CanonicalSchema;
import io.tombolo.schemas.registry.Compatibility;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistryException;
import io.tombolo.schemas.registry.SchemaSource;
import io.tombolo.schemas.registry.SubjectVersion;
import io.tombolo.schemas.serde.AvroDeserializer;
import io.tombolo.schemas.serde.AvroSerializer;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one registry takes, refuses and answers. */
@ExtendWith(Broker.class)
class EmbeddedRegistryIT {

    private static EmbeddedRegistry registry;
    private static HttpRegistryClient client;

    @BeforeAll
    static void start() {
        registry = EmbeddedRegistry.start(Broker.registry("schemas"));
        client = HttpRegistryClient.of(registry.uri());
    }

    @AfterAll
    static void stop() {
        registry.close();
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e400",
                "-1e400",
                "123456789012345678901234567890123456789",
                "0.1234567890123456789012345",
                "1e-400"
            })
    void servesNumbersAsTheyWereRegistered(String number) {
        String text =
                "{\"type\":\"record\",\"name\":\"N\",\"fields\":[{\"name\":\"x\",\"type\":{\"type\":\"string\",\"limit\":"
                        + number + "}}]}";
        String subject = "number " + number;

        int id = client.register(subject, SchemaSource.of(text), false);

        SchemaSource served = client.byId(id).orElseThrow();
        assertThat(CanonicalSchema.of(served.text())).isEqualTo(CanonicalSchema.of(text));
        assertThat(client.register(subject, SchemaSource.of(text), false)).isEqualTo(id);
        assertThat(client.latest(subject).orElseThrow().version()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "-1e99999999999", "1e-99999999999"})
    void refusesNumbersThatNobodyCanHold(String number) {
        String text = "{\"type\":\"string\",\"limit\":" + number + "}";

        assertThatThrownBy(() -> client.register("out of range", SchemaSource.of(text), false))
                .isInstanceOfSatisfying(
                        RegistryException.Refused.class,
                        e -> assertThat(e.code()).isEqualTo(42201))
                .hasMessageContaining("Invalid schema: ");
    }

    @Test
    void refusesAFixedOfTwoGibibytes() {
        String text = "{\"type\":\"fixed\",\"name\":\"F\",\"size\":2147483647}";

        assertThatThrownBy(() -> client.register("fixed", SchemaSource.of(text), false))
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
    void keepsReferences() {
        client.register("inner", record("In", "x"), false);
        SchemaSource outer = new SchemaSource(
                "{\"type\":\"record\",\"name\":\"Out\",\"fields\":[{\"name\":\"in\",\"type\":\"In\"}]}",
                List.of(new SchemaSource.Reference("In", "inner", 1)));

        int id = client.register("outer", outer, false);

        assertThat(client.byId(id)).contains(outer);
        assertThat(Requests.get(registry.uri() + "/subjects/inner/versions/1/referencedby")
                        .body())
                .isEqualTo("[" + id + "]");
        assertThat(Requests.send("DELETE", registry.uri() + "/subjects/inner", "")
                        .body())
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

        assertThat(Requests.get(uri + "/").body()).isEqualTo("{}");
        assertThat(Requests.get(uri + "/schemas/types").body()).isEqualTo("[\"AVRO\"]");
        assertThat(Requests.get(uri + "/config").body()).isEqualTo("{\"compatibilityLevel\":\"BACKWARD\"}");
        assertThat(Requests.get(uri + "/mode").body()).isEqualTo("{\"mode\":\"READWRITE\"}");
        assertThat(Requests.get(uri + "/config/nowhere").body()).contains("40408");
        assertThat(Requests.get(uri + "/config/nowhere?defaultToGlobal=true").body())
                .contains("BACKWARD");
        assertThat(Requests.get(uri + "/schemas/ids/99999").body()).contains("40403");
        assertThat(Requests.get(uri + "/subjects/nowhere/versions").body()).contains("40401");
        assertThat(Requests.get(uri + "/subjects/life/versions/9").body()).contains("40402");
        assertThat(Requests.get(uri + "/subjects/life/versions/x").body()).contains("42202");
        assertThat(Requests.get(uri + "/subjects/life/versions/latest/schema").body())
                .startsWith("{\"type\":\"record\"");
        assertThat(Requests.get(uri + "/nowhere").statusCode()).isEqualTo(404);
        assertThat(Requests.send("PUT", uri + "/config/life", "{\"compatibility\":\"SOME\"}")
                        .body())
                .contains("42203");
        assertThat(Requests.send("PUT", uri + "/subjects", "{}").statusCode()).isEqualTo(405);
        assertThat(Requests.send("POST", uri + "/subjects/life/versions", "[").statusCode())
                .isEqualTo(400);

        assertThat(Requests.send("DELETE", uri + "/subjects/life?permanent=true", "")
                        .body())
                .contains("40405");
        assertThat(Requests.send("DELETE", uri + "/subjects/life", "").body()).isEqualTo("[1]");
        assertThat(Requests.send("DELETE", uri + "/subjects/life", "").body()).contains("40404");
        assertThat(Requests.get(uri + "/subjects/life/versions").body()).contains("40401");
        assertThat(Requests.get(uri + "/subjects/life/versions?deleted=true").body())
                .isEqualTo("[1]");
        assertThat(Requests.send("DELETE", uri + "/subjects/life?permanent=true", "")
                        .body())
                .isEqualTo("[1]");
        assertThat(Requests.get(uri + "/subjects/life/versions?deleted=true").body())
                .contains("40401");
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
        Requests.send("PUT", uri + "/mode/still", "{\"mode\":\"READONLY\"}");

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
    void answersNoWebPage() throws Exception {
        URI subjects = registry.uri().resolve("/subjects");
        HttpRequest ofAPage = HttpRequest.newBuilder(subjects)
                .header("Origin", "https://evil.example")
                .build();

        assertThat(HttpClient.newHttpClient()
                        .send(ofAPage, HttpResponse.BodyHandlers.ofString())
                        .body())
                .isEqualTo("{\"error_code\":403,\"message\":\"Web pages are not answered\"}");
        try (Socket rebound = new Socket(InetAddress.getLoopbackAddress(), subjects.getPort())) {
            rebound.getOutputStream()
                    .write("GET /subjects HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(rebound.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 421 ")
                    .contains("Host evil.example: this server listens on loopback only");
        }
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
}
