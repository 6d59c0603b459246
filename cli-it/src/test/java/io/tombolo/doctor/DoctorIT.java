package io.tombolo.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.anchoring.kafka.OwnTopics;
import io.tombolo.http.HttpAccess;
import io.tombolo.http.server.Protection;
import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.registry.EmbeddedRegistry;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.Compatibility;
import io.tombolo.server.LabCertificates;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor before a broker and a registry that are as they should be, then broken in one way after the other. */
final class DoctorIT {
    private static final Clock NOW = Clock.systemUTC();
    private static final Map<String, String> FOREVER = Map.of("retention.ms", "-1", "retention.bytes", "-1");

    @TempDir
    static Path temp = Path.of("unset");

    private static EmbeddedKafka kafka;
    private static Admin admin;
    private static HttpAccess access = HttpAccess.OPEN;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start(EmbeddedKafka.Config.loopback(temp.resolve("kafka")));
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        OwnTopics.make(admin);
        LabCertificates.create(temp.resolve("tls"), List.of("127.0.0.1"), Duration.ofDays(365), NOW);
        access = new HttpAccess(Optional.of(temp.resolve("tls/" + LabCertificates.AUTHORITY)), Optional.empty());
    }

    @AfterAll
    static void stop() {
        admin.close();
        kafka.close();
    }

    private static Patient patient(String registry, Clock clock) {
        return new Patient(
                new Patient.Where(
                        Map.of("bootstrap.servers", kafka.bootstrapServers()),
                        List.of(registry),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(temp),
                        ""),
                access,
                clock);
    }

    private static List<Finding> found(Check check, Clock clock) throws Exception {
        try (Patient patient = patient("", clock)) {
            return check.look(patient);
        }
    }

    private static EmbeddedRegistry registry(Compatibility compatibility) {
        return EmbeddedRegistry.start(new EmbeddedRegistry.Config(
                "127.0.0.1",
                0,
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                Topics.SCHEMAS,
                compatibility,
                Protection.of(
                        false,
                        temp.resolve("tls/" + LabCertificates.CERTIFICATE).toString(),
                        temp.resolve("tls/" + LabCertificates.PRIVATE_KEY).toString(),
                        "",
                        "",
                        NOW)));
    }

    @Test
    void aGoodDeploymentHasNoFindingButThoseOfThisMachine() throws Exception {
        try (EmbeddedRegistry registry = registry(Compatibility.FULL);
                Patient patient = patient(registry.uri().toString(), NOW)) {
            Map<String, List<Finding>> all = new Examination(temp.resolve("a-machine-without-limits")).of(patient);

            assertThat(all.keySet())
                    .containsExactly(
                            "Kafka",
                            "topics",
                            "access lists",
                            "quotas",
                            "transactions",
                            "certificates",
                            "registry",
                            "network",
                            "clocks",
                            "disks",
                            "memory and open files");
            assertThat(all.values().stream().flatMap(List::stream).map(Finding::fault))
                    .isSubsetOf(Fault.DISK_LOW, Fault.DISK_FULL, Fault.NETWORK_SLOW, Fault.NETWORK_LOSS);
        }
    }

    @Test
    void aRegistryThatTakesEverythingAndOneThatIsAway() throws Exception {
        String url;
        try (EmbeddedRegistry registry = registry(Compatibility.NONE);
                Patient patient = patient(registry.uri().toString(), NOW)) {
            url = registry.uri().toString();
            assertThat(new RegistryCheck().look(patient))
                    .containsExactly(new Finding(Fault.REGISTRY_COMPATIBILITY, url, "compatibilityLevel is NONE"));
        }
        try (Patient patient = patient(url, NOW)) {
            assertThat(new RegistryCheck().look(patient))
                    .extracting(Finding::fault)
                    .containsExactly(Fault.REGISTRY_UNREACHABLE);
            assertThat(new Examination(temp).of(patient).get("certificates"))
                    .extracting(Finding::fault)
                    .containsExactly(Fault.NOT_LOOKED);
        }
    }

    @Test
    void aClockThatIsWrongAndCertificatesThatRunOut() throws Exception {
        try (EmbeddedRegistry registry = registry(Compatibility.FULL)) {
            Clock month = Clock.offset(NOW, Duration.ofDays(350));
            Clock year = Clock.offset(NOW, Duration.ofDays(366));
            try (Patient later = patient(registry.uri().toString(), month);
                    Patient tooLate = patient(registry.uri().toString(), year)) {
                assertThat(new ClocksCheck().look(later)).singleElement().satisfies(finding -> {
                    assertThat(finding.fault()).isEqualTo(Fault.CLOCK_SKEW);
                    assertThat(finding.detail()).matches("its clock is 302[0-9]{5} s behind this machine's, limit 5 s");
                });
                assertThat(new CertificatesCheck().look(later))
                        .isNotEmpty()
                        .allMatch(finding -> finding.fault() == Fault.CERTIFICATE_SOON)
                        .allMatch(finding -> finding.detail().endsWith(" 14 days"));
                assertThat(new CertificatesCheck().look(tooLate))
                        .isNotEmpty()
                        .allMatch(finding -> finding.fault() == Fault.CERTIFICATE_EXPIRED);
            }
        }
    }

    @Test
    void topicsThatForget() throws Exception {
        admin.deleteTopics(List.of(Topics.ANCHORS)).all().get();
        admin.incrementalAlterConfigs(Map.of(
                        new org.apache.kafka.common.config.ConfigResource(
                                org.apache.kafka.common.config.ConfigResource.Type.TOPIC, Topics.LOG),
                        List.of(new org.apache.kafka.clients.admin.AlterConfigOp(
                                new org.apache.kafka.clients.admin.ConfigEntry("cleanup.policy", "delete"),
                                org.apache.kafka.clients.admin.AlterConfigOp.OpType.SET))))
                .all()
                .get();
        admin.createTopics(List.of(
                        new NewTopic("acme.example.kept", 1, (short) 1).configs(FOREVER),
                        new NewTopic("acme.example.short", 1, (short) 1).configs(Map.of("retention.ms", "60000")),
                        new NewTopic("acme.example.compacted", 1, (short) 1)
                                .configs(Map.of("cleanup.policy", "compact", "retention.ms", "-1"))))
                .all()
                .get();

        List<Finding> found = found(new TopicsCheck(), NOW);

        assertThat(found)
                .containsExactlyInAnyOrder(
                        new Finding(Fault.TOPIC_MISSING, Topics.ANCHORS, "is not there"),
                        new Finding(Fault.TOPIC_SETTING, Topics.LOG, "cleanup.policy is delete, must be compact"),
                        new Finding(Fault.TOPIC_FORGETS, "acme.example.short", "retention.ms is 60000"),
                        new Finding(
                                Fault.TOPIC_COMPACTED,
                                "acme.example.compacted",
                                "cleanup.policy is compact, must be delete"));
        Patient.Where where = patient("", NOW).where();
        Patient.Where own = new Patient.Where(
                where.kafka(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                where.folders(),
                "",
                "acme.example.compacted"::equals);
        try (Patient patient = new Patient(own, access, NOW)) {
            assertThat(new TopicsCheck().look(patient))
                    .extracting(Finding::subject)
                    .contains("acme.example.compacted")
                    .doesNotContain("acme.example.short");
        }
        admin.deleteTopics(List.of(Topics.LOG, "acme.example.short", "acme.example.compacted"))
                .all()
                .get();
        OwnTopics.make(admin);
    }

    @Test
    void aLedgerThatIsLostAndThenTheKeyOfALog() throws Exception {
        admin.createTopics(List.of(new NewTopic("acme.example.lost", 1, (short) 1).configs(FOREVER)))
                .all()
                .get();

        new LostLedger(temp.resolve("lost"), kafka.bootstrapServers(), "acme.example.lost")
                .isFoundWithItsPeersAndItsLogs();
    }

    @Test
    void anObjectStoreThatIsAway() throws Exception {
        new LostObjects(temp.resolve("objects"), kafka.bootstrapServers()).isFoundUntilItIsBack();
    }

    @Test
    void aQuotaThatSlowsEverybodyDown() throws Exception {
        quota(1000.0);

        List<Finding> found = found(new QuotasCheck(), NOW);

        quota(null);
        assertThat(found)
                .containsExactly(new Finding(
                        Fault.QUOTA_LOW, "{client-id default}", "producer_byte_rate is 1,000, below 1,000,000"));
    }

    private static void quota(Double rate) throws Exception {
        java.util.HashMap<String, String> everybody = new java.util.HashMap<>();
        everybody.put(ClientQuotaEntity.CLIENT_ID, null);
        admin.alterClientQuotas(List.of(new ClientQuotaAlteration(
                        new ClientQuotaEntity(everybody),
                        List.of(new ClientQuotaAlteration.Op("producer_byte_rate", rate)))))
                .all()
                .get();
        // The controller has it; a broker learns it later.
        await().atMost(Duration.ofMinutes(5))
                .until(() -> admin.describeClientQuotas(ClientQuotaFilter.all())
                                .entities()
                                .get()
                                .getOrDefault(new ClientQuotaEntity(everybody), Map.of())
                                .containsKey("producer_byte_rate")
                        == (rate != null));
    }

    @Test
    void aTransactionThatIsOpenForLong() throws Exception {
        admin.createTopics(List.of(new NewTopic("acme.example.held", 1, (short) 1).configs(FOREVER)))
                .all()
                .get();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "feed"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("acme.example.held", new byte[1]))
                    .get();

            assertThat(found(new TransactionsCheck(), NOW)).isEmpty();
            assertThat(found(new TransactionsCheck(), Clock.offset(NOW, Duration.ofHours(1))))
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.fault()).isEqualTo(Fault.TRANSACTION_OPEN);
                        assertThat(finding.detail())
                                .startsWith(
                                        "transaction feed is open in acme.example.held-0: coordinator says Ongoing");
                    });
            producer.abortTransaction();
        }
    }

    @Test
    void transactionsOfAnOldProtocol() throws Exception {
        transactions((short) 1, FeatureUpdate.UpgradeType.SAFE_DOWNGRADE);

        // The broker learns of it from the controller a moment later.
        await().atMost(Duration.ofMinutes(5))
                .untilAsserted(
                        () -> assertThat(found(new KafkaCheck(), NOW))
                                .contains(
                                        new Finding(
                                                Fault.KAFKA_OLD_TRANSACTIONS,
                                                kafka.bootstrapServers(),
                                                "transaction.version is 1, at least 2 keeps a record that comes late out of a later transaction")));

        transactions((short) 2, FeatureUpdate.UpgradeType.UPGRADE);
        await().atMost(Duration.ofMinutes(5))
                .untilAsserted(() -> assertThat(found(new KafkaCheck(), NOW))
                        .extracting(Finding::fault)
                        .doesNotContain(Fault.KAFKA_OLD_TRANSACTIONS));
    }

    private static void transactions(short version, FeatureUpdate.UpgradeType type) throws Exception {
        admin.updateFeatures(
                        Map.of("transaction.version", new FeatureUpdate(version, type)), new UpdateFeaturesOptions())
                .all()
                .get();
    }

    @Test
    void aKafkaThatIsAwayKeepsNoOtherCheckFromLooking() throws Exception {
        int port = EmbeddedKafka.freePort(java.net.InetAddress.getLoopbackAddress());
        Patient.Where where = new Patient.Where(
                Map.of(
                        "bootstrap.servers",
                        "127.0.0.1:" + port,
                        "default.api.timeout.ms",
                        "3000",
                        "request.timeout.ms",
                        "2000"),
                List.of("http://127.0.0.1:" + port),
                List.of("http://127.0.0.1:" + port),
                List.of("http://127.0.0.1:" + port),
                List.of("http://127.0.0.1:" + port),
                List.of(temp),
                "");
        try (Patient patient = new Patient(where, HttpAccess.OPEN, NOW)) {
            Map<String, List<Finding>> all = new Examination(temp).of(patient);

            assertThat(all.get("Kafka")).extracting(Finding::fault).containsExactly(Fault.KAFKA_UNREACHABLE);
            assertThat(all.get("registry")).extracting(Finding::fault).containsExactly(Fault.REGISTRY_UNREACHABLE);
            assertThat(all.get("anchoring and ledgers"))
                    .extracting(Finding::fault)
                    .containsExactly(Fault.ANCHORING_UNREACHABLE);
            assertThat(all.get("Connect")).extracting(Finding::fault).containsExactly(Fault.CONNECT_UNREACHABLE);
            assertThat(all.get("read side")).extracting(Finding::fault).containsExactly(Fault.READ_SIDE_UNREACHABLE);
            assertThat(all)
                    .containsKeys("clocks", "disks", "memory and open files")
                    .doesNotContainKey("topics");
        }
    }

    @Test
    void aBrokerThatIsAwayIsNamedWhileTheOthersAnswer() throws Exception {
        String away = "127.0.0.1:" + EmbeddedKafka.freePort(java.net.InetAddress.getLoopbackAddress());
        Patient.Where where = new Patient.Where(
                Map.of("bootstrap.servers", kafka.bootstrapServers() + "," + away),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                "");
        try (Patient patient = new Patient(where, HttpAccess.OPEN, NOW)) {
            assertThat(new KafkaCheck().look(patient))
                    .filteredOn(finding -> finding.fault() == Fault.BROKER_AWAY)
                    .extracting(Finding::subject)
                    .containsExactly(away);
        }
    }
}
