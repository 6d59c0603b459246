package io.tombolo.demo;

import io.tombolo.attack.Tampering;
import io.tombolo.consumer.audit.AuditRequest;
import io.tombolo.consumer.audit.AuditResult;
import io.tombolo.consumer.audit.DatasetAudit;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import io.tombolo.schemas.registry.RegistrySettings;
import io.tombolo.schemas.registry.SchemaResolver;
import io.tombolo.server.Endpoints;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Refusal;
import java.io.PrintWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/** A second organisation that reads what the others share, and trusts none of it before it is verified. */
final class Partner {
    private final Endpoints endpoints;
    private final ProvenanceClient readSide;
    private final PrintWriter out;

    Partner(Endpoints endpoints, PrintWriter out) {
        this.endpoints = endpoints;
        this.readSide = new ProvenanceClient(URI.create(endpoints.api()));
        this.out = out;
    }

    /** Every event of every dataset. */
    List<Outcome> verifyAll() {
        List<Outcome> outcomes = new ArrayList<>();
        for (SharedDataset dataset : SharedDataset.values()) {
            AuditResult result = read(dataset, Map.of());
            String found = result.level().map(Level::name).orElse("REFUSED");
            Screen.say(
                    out,
                    "   %-26s %s: %,d of %,d events, %,.0f a second",
                    dataset.id(),
                    found,
                    result.anchored(),
                    result.events(),
                    result.eventsPerSecond());
            outcomes.add(new Outcome(
                    "all of " + dataset.id() + " as shared",
                    Level.CROSS_ANCHORED.name(),
                    found,
                    result.isGood()
                            && result.level().equals(Optional.of(Level.CROSS_ANCHORED))
                            && result.events() == dataset.rows()));
        }
        return outcomes;
    }

    /** Each lie in turn: refused by its name, at its offset, and nothing else refused. */
    List<Outcome> catchLies() {
        List<Outcome> outcomes = new ArrayList<>();
        for (Lie lie : Lie.values()) {
            Tampering tampering = lie.tampering(this::schema);
            AuditResult result = read(SharedDataset.FLIGHTS, tampering.settings());
            List<Long> touched = tampering.deed().map(Tampering.Deed::offsets).orElse(List.of());
            boolean good = !result.refusals().isEmpty()
                    && result.refusals().stream()
                            .allMatch(refusal -> refusal.kind() == lie.expected()
                                    && refusal.partition() == Lie.PARTITION
                                    && touched.contains(refusal.offset()));
            String found = result.refusals().isEmpty() ? "NOT REFUSED" : where(result.refusals());
            Screen.say(out, "   %-58s %s", tampering.deed().map(lie::story).orElse("nothing was done"), found);
            if (!result.refusals().isEmpty()) {
                Screen.say(
                        out,
                        "      %s",
                        Screen.shortened(result.refusals().get(0).detail()));
            }
            outcomes.add(new Outcome(lie.what(), lie.expected().name(), found, good));
        }
        return outcomes;
    }

    private static String where(List<AuditResult.Refused> refusals) {
        AuditResult.Refused first = refusals.get(0);
        Refusal kind = first.kind();
        String more = refusals.size() == 1 ? "" : " and " + refusals.get(1).offset();
        return kind + " partition " + first.partition() + ", offset " + first.offset() + more;
    }

    private Schema schema(int id) {
        try (HttpRegistryClient registry = HttpRegistryClient.of(URI.create(endpoints.registry()))) {
            return new SchemaResolver(registry).byId(id).orElseThrow().avro();
        }
    }

    /** @param attack settings that put an attacker between Kafka and the audit */
    private AuditResult read(SharedDataset dataset, Map<String, Object> attack) {
        Map<String, Object> kafka = new HashMap<>(attack);
        kafka.put("bootstrap.servers", endpoints.kafka());
        try (HttpRegistryClient registry =
                new HttpRegistryClient(RegistrySettings.from(Map.of("schema.registry.url", endpoints.registry())))) {
            return DatasetAudit.run(AuditRequest.of(
                    dataset.id(),
                    kafka,
                    readSide,
                    new RegistrySchemaHashes(registry),
                    readSide.policy(),
                    EvidenceVerifier.receipts()));
        }
    }
}
