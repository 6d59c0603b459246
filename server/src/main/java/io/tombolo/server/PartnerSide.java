package io.tombolo.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.access.PartnerAccess;
import io.tombolo.agreements.access.PartnerKeys;
import io.tombolo.agreements.access.PartnerRequests;
import io.tombolo.agreements.http.AgreementServer;
import io.tombolo.agreements.store.AgreementLog;
import io.tombolo.agreements.store.ErasureLog;
import io.tombolo.agreements.store.MemberKeys;
import io.tombolo.agreements.store.UsageLog;
import io.tombolo.anchoring.seal.PemLogKeys;
import io.tombolo.dsp.Dataspace;
import io.tombolo.http.server.ApiRequest;
import io.tombolo.http.server.Protection;
import io.tombolo.merkle.Hash;
import io.tombolo.schemas.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Agreements with other organisations, and the access that follows them. */
final class PartnerSide {
    /** How often access is looked at although no agreement changed. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

    private final Clock clock;
    private volatile Supplier<List<Agreement>> known = List::of;

    private volatile BiFunction<Origin, Long, Optional<Hash>> roots = (origin, size) -> Optional.empty();

    private volatile Optional<Dataspace> dataspace = Optional.empty();

    PartnerSide(Clock clock) {
        this.clock = clock;
    }

    /** What partners' tokens open; nothing before the agreements are read. */
    BiConsumer<String, ApiRequest> limits() {
        return new PartnerRequests(() -> known.get(), clock);
    }

    /** What partners may open. */
    PartnerKeys keys() {
        return new PartnerKeys(() -> known.get(), clock);
    }

    /**
     * Reads the agreements and listens for steps of them.
     *
     * @param invited how partners begin
     * @param where the addresses of the parts that partners ask, by name
     */
    AgreementServer start(
            ServerConfig config,
            DataFolder folder,
            int port,
            Access access,
            Protection protection,
            Map<String, String> kafka,
            Map<String, String> registry,
            MemberKeys keys,
            Invited invited,
            Supplier<Map<String, String>> where,
            Parts parts) {
        AgreementLog log = parts.add(AgreementLog.open(kafka, registry, keys, clock));
        known = log::all;
        UsageLog usage =
                parts.add(UsageLog.open(kafka, registry, log, (origin, size) -> roots.apply(origin, size), clock));
        ErasureLog erasures = parts.add(ErasureLog.open(kafka, registry));
        Optional<PartnerAccess> follows = access.kafka()
                .map(secured -> parts.add(new PartnerAccess(kafka, log::all, access.tokens(clock), clock, LOOK_EVERY)));
        follows.ifPresent(one -> {
            log.listen(one::reconcile);
            one.start();
        });
        Optional<PartnersKafka> partners = access.partners(config.partners());
        BiFunction<YearMonth, String, OptionalLong> sent = (month, partner) -> OptionalLong.empty();
        if (partners.isPresent() && !partners.get().own()) {
            SentToPartners counted =
                    parts.add(new SentToPartners(folder.root().resolve("sent-to-partners.json"), clock));
            sent = counted::bytes;
        }
        Supplier<Map<String, String>> all = () -> withAuthorities(where.get(), access, partners);
        config.partners()
                .dataspace()
                .ifPresent(file -> dataspace = Optional.of(parts.add(DataspaceSide.start(
                        file,
                        config.host(),
                        folder.sub("dataspace"),
                        access,
                        partners,
                        kafka.getOrDefault("bootstrap.servers", ""),
                        log,
                        follows,
                        clock))));
        return parts.add(AgreementServer.start(
                config.host(),
                port,
                protection,
                log,
                usage,
                erasures,
                sent,
                follows,
                all,
                invited.open(log, all, clock),
                clock));
    }

    /** With what receipts of usage are compared: nothing before the read side runs. */
    void compareWith(BiFunction<Origin, Long, Optional<Hash>> logs) {
        roots = logs;
    }

    /** Where the connector of a dataspace listens, if there is one; known once this was started. */
    Optional<URI> dataspace() {
        return dataspace.map(Dataspace::uri);
    }

    /** Registers what the connector of a dataspace answered, if there is one. */
    void publishDataspace(MeterRegistry meters) {
        dataspace.ifPresent(connector -> connector.publish(meters));
    }

    private static Map<String, String> withAuthorities(
            Map<String, String> where, Access access, Optional<PartnersKafka> partners) {
        Map<String, String> all = new LinkedHashMap<>(where);
        partners.ifPresent(kafka -> all.putAll(kafka.where()));
        access.kafka().ifPresent(node -> {
            node.authorities().ifPresent(file -> all.put("authorities", text(file)));
        });
        return all;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be read", e);
        }
    }

    /** The keys of a data folder: an organisation is this node's when it has a key for its agreements, or one for its logs. */
    static MemberKeys keys(Path folder, PemLogKeys logKeys) {
        PemLogKeys members = new PemLogKeys(folder);
        return new MemberKeys() {
            @Override
            public boolean hosts(String organisation) {
                return members.organisations().contains(organisation)
                        || logKeys.organisations().contains(organisation);
            }

            @Override
            public KeyPair of(String organisation) {
                return members.of(organisation);
            }
        };
    }
}
