package io.tombolo.server;

import io.tombolo.agreements.access.PartnerAccess;
import io.tombolo.agreements.store.AgreementLog;
import io.tombolo.config.ConfigFile.ConfigException;
import io.tombolo.dsp.Dataspace;
import io.tombolo.dsp.Reach;
import io.tombolo.dsp.Retry;
import io.tombolo.kafka.NodeSecurity;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
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
     * @param kafka for partners, where they have credentials
     * @param bootstrap Kafka's address where it asks for no credentials
     */
    static Dataspace start(
            Path file,
            String host,
            Path folder,
            Access access,
            Optional<PartnersKafka> kafka,
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
                credentials ->
                        kafka.orElseThrow().client(node.orElseThrow(), credentials.user(), credentials.password()),
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
}
