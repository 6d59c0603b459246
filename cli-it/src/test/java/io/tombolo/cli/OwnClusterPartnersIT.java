package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.cli.shell.Json;
import io.tombolo.kafka.Drill;
import io.tombolo.server.Security;
import io.tombolo.server.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A partner at a Kafka cluster that is the operator's own: a broker that is started apart, with authorities of its own. */
@Drill
class OwnClusterPartnersIT {
    private static final String USER = "partner-partner.example";
    private static final String DATASET = "acme.example/calls";

    @TempDir
    Path temp;

    @Test
    void joinsReadsWithinItsQuotaAndIsCutOff() throws Exception {
        Path data = temp.resolve("data");
        String connection = data.resolve("security/client.properties").toString();
        Path rows = Files.writeString(temp.resolve("rows.csv"), "id,name\n1,a\n2,b\n3,c\n");
        Path partner = temp.resolve("partner");
        String invitation = temp.resolve("invite.json").toString();
        try (SecuredCluster cluster = SecuredCluster.start(temp);
                Admin admin = Admin.create(Map.copyOf(cluster.settings()));
                NodeHere server = NodeHere.up(
                        ServerConfig.local(data).withSecurity(Security.lab()).withKafka(cluster.settings()))) {
            String address = cluster.settings().get("bootstrap.servers");
            assertThat(server.reports())
                    .contains("Kafka: connections.max.reauth.ms is 0: a partner whose access ended keeps its open"
                            + " connections, on which everything is refused; set it to 1500 or so for the listener at "
                            + address);
            assertThat(Shell.run(
                                    "publish",
                                    "--connection",
                                    connection,
                                    "--organisation",
                                    "acme.example",
                                    "--dataset",
                                    "calls",
                                    "--key",
                                    "id",
                                    rows.toString())
                            .out())
                    .contains("Anchored: 3 events");

            Shell.Said invited = Shell.run(
                    "invite",
                    "partner.example",
                    "--connection",
                    connection,
                    "--dataset",
                    DATASET,
                    "--rate",
                    "2000000",
                    "-o",
                    invitation);
            Shell.Said joined = Shell.run("join", invitation, "-o", partner.toString());
            Map<String, String> given = SecuredCluster.read(partner.resolve("consumer.properties"));
            Shell.Said consumed = consume(partner);
            boolean quota = quotas(admin).equals(Map.of("consumer_byte_rate", 2_000_000.0));
            List<String> rights = rights(admin);
            String id = given.get("tombolo.agreement");
            Shell.Said ended =
                    Shell.run("agreement", "end", id, "--connection", connection, "--reason", "the test ends it");
            Shell.Said refused = consume(partner);

            assertThat(invited.err()).isEmpty();
            assertThat(joined.err()).isEmpty();
            assertThat(joined.out()).contains("Verified: 3 records").contains("Joined.");
            assertThat(given).containsEntry("bootstrap.servers", address);
            assertThat(given.get("ssl.truststore.location"))
                    .isEqualTo(partner.resolve("kafka-ca.pem").toAbsolutePath().toString());
            assertThat(partner.resolve("kafka-ca.pem")).hasSameTextualContentAs(cluster.tls("ca.pem"));
            assertThat(consumed.exitCode()).as(consumed.err()).isZero();
            assertThat(consumed.out()).hasLineCount(3);
            assertThat(quota).isTrue();
            assertThat(rights).containsExactlyInAnyOrder("READ acme.example.calls", "READ partner.example_");
            assertThat(ended.err()).isEmpty();
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.out()).isEmpty();
            assertThat(rights(admin)).isEmpty();
            assertThat(admin.describeUserScramCredentials().users().get()).doesNotContain(USER);
        }
        assertThat(data.resolve("kafka")).doesNotExist();
        assertThat(Json.MAPPER
                        .readTree(Path.of(invitation).toFile())
                        .path("authorities")
                        .asText())
                .isEqualTo(Files.readString(data.resolve("security/ca.pem")));
    }

    private static Shell.Said consume(Path partner) {
        return Shell.run(
                "consume",
                "--connection",
                partner.resolve("consumer.properties").toString(),
                "--policy",
                partner.resolve("policy.json").toString(),
                "--dataset",
                DATASET,
                "--verify");
    }

    private static Map<String, Double> quotas(Admin admin) throws Exception {
        return admin.describeClientQuotas(ClientQuotaFilter.all()).entities().get().entrySet().stream()
                .filter(one -> USER.equals(one.getKey().entries().get(ClientQuotaEntity.USER)))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Map.of());
    }

    private static List<String> rights(Admin admin) throws Exception {
        return admin.describeAcls(AclBindingFilter.ANY).values().get().stream()
                .filter(one -> one.entry().principal().equals("User:" + USER))
                .map(OwnClusterPartnersIT::text)
                .toList();
    }

    private static String text(AclBinding one) {
        return one.entry().operation() + " " + one.pattern().name();
    }
}
