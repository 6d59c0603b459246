package io.tombolo.server;

import io.tombolo.agreements.access.PartnerAccess;
import io.tombolo.agreements.store.AgreementLog;
import io.tombolo.config.ConfigFile.ConfigException;
import io.tombolo.dsp.Dataspace;
import io.tombolo.dsp.Reach;
import io.tombolo.dsp.Retry;
import io.tombolo.kafka.NodeSecurity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The connector of a dataspace, beside a node's agreements. */
final class DataspaceSide {
    private DataspaceSide() {}

    /**
     * @param file the operator's
     * @param folder keeps negotiations and transfers
     * @param bootstrap Kafka's address where it asks for no credentials
     */
    static Dataspace start(
            Path file,
            String host,
            Path folder,
            Access access,
            String bootstrap,
            AgreementLog log,
            Optional<PartnerAccess> follows,
            Clock clock) {
        DataspaceFile settings;
        try {
            settings = DataspaceFile.FILE.load(file);
        } catch (ConfigException e) {
            throw new ServerException("--dsp: " + e.getMessage(), e);
        }
        KnownParticipants participants = new KnownParticipants(settings.participants());
        Optional<NodeSecurity> node = access.kafka();
        DataspaceAgreements agreements = new DataspaceAgreements(
                log,
                follows,
                participants::organisation,
                credentials -> node.map(one -> client(one, credentials)).orElseThrow(),
                Map.of("bootstrap.servers", bootstrap, "security.protocol", "PLAINTEXT"),
                clock);
        Set<String> hosts = settings.hosts().stream()
                .map(one -> one.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        Dataspace dataspace = Dataspace.start(
                new Dataspace.Config(
                        host,
                        settings.port(),
                        settings.participantId(),
                        settings.address().isEmpty() ? Optional.empty() : Optional.of(URI.create(settings.address())),
                        folder,
                        access.protection(),
                        access.protection().callers(),
                        participants,
                        agreements,
                        new Reach(node.isEmpty(), hosts),
                        Retry.STANDARD,
                        node.flatMap(NodeSecurity::authorities),
                        settings.exchanges()),
                clock);
        agreements.follow(dataspace);
        return dataspace;
    }

    /** A partner's Kafka client gets the authorities themselves, as it has no file of this machine. */
    private static Map<String, String> client(NodeSecurity node, PartnerAccess.Credentials credentials) {
        Map<String, String> settings = new LinkedHashMap<>(node.client(credentials.user(), credentials.password()));
        String file = settings.remove("ssl.truststore.location");
        if (file != null) {
            settings.put("ssl.truststore.certificates", text(Path.of(file)));
        }
        node.partnersAddress().ifPresent(address -> settings.put("bootstrap.servers", address));
        return settings;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be read", e);
        }
    }
}
