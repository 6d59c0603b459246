package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tombolo.kafka.Drill;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two organisations that have nothing in common but a network: each in a namespace of its own, by the commands that people run. The
 * partner's has no route but the one to the owner's address.
 */
@Drill
class NamespacesIT {
    private static final String DATASET = "acme.example/calls";

    @TempDir
    Path temp;

    @Test
    void aPartnerOnAnotherMachineJoinsReadsAndIsCutOff() throws Exception {
        Optional<String> refusal = Namespaces.refusal();
        assumeTrue(refusal.isEmpty(), () -> refusal.orElse(""));
        Path data = temp.resolve("owner");
        Path partner = Files.createDirectories(temp.resolve("partner"));
        Path rows = Files.writeString(temp.resolve("rows.csv"), "id,name\n1,a\n2,b\n3,c\n");
        String connection = data.resolve("security/client.properties").toString();
        try (Namespaces two = Namespaces.make();
                ServerProcess server = ServerProcess.up(two.atOwner(), data, "--host=" + Namespaces.OWNER)) {
            Shell.Said published = run(
                    two.atOwner(),
                    "publish",
                    "--connection",
                    connection,
                    "--organisation",
                    "acme.example",
                    "--dataset",
                    "calls",
                    "--key",
                    "id",
                    rows.toString());
            Path invitation = partner.resolve("invite.json");
            Shell.Said invited = run(
                    two.atOwner(),
                    "invite",
                    "partner.example",
                    "--connection",
                    connection,
                    "--dataset",
                    DATASET,
                    "-o",
                    invitation.toString());
            Shell.Said joined = run(
                    two.atPartner(),
                    "join",
                    invitation.toString(),
                    "-o",
                    partner.resolve("acme").toString());
            Shell.Said consumed = consume(two, partner);
            String id = SecuredCluster.read(partner.resolve("acme/consumer.properties"))
                    .get("tombolo.agreement");
            Shell.Said ended = run(
                    two.atOwner(), "agreement", "end", id, "--connection", connection, "--reason", "the test ends it");
            Shell.Said refused = consume(two, partner);
            Shell.Said again = run(
                    two.atPartner(),
                    "join",
                    invitation.toString(),
                    "-o",
                    partner.resolve("acme").toString());

            assertThat(published.out()).as(published.err()).contains("Anchored: 3 events");
            assertThat(invited.exitCode()).as(invited.err()).isZero();
            assertThat(joined.out())
                    .as(joined.err())
                    .contains("Verified: 3 records")
                    .contains("Joined.");
            assertThat(consumed.out().lines()).as(consumed.err()).hasSize(3);
            assertThat(consumed.err()).contains("3 events, each of them at least ");
            assertThat(ended.exitCode()).as(ended.err()).isZero();
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.err()).contains("token is unknown or revoked");
            assertThat(again.err()).contains("is TERMINATED: end by acme.example at ");
            assertThat(server.stop()).isEqualTo(143);
        }
        assertThat(Files.readString(partner.resolve("acme/consumer.properties")))
                .contains("bootstrap.servers=" + Namespaces.OWNER + ":")
                .contains("tombolo.server=https://" + Namespaces.OWNER + ":")
                .doesNotContain("127.0.0.1");
    }

    private Shell.Said consume(Namespaces two, Path partner) throws Exception {
        Path acme = partner.resolve("acme");
        return run(
                two.atPartner(),
                "consume",
                "--connection",
                acme.resolve("consumer.properties").toString(),
                "--policy",
                acme.resolve("policy.json").toString(),
                "--dataset",
                DATASET,
                "--verify");
    }

    private Shell.Said run(List<String> where, String... command) throws Exception {
        return ServerProcess.run(where, temp, command);
    }
}
