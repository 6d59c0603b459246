package io.tombolo.ledger;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A certificate that a connection to a ledger depends on, and when it runs out.
 *
 * @param role what it is used for, as {@code identity of CarriersMSP}
 * @param subject whose it is, an RFC 2253 name
 * @param until the last moment at which it is good
 */
public record Credential(String role, String subject, Instant until) {
    /** How long ahead an operator is warned, the longest first. */
    public static final List<Duration> NOTICES = List.of(Duration.ofDays(90), Duration.ofDays(30), Duration.ofDays(7));

    public Credential {
        requireNonNull(role, "role");
        requireNonNull(subject, "subject");
        requireNonNull(until, "until");
    }

    /** One short line for an operator. */
    public String what() {
        return role + ": " + subject;
    }

    /** The shortest of {@link #NOTICES} that has begun, zero once it has run out; empty while there is longer left. */
    public Optional<Duration> notice(Instant now) {
        if (now.isAfter(until)) {
            return Optional.of(Duration.ZERO);
        }
        Duration left = Duration.between(now, until);
        return NOTICES.stream().filter(notice -> left.compareTo(notice) <= 0).reduce((longer, shorter) -> shorter);
    }
}
