package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.agreements.http.AgreementClient;
import io.tombolo.cli.shell.Connection;
import io.tombolo.cli.shell.Json;
import io.tombolo.http.BoundedHttp;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the threat model says of thieves and floods, tried. */
class JoinAttacksIT {
    @TempDir
    static Path temp;

    private static InvitingOwner owner;

    @BeforeAll
    static void start() throws Exception {
        owner = InvitingOwner.start(temp);
    }

    @AfterAll
    static void stop() {
        owner.close();
    }

    @Test
    void newCredentialsEndTheStolenOnes() throws Exception {
        Path invitation = owner.invite(InvitingOwner.FEW);
        Path folder = temp.resolve("robbed");
        InvitingOwner.join(invitation, folder);
        Path stolen = Files.move(folder.resolve("consumer.properties"), temp.resolve("stolen.properties"));

        Shell.Said again = InvitingOwner.join(invitation, folder);
        Shell.Said thief =
                Shell.run("consume", "--connection", stolen.toString(), "--dataset", "acme.example/few", "--verify");

        assertThat(again.out()).contains("Joined.");
        assertThat(thief.exitCode()).isEqualTo(2);
        assertThat(thief.errLines()).containsExactly("tombolo: the token is unknown or revoked");
        Properties old = properties(stolen);
        old.putAll(Map.of("request.timeout.ms", "10000", "default.api.timeout.ms", "10000"));
        try (KafkaConsumer<byte[], byte[]> kafka =
                new KafkaConsumer<>(old, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            assertThatThrownBy(() -> kafka.partitionsFor("acme.example.few"))
                    .isInstanceOf(SaslAuthenticationException.class);
        }
    }

    private static Properties properties(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        }
        return properties;
    }

    @Test
    void aFloodOfGuessesChangesNothing() throws Exception {
        Path invitation = owner.invite(InvitingOwner.FEW);
        Path folder = temp.resolve("flooded");
        JsonNode file = Json.MAPPER.readTree(invitation.toFile());
        String id = file.path("terms")
                .asText()
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow()
                .substring(3);
        URI join = URI.create(file.path("agreements").asText() + "/v1/invitations/" + id + "/join");
        BoundedHttp http = Connection.read(Path.of(owner.connection())).http().http(AgreementClient.LIMITS);
        String guess = Json.text(Map.of("secret", "guessed", "terms", "", "note", "text\n\n— a+b AAAAAA==\n"));

        List<Integer> statuses = IntStream.range(0, 400)
                .parallel()
                .mapToObj(i -> status(http, join, i % 10 == 0 ? guess + " ".repeat(70_000) : guess))
                .toList();

        assertThat(statuses)
                .isNotEmpty()
                .allMatch(status -> List.of(400, 403, 413, 503).contains(status));
        assertThat(statuses).contains(413);
        assertThat(InvitingOwner.join(invitation, folder).out()).contains("Joined.");
    }

    private static int status(BoundedHttp http, URI uri, String body) {
        try {
            return http.send(HttpRequest.newBuilder(uri)
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build())
                    .status();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
