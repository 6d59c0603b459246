package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.AgreementFile;
import io.tombolo.agreements.http.AgreementClient;
import io.tombolo.agreements.http.AgreementRefusedException;
import io.tombolo.cli.join.KilledJoin;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Connection;
import io.tombolo.cli.shell.Json;
import io.tombolo.http.BoundedHttp;
import io.tombolo.merkle.note.Ed25519Keys;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secured owner on 127.0.0.2, and partners that have nothing but their own folders. */
class JoinIT {
    private static final String OWNER = "127.0.0.2";
    private static final String DATASET = "acme.example/calls";

    @TempDir
    static Path temp;

    private static List<Integer> ports;
    private static ServerProcess owner;
    private static String connection;
    private static int invitations;

    @BeforeAll
    static void start() throws Exception {
        ports = ServerProcess.freePorts(7);
        owner = up("owner");
        connection = temp.resolve("owner/security/client.properties").toString();
        StringBuilder rows = new StringBuilder("id,name\n");
        for (int i = 0; i < 1_200; i++) {
            rows.append(i).append(",call ").append(i).append('\n');
        }
        Path file = Files.writeString(temp.resolve("calls.csv"), rows);
        Path few = Files.writeString(temp.resolve("few.csv"), "id,name\n1,a\n2,b\n");
        assertThat(publish("calls", file).out()).contains("Anchored: 1,200 events");
        assertThat(publish("few", few).out()).contains("Anchored: 2 events");
        assertThat(publish("apart", few).out()).contains("Anchored: 2 events");
    }

    private static ServerProcess up(String folder) throws IOException {
        return ServerProcess.up(
                temp.resolve(folder),
                ports.subList(0, 5),
                "--secure",
                "--host=" + OWNER,
                "--partners-port=" + ports.get(5),
                "--agreements-port=" + ports.get(6));
    }

    private static Shell.Said publish(String dataset, Path file) {
        return Shell.run(
                "publish",
                "--connection",
                connection,
                "--organisation",
                "acme.example",
                "--dataset",
                dataset,
                "--key",
                "id",
                file.toString());
    }

    @AfterAll
    static void stop() {
        owner.close();
    }

    private static Path invite(String... more) {
        return inviteTo(DATASET, more);
    }

    private static Path inviteTo(String dataset, String... more) {
        Path file = temp.resolve("invite-" + ++invitations + ".json");
        List<String> command = new ArrayList<>(List.of(
                "invite", "partner.example", "--connection", connection, "--dataset", dataset, "-o", file.toString()));
        command.addAll(Arrays.asList(more));
        Shell.Said said = Shell.run(command.toArray(String[]::new));
        assertThat(said.err()).isEmpty();
        assertThat(said.out())
                .startsWith("Invitation for partner.example to " + dataset + ": " + file)
                .contains("works once, until ")
                .contains("log key of acme.example  ");
        return file;
    }

    private static Shell.Said join(Path invitation, Path folder, String... more) {
        List<String> command = new ArrayList<>(List.of("join", invitation.toString(), "-o", folder.toString()));
        command.addAll(Arrays.asList(more));
        return Shell.run(command.toArray(String[]::new));
    }

    private static Agreement agreement(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Path file = files.filter(one -> one.getFileName().toString().startsWith("agreement-"))
                    .findFirst()
                    .orElseThrow();
            return AgreementFile.read(Files.readAllBytes(file));
        }
    }

    /** As its partner runs it, in a process of its own. */
    private static Shell.Said script(Path folder) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path program = temp.resolve("tombolo");
        Files.writeString(
                program,
                "#!/bin/sh\nexec '" + java + "' " + String.join(" ", SharedClasses.options()) + " -cp '"
                        + SharedClasses.classPath() + "' io.tombolo.cli.Main \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        Path out = Files.createTempFile(temp, "script", ".out");
        Path err = Files.createTempFile(temp, "script", ".err");
        ProcessBuilder run = new ProcessBuilder(folder.resolve("verify-consumer.sh").toString(), "--level", "ANCHORED")
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        run.environment().put("TOMBOLO", program.toString());
        return new Shell.Said(run.start().waitFor(), Files.readString(out), Files.readString(err));
    }

    @Test
    void aPartnerWithNothingJoinsReadsAndIsRefusedAfterTheEnd() throws Exception {
        Path invitation = invite("--valid", "P1D", "--purpose", "delay statistics");
        Path folder = temp.resolve("partner");

        try (ServerProcess partner = ServerProcess.start(
                temp.resolve("partner.out"), folder, "join", invitation.toString(), "-o", folder.toString())) {
            assertThat(partner.waitFor()).as(partner.said()).isZero();
            assertThat(partner.said().lines().toList())
                    .contains("Invitation of acme.example for partner.example to " + DATASET)
                    .contains("Verified: 1,000 records, each of them at least ANCHORED")
                    .anyMatch(line -> line.startsWith("  agreement key of partner.example  "))
                    .anyMatch(line -> line.startsWith("  agreement key of acme.example  "))
                    .anyMatch(line -> line.startsWith("  log key of acme.example  "));
        }
        Shell.Said read = script(folder);
        assertThat(read.exitCode()).as(read.err()).isZero();
        assertThat(read.out().lines()).hasSize(1_200);
        Agreement agreement = agreement(folder);
        assertThat(agreement.terms().purpose()).isEqualTo("delay statistics");
        for (String secret : List.of("key.pem", "consumer.properties")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(secret))))
                    .isEqualTo("rw-------");
        }
        assertThat(Files.readString(folder.resolve("consumer.properties")))
                .contains("bootstrap.servers=" + OWNER + ":" + ports.get(5));

        Shell.Said other = Shell.run(
                "consume",
                "--connection",
                folder.resolve("consumer.properties").toString(),
                "--dataset",
                "acme.example/apart");
        OwnersHand.end(connection, agreement.id());
        Shell.Said after = script(folder);
        Shell.Said again = join(invitation, folder);

        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.out()).isEmpty();
        assertThat(after.exitCode()).isEqualTo(2);
        assertThat(after.out()).isEmpty();
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.err()).contains("agreement " + agreement.id() + " is TERMINATED: end by acme.example at ");
        assertThatThrownBy(() -> OwnersHand.credentials(connection, agreement, folder.resolve("key.pem")))
                .isInstanceOf(CommandException.class)
                .hasMessage("out-of-order: partner.example has no agreement that is in force or suspended");
    }

    @Test
    void worksOnceAndForItsKeyAgain() throws Exception {
        Path invitation = inviteTo("acme.example/few");
        Path folder = temp.resolve("first");

        Shell.Said first = join(invitation, folder);
        String credentials = Files.readString(folder.resolve("consumer.properties"));
        Shell.Said again = join(invitation, folder);
        Shell.Said thief = join(invitation, temp.resolve("thief"));
        Shell.Said listed = Shell.run("invite", "--list", "--connection", connection);

        assertThat(first.err()).isEmpty();
        assertThat(first.out()).contains("Verified: 2 records, each of them at least ANCHORED: all that the dataset has");
        assertThat(again.out()).isEqualTo(first.out());
        assertThat(Files.readString(folder.resolve("consumer.properties"))).isEqualTo(credentials);
        assertThat(thief.exitCode()).isEqualTo(2);
        assertThat(thief.errLines()).singleElement().asString().contains(": was used at ").contains(" by another key, ");
        assertThat(temp.resolve("thief/consumer.properties")).doesNotExist();
        String fingerprint = first.out()
                .lines()
                .filter(line -> line.startsWith("  agreement key of partner.example  "))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElseThrow();
        assertThat(listed.out()).contains(fingerprint);
        assertThat(thief.err()).contains(fingerprint);
    }

    @Test
    void refusesInOneLineAndLeavesNothingHalfDone() throws Exception {
        Path invitation = invite();
        Path expired = invite("--valid", "PT1S");
        Path changed = Files.writeString(
                temp.resolve("changed.json"),
                Files.readString(invitation).replace("rate 10000000", "rate 90000000"));
        Path folder = temp.resolve("refused");

        Shell.Said tampered = join(changed, folder);
        Shell.Said otherName = join(invitation, folder, "--organisation", "other.example");
        Instant until = Instant.parse(
                Json.MAPPER.readTree(expired.toFile()).path("expires").asText());
        await().until(() -> Instant.now().isAfter(until));
        Shell.Said late = join(expired, folder);
        Clock slow = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-3));

        assertThat(tampered.errLines())
                .containsExactly("tombolo: " + changed + ": invitation: changed after its owner signed it");
        assertThat(otherName.errLines())
                .containsExactly("tombolo: invitation " + invitation + ": is for partner.example, not for other.example");
        assertThat(late.errLines()).singleElement().asString().contains(": expired at " + until + ", here it is ");
        assertThatThrownBy(() -> KilledJoin.behind("", invitation, folder, slow))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining(": the request was signed at ")
                .hasMessageEndingWith("limit PT2M apart: set the clock");
        assertThat(Stream.of(tampered, otherName, late).map(Shell.Said::exitCode)).containsOnly(2);
        assertThat(folder.resolve("consumer.properties")).doesNotExist();
        assertThat(join(invitation, folder).exitCode()).isZero();
    }

    @Test
    void continuesBehindAnyStepThatAKillLeftIt() throws Exception {
        for (String step : KilledJoin.steps()) {
            Path invitation = inviteTo("acme.example/few");
            Path folder = temp.resolve("killed-" + step);

            assertThat(KilledJoin.behind(step, invitation, folder, Clock.systemUTC()))
                    .as(step)
                    .isTrue();
            Shell.Said again = join(invitation, folder);

            assertThat(again.err()).as(step).isEmpty();
            assertThat(again.out()).as(step).contains("Verified: 2 records").contains("Joined.");
        }
    }

    @Test
    void continuesAfterItsProcessWasKilled() throws Exception {
        for (String file : List.of("key.pem", "join.json", "consumer.properties")) {
            Path invitation = inviteTo("acme.example/few");
            Path folder = temp.resolve("killed-at-" + file);
            try (ServerProcess partner = ServerProcess.start(
                    temp.resolve("killed.out"), folder, "join", invitation.toString(), "-o", folder.toString())) {
                await().atMost(Duration.ofMinutes(2))
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> Files.exists(folder.resolve(file)));
                partner.kill();
            }

            Shell.Said again = join(invitation, folder);

            assertThat(again.err()).as(file).isEmpty();
            assertThat(again.out()).as(file).contains("Joined.");
        }
    }

    @Test
    void saysInOneLineThatTheOwnerIsDownAndJoinsOnceItIsBack() throws Exception {
        Path invitation = inviteTo("acme.example/few");
        Path folder = temp.resolve("waiting");
        owner.kill();

        Shell.Said down = join(invitation, folder);
        Shell.Said between;
        try (ServerProcess another = up("another")) {
            between = join(invitation, folder);
            another.kill();
        }
        owner = up("owner");
        Shell.Said back = join(invitation, folder);

        assertThat(down.exitCode()).isEqualTo(2);
        assertThat(down.errLines())
                .containsExactly("tombolo: no server answers at https://" + OWNER + ":" + ports.get(6)
                        + ": try the same command again when the owner's server runs");
        assertThat(between.exitCode()).isEqualTo(2);
        assertThat(between.errLines()).singleElement().asString().contains(": TLS failed (");
        assertThat(back.err()).isEmpty();
        assertThat(back.out()).contains("Joined.");
    }

    @Test
    void newCredentialsEndTheStolenOnes() throws Exception {
        Path invitation = inviteTo("acme.example/few");
        Path folder = temp.resolve("robbed");
        join(invitation, folder);
        Path stolen = Files.move(folder.resolve("consumer.properties"), temp.resolve("stolen.properties"));

        Shell.Said again = join(invitation, folder);
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
        Path invitation = inviteTo("acme.example/few");
        Path folder = temp.resolve("flooded");
        JsonNode file = Json.MAPPER.readTree(invitation.toFile());
        String id = file.path("terms").asText().lines().skip(1).findFirst().orElseThrow().substring(3);
        URI join = URI.create(file.path("agreements").asText() + "/v1/invitations/" + id + "/join");
        BoundedHttp http = Connection.read(Path.of(connection)).http().http(AgreementClient.LIMITS);
        String guess = Json.text(Map.of("secret", "guessed", "terms", "", "note", "text\n\n— a+b AAAAAA==\n"));

        List<Integer> statuses = IntStream.range(0, 400)
                .parallel()
                .mapToObj(i -> status(http, join, i % 10 == 0 ? guess + " ".repeat(70_000) : guess))
                .toList();

        assertThat(statuses).isNotEmpty().allMatch(status -> List.of(400, 403, 413, 503).contains(status));
        assertThat(statuses).contains(413);
        assertThat(join(invitation, folder).out()).contains("Joined.");
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

    /** What the owner does beside inviting. */
    private static final class OwnersHand {
        private OwnersHand() {}

        static void end(String connectionFile, String id) {
            client(connectionFile).act(id, "end", "the test ends it");
        }

        static void credentials(String connectionFile, Agreement agreement, Path key) throws IOException {
            try {
                client(connectionFile)
                        .credentials(
                                agreement,
                                Ed25519Keys.fromPem(Files.readString(key)),
                                Instant.now());
            } catch (AgreementRefusedException e) {
                throw new CommandException(String.valueOf(e.getMessage()), e);
            }
        }

        private static AgreementClient client(String connectionFile) {
            return new AgreementClient(
                    URI.create("https://" + OWNER + ":" + ports.get(6)),
                    Connection.read(Path.of(connectionFile))
                            .http()
                            .http(AgreementClient.LIMITS));
        }
    }
}
