package io.tombolo.anchoring.status;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.tombolo.ledger.Credential;
import io.tombolo.ledger.LedgerPeer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Supplier;

/** What the connection to a ledger depends on, as metrics: certificates and peers. */
final class ConnectionMetrics {
    private static final String PREFIX = "tombolo.anchoring.ledger.";

    private final Supplier<AnchoringStatus> state;
    private final Clock clock;

    ConnectionMetrics(Supplier<AnchoringStatus> state, Clock clock) {
        this.state = state;
        this.clock = clock;
    }

    void bind(MeterRegistry registry, AnchoringStatus.Ledger ledger) {
        Tags tags = Tags.of("ledger", ledger.ledger(), "organisation", ledger.organisation());
        for (Credential credential : ledger.credentials()) {
            NewMeters.gauge(
                    registry,
                    PREFIX + "credential.expiry.seconds",
                    tags.and("role", credential.role(), "subject", credential.subject()),
                    "until the certificate runs out; negative once it has",
                    this,
                    m -> m.left(ledger, credential));
        }
        for (LedgerPeer peer : ledger.peers()) {
            Tags its = tags.and("peer", peer.endpoint(), "role", peer.role().text());
            NewMeters.gauge(
                    registry,
                    PREFIX + "peer.answers",
                    its,
                    "1 while this peer answers",
                    this,
                    m -> m.peer(ledger, peer).answers() ? 1 : 0);
            NewMeters.counter(
                    registry,
                    PREFIX + "peer.failures",
                    its,
                    "calls to this peer that were taken to the next one, or tried again",
                    this,
                    m -> m.peer(ledger, peer).failures());
        }
    }

    /** Of two certificates with one name, as a renewed authority and the old one, the first that runs out. */
    private double left(AnchoringStatus.Ledger like, Credential one) {
        Optional<Instant> until = now(like).credentials().stream()
                .filter(credential -> credential.role().equals(one.role())
                        && credential.subject().equals(one.subject()))
                .map(Credential::until)
                .min(Comparator.naturalOrder());
        return Duration.between(clock.instant(), until.orElse(one.until())).toMillis() / 1000.0;
    }

    private LedgerPeer peer(AnchoringStatus.Ledger like, LedgerPeer one) {
        return now(like).peers().stream()
                .filter(peer -> peer.endpoint().equals(one.endpoint()))
                .findFirst()
                .orElse(one);
    }

    private AnchoringStatus.Ledger now(AnchoringStatus.Ledger like) {
        return state.get().ledgerLike(like);
    }
}
