package io.tombolo.agreements;

import io.tombolo.agreements.store.MemberKeys;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.schemas.DatasetId;
import java.math.BigDecimal;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Two organisations with keys that never change, and what they agree on. */
public final class Two {
    public static final String OWNER = "acme.example";
    public static final String PARTNER = "partner.example";
    public static final KeyPair OWNER_KEY = key(1);
    public static final KeyPair PARTNER_KEY = key(2);
    /** The owner's node has its key, and no other. */
    public static final MemberKeys OWNERS_KEYS = new MemberKeys() {
        @Override
        public boolean hosts(String organisation) {
            return organisation.equals(OWNER);
        }

        @Override
        public KeyPair of(String organisation) {
            return OWNER_KEY;
        }
    };

    public static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");

    private Two() {}

    public static KeyPair key(int number) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) number);
        return Ed25519Keys.fromSeed(seed);
    }

    public static Party party(String name, KeyPair key) {
        return new Party(NoteVerifier.ed25519(name, key.getPublic()).vkey());
    }

    public static Terms terms() {
        return terms("0123456789abcdef0123456789abcdef", "flights", party(PARTNER, PARTNER_KEY));
    }

    public static Terms terms(String id, String dataset, Party consumer) {
        return new Terms(
                id,
                party(OWNER, OWNER_KEY),
                consumer,
                new DatasetId(OWNER, dataset),
                List.of("clinical", "price"),
                "delay statistics, no resale",
                Instant.parse("2026-12-01T00:00:00Z"),
                Instant.parse("2027-12-01T00:00:00Z"),
                new BigDecimal("12.50"),
                "EUR",
                10_000_000,
                Duration.ofMinutes(5));
    }

    static SignedNote byOwner(Step step) {
        return step.signed(OWNER, OWNER_KEY);
    }

    static SignedNote byPartner(Step step) {
        return step.signed(PARTNER, PARTNER_KEY);
    }

    static Agreement offered() {
        Terms terms = terms();
        return taken(Optional.empty(), byOwner(Step.first(Action.OFFER, terms, NOW)), Optional.of(terms.text()));
    }

    public static Agreement inForce() {
        Agreement agreed = taken(offered(), byPartner(offered().next(Action.ACCEPT, NOW, Step.NO_REASON)));
        return taken(agreed, byOwner(agreed.next(Action.FINALIZE, NOW, Step.NO_REASON)));
    }

    static Agreement taken(Agreement before, SignedNote note) {
        return taken(Optional.of(before), note, Optional.empty());
    }

    static Agreement taken(Optional<Agreement> before, SignedNote note, Optional<String> terms) {
        Agreement.Outcome outcome = Agreement.take(before, note, terms, NOW);
        if (outcome instanceof Agreement.Outcome.Changed changed) {
            return changed.agreement();
        }
        throw new AssertionError(((Agreement.Outcome.Refused) outcome).why().toString());
    }
}
