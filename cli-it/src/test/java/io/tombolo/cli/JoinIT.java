package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.AgreementFile;
import io.tombolo.agreements.http.AgreementClient;
import io.tombolo.agreements.http.AgreementRefusedException;
import io.tombolo.cli.join.KilledJoin;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Connection;
import io.tombolo.cli.shell.Json;
import io.tombolo.kafka.Drill;
import io.tombolo.merkle.note.Ed25519Keys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secured owner on 127.0.0.2, and partners that have nothing but their own folders. */
class JoinIT {
    private static final String DATASET = InvitingOwner.CALLS;

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
                "#!/bin/sh\nexec '" + java + "' " + String.join(" ", ServerProcess.quickly()) + " -cp '"
                        + SharedClasses.classPath() + "' io.tombolo.cli.Main \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        Path out = Files.createTempFile(temp, "script", ".out");
        Path err = Files.createTempFile(temp, "script", ".err");
        ProcessBuilder run = new ProcessBuilder(
                        folder.resolve("verify-consumer.sh").toString(), "--level", "ANCHORED")
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        run.environment().put("TOMBOLO", program.toString());
        return new Shell.Said(run.start().waitFor(), Files.readString(out), Files.readString(err));
    }

    @Test
    void aPartnerWithNothingJoinsReadsAndIsRefusedAfterTheEnd() throws Exception {
        Path invitation = owner.inviteOther("solo.example", DATASET, "--valid", "P1D", "--purpose", "delay statistics");
        Path folder = temp.resolve("partner");

        try (ServerProcess partner = ServerProcess.start(
                temp.resolve("partner.out"), folder, "join", invitation.toString(), "-o", folder.toString())) {
            assertThat(partner.waitFor()).as(partner.said()).isZero();
            assertThat(partner.said().lines().toList())
                    .contains("Invitation of acme.example for solo.example to " + DATASET)
                    .contains("Verified: 1,000 records, each of them at least ANCHORED")
                    .anyMatch(line -> line.startsWith("  agreement key of solo.example  "))
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
                .contains("bootstrap.servers=" + owner.partnersAddress())
                .as("a consumer finds its topic soon after a suspension")
                .contains("metadata.max.age.ms=10000\n");

        Shell.Said other = Shell.run(
                "consume",
                "--connection",
                folder.resolve("consumer.properties").toString(),
                "--dataset",
                "acme.example/apart");
        OwnersHand.end(owner.connection(), agreement.id());
        Shell.Said after = script(folder);
        Shell.Said again = InvitingOwner.join(invitation, folder);

        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.out()).isEmpty();
        assertThat(after.exitCode()).isEqualTo(2);
        assertThat(after.out()).isEmpty();
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.err()).contains("agreement " + agreement.id() + " is TERMINATED: end by acme.example at ");
        assertThatThrownBy(() -> OwnersHand.credentials(owner.connection(), agreement, folder.resolve("key.pem")))
                .isInstanceOf(CommandException.class)
                .hasMessage("out-of-order: solo.example has no agreement that is in force or suspended");
    }

    @Test
    void worksOnceAndForItsKeyAgain() throws Exception {
        Path invitation = owner.invite("acme.example/few");
        Path folder = temp.resolve("first");

        Shell.Said first = InvitingOwner.join(invitation, folder);
        String credentials = Files.readString(folder.resolve("consumer.properties"));
        Shell.Said again = InvitingOwner.join(invitation, folder);
        Shell.Said thief = InvitingOwner.join(invitation, temp.resolve("thief"));
        Shell.Said listed = Shell.run("invite", "--list", "--connection", owner.connection());

        assertThat(first.err()).isEmpty();
        assertThat(first.out())
                .contains("Verified: 2 records, each of them at least ANCHORED: all that the dataset has");
        assertThat(again.out()).isEqualTo(first.out());
        assertThat(Files.readString(folder.resolve("consumer.properties"))).isEqualTo(credentials);
        assertThat(thief.exitCode()).isEqualTo(2);
        assertThat(thief.errLines())
                .singleElement()
                .asString()
                .contains(": was used at ")
                .contains(" by another key, ");
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
        Path invitation = owner.invite(DATASET);
        Path expired = owner.invite(DATASET, "--valid", "PT1S");
        Path changed = Files.writeString(
                temp.resolve("changed.json"), Files.readString(invitation).replace("rate 10000000", "rate 90000000"));
        Path folder = temp.resolve("refused");

        Shell.Said tampered = InvitingOwner.join(changed, folder);
        Shell.Said otherName = InvitingOwner.join(invitation, folder, "--organisation", "other.example");
        Instant until = Instant.parse(
                Json.MAPPER.readTree(expired.toFile()).path("expires").asText());
        await().atMost(Duration.ofMinutes(5)).until(() -> Instant.now().isAfter(until));
        Shell.Said late = InvitingOwner.join(expired, folder);
        Clock slow = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-3));

        assertThat(tampered.errLines())
                .containsExactly("tombolo: " + changed + ": invitation: changed after its owner signed it");
        assertThat(otherName.errLines())
                .containsExactly(
                        "tombolo: invitation " + invitation + ": is for partner.example, not for other.example");
        assertThat(late.errLines()).singleElement().asString().contains(": expired at " + until + ", here it is ");
        assertThatThrownBy(() -> KilledJoin.behind("", invitation, folder, slow))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining(": the request was signed at ")
                .hasMessageEndingWith("limit PT2M apart: set the clock");
        assertThat(Stream.of(tampered, otherName, late).map(Shell.Said::exitCode))
                .containsOnly(2);
        assertThat(folder.resolve("consumer.properties")).doesNotExist();
        assertThat(InvitingOwner.join(invitation, folder).exitCode()).isZero();
    }

    @Test
    void continuesBehindAnyStepThatAKillLeftIt() throws Exception {
        for (String step : KilledJoin.steps()) {
            Path invitation = owner.invite("acme.example/few");
            Path folder = temp.resolve("killed-" + step);

            assertThat(KilledJoin.behind(step, invitation, folder, Clock.systemUTC()))
                    .as(step)
                    .isTrue();
            Shell.Said again = InvitingOwner.join(invitation, folder);

            assertThat(again.err()).as(step).isEmpty();
            assertThat(again.out()).as(step).contains("Verified: 2 records").contains("Joined.");
        }
    }

    @Drill
    @Test
    void continuesAfterItsProcessWasKilled() throws Exception {
        for (String file : List.of("key.pem", "join.json", "consumer.properties")) {
            Path invitation = owner.invite("acme.example/few");
            Path folder = temp.resolve("killed-at-" + file);
            try (ServerProcess partner = ServerProcess.start(
                    temp.resolve("killed.out"), folder, "join", invitation.toString(), "-o", folder.toString())) {
                await().atMost(Duration.ofMinutes(5))
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> Files.exists(folder.resolve(file)));
                partner.kill();
            }

            Shell.Said again = InvitingOwner.join(invitation, folder);

            assertThat(again.err()).as(file).isEmpty();
            assertThat(again.out()).as(file).contains("Joined.");
        }
    }

    @Test
    void saysInOneLineThatTheOwnerIsDownAndJoinsOnceItIsBack() throws Exception {
        Path invitation = owner.invite("acme.example/few");
        Path folder = temp.resolve("waiting");
        owner.stop();

        Shell.Said down = InvitingOwner.join(invitation, folder);
        Shell.Said between;
        try (NodeHere another = owner.up("another")) {
            assertThat(another.api()).startsWith("https:");
            between = InvitingOwner.join(invitation, folder);
        }
        owner.startAgain();
        Shell.Said back = InvitingOwner.join(invitation, folder);

        assertThat(down.exitCode()).isEqualTo(2);
        assertThat(down.errLines())
                .containsExactly("tombolo: no server answers at " + owner.agreements()
                        + ": try the same command again when the owner's server runs");
        assertThat(between.exitCode()).isEqualTo(2);
        assertThat(between.errLines()).singleElement().asString().contains(": TLS failed (");
        assertThat(back.err()).isEmpty();
        assertThat(back.out()).contains("Joined.");
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
                        .credentials(agreement, Ed25519Keys.fromPem(Files.readString(key)), Instant.now());
            } catch (AgreementRefusedException e) {
                throw new CommandException(String.valueOf(e.getMessage()), e);
            }
        }

        private static AgreementClient client(String connectionFile) {
            return new AgreementClient(
                    URI.create(owner.agreements()),
                    Connection.read(Path.of(connectionFile)).http().http(AgreementClient.LIMITS));
        }
    }
}
