package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.kafka.NodeSecurity;
import io.tombolo.server.LabCertificates;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;

/** A Kafka cluster of an operator's own: TLS, SCRAM, Kafka's authorizer, one administrator, and what {@code tombolo acls} gives to parts. */
final class SecuredCluster implements AutoCloseable {
    private final EmbeddedKafka kafka;
    private final Path folder;
    private final Path administrator;
    private final List<String> parts;

    private SecuredCluster(EmbeddedKafka kafka, Path folder, Path administrator, List<String> parts) {
        this.kafka = kafka;
        this.folder = folder;
        this.administrator = administrator;
        this.parts = parts;
    }

    /** With a user and access lists for each of these parts, as the command line names them. */
    static SecuredCluster start(Path folder, String... parts) throws IOException {
        Path tls = folder.resolve("tls");
        LabCertificates.create(tls, List.of("127.0.0.1", "localhost"), Duration.ofDays(1), Clock.systemUTC());
        NodeSecurity security = new NodeSecurity(
                "127.0.0.1",
                tls.resolve(LabCertificates.CERTIFICATE),
                tls.resolve(LabCertificates.PRIVATE_KEY),
                Optional.of(tls.resolve(LabCertificates.AUTHORITY)),
                "operator",
                "theoperatorspassword");
        EmbeddedKafka kafka = EmbeddedKafka.start(
                new EmbeddedKafka.Config(folder.resolve("cluster"), "127.0.0.1", 0, Map.of(), Optional.of(security)));
        Map<String, String> settings = new LinkedHashMap<>(security.client());
        settings.put("bootstrap.servers", kafka.bootstrapServers());
        Path file = Files.writeString(
                folder.resolve("admin.properties"),
                settings.entrySet().stream()
                        .map(one -> one.getKey() + "=" + one.getValue())
                        .collect(Collectors.joining("\n")));
        SecuredCluster started = new SecuredCluster(kafka, folder, file, List.of(parts));
        if (parts.length > 0) {
            assertThat(started.apply().err()).isEmpty();
        }
        return started;
    }

    Shell.Said acls(String deed, String... more) {
        List<String> arguments = new ArrayList<>(List.of("acls", deed, "--kafka-admin", administrator.toString()));
        arguments.addAll(List.of("--organisation", "acme.example"));
        arguments.addAll(parts);
        arguments.addAll(List.of(more));
        return Shell.run(arguments.toArray(String[]::new));
    }

    Shell.Said apply() {
        return acls("--apply", "--users", folder.resolve("users").toString());
    }

    /** The client properties of a user that was made so. */
    Path file(String user) {
        return folder.resolve("users").resolve(user + ".properties");
    }

    Map<String, String> user(String name) throws IOException {
        return read(file(name));
    }

    /** The authority of its certificate, and the certificate with its key, which the parts use too. */
    Path tls(String name) {
        return folder.resolve("tls").resolve(name);
    }

    /** What is done while an access list is missing. */
    interface Deed {
        void run() throws Exception;
    }

    /** Takes an access list away while something is done, and gives it back. */
    void without(String user, AclOperation operation, ResourceType type, String resource, Deed deed) throws Exception {
        AclBindingFilter one = new AclBindingFilter(
                new ResourcePatternFilter(type, resource, PatternType.ANY),
                new AccessControlEntryFilter("User:" + user, null, operation, AclPermissionType.ALLOW));
        try (Admin admin = Admin.create(Map.copyOf(settings()))) {
            assertThat(admin.deleteAcls(List.of(one)).all().get()).hasSize(1);
        }
        try {
            Shell.Said checked = acls("--check");
            assertThat(checked.exitCode()).isEqualTo(1);
            assertThat(checked.out())
                    .startsWith("missing  User:" + user + " may ")
                    .contains(resource)
                    .hasLineCount(1);
            deed.run();
        } finally {
            assertThat(apply().out()).startsWith("created  User:" + user + " may ");
        }
    }

    /** The administrator's client properties. */
    Path administrator() {
        return administrator;
    }

    Map<String, String> settings() throws IOException {
        return read(administrator);
    }

    static Map<String, String> read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        }
        Map<String, String> settings = new LinkedHashMap<>();
        properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
        return settings;
    }

    @Override
    public void close() {
        kafka.close();
    }
}
