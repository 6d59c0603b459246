package io.tombolo.agreements.invite;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.agreements.Action;
import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.Refusal;
import io.tombolo.agreements.State;
import io.tombolo.agreements.Step;
import io.tombolo.agreements.Terms;
import io.tombolo.agreements.store.AgreementLog;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.merkle.note.SignedNote;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The owner's side of invitations. Each is a file, in which its use is recorded before anything follows from it: whatever is interrupted continues when
 * the same key comes again, and no other key can take its place.
 */
public final class Invitations {
    /** As near as the request for credentials needs it, so that nobody joins who is then given none. */
    private static final Duration CLOCKS = Duration.ofMinutes(2);

    private static final Duration LONGEST = Duration.ofDays(90);
    private static final int SECRET_BYTES = 32;

    private final Path folder;
    private final AgreementLog log;
    private final Clock clock;
    private final Owner owner;
    private final SecureRandom random = new SecureRandom();

    /**
     * What the owner's node says of itself.
     *
     * @param where its addresses and the authorities behind its certificates, by name
     * @param policy whose keys and ledgers recipients of an organisation's data rely on, as JSON
     * @param logKey an organisation's log key; empty where it has none yet
     */
    public record Owner(
            Supplier<Map<String, String>> where,
            Function<String, String> policy,
            Function<String, Optional<KeyPair>> logKey) {}

    /**
     * An invitation as the owner's operator sees it.
     *
     * @param usedBy fingerprint of the key that joined with it
     */
    public record Listed(Offer offer, Instant created, Instant expires, Optional<String> usedBy) {}

    /** @param folder where they are kept; made when missing */
    public Invitations(Path folder, AgreementLog log, Clock clock, Owner owner) {
        this.folder = folder;
        this.log = log;
        this.clock = clock;
        this.owner = owner;
    }

    /**
     * Makes an invitation.
     *
     * @param terms with any key of the partner's name
     * @param valid for how long it can be used, at most 90 days
     * @return the file to give to the partner; its secret is kept nowhere else
     * @throws MalformedException when it can't be: a wrong time, or an organisation without a log
     */
    public ObjectNode create(Terms terms, Duration valid) {
        if (valid.isNegative() || valid.isZero() || valid.compareTo(LONGEST) > 0) {
            throw new MalformedException("invitation: valid for " + valid + ", limits PT1S and " + LONGEST);
        }
        String organisation = terms.provider().name();
        KeyPair logKey = owner.logKey()
                .apply(organisation)
                .orElseThrow(() -> new MalformedException(
                        "invitation: " + organisation + " has no log key yet: publish the dataset first"));
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Offer offer = Offer.of(terms);
        Instant now = clock.instant();
        Map<String, String> where = owner.where().get();
        Invitation invitation = new Invitation(
                offer,
                Instant.ofEpochSecond(now.plus(valid).getEpochSecond()),
                URI.create(String.valueOf(where.get("agreements"))),
                Optional.ofNullable(where.get("authorities")),
                owner.policy().apply(organisation),
                NoteVerifier.ed25519(organisation, logKey.getPublic()).vkey(),
                secret);
        ObjectNode file = invitation.write(logKey);
        new Kept(offer, now, invitation.expires(), Invitation.hash(secret), Optional.empty()).write(folder);
        return file;
    }

    /** All, the newest first. */
    public List<Listed> list() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .flatMap(file -> Kept.read(file).stream())
                    .sorted(Comparator.comparing(Kept::created).reversed())
                    .map(kept -> new Listed(
                            kept.offer(),
                            kept.created(),
                            kept.expires(),
                            kept.usedBy().map(Kept.Use::fingerprint)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("invitations in " + folder + " can't be listed", e);
        }
    }

    /**
     * A partner joins: its request for the offered terms is recorded and accepted, and the agreement is in force. The same key that comes
     * again gets the same agreement.
     *
     * @param proposed the text of the terms, with the partner's key
     * @param note the signed request for them
     * @throws MalformedException when a part can't be read
     * @throws org.apache.kafka.common.KafkaException when Kafka does not take a step; the same key may come again
     */
    public synchronized Agreement.Outcome join(String id, String secret, String proposed, SignedNote note) {
        Optional<Kept> found = Kept.read(Kept.file(folder, id));
        if (found.isEmpty()) {
            return refused(Refusal.Code.UNKNOWN, "there is no invitation " + id);
        }
        Kept kept = found.get();
        if (!MessageDigest.isEqual(ascii(Invitation.hash(secret)), ascii(kept.secretHash()))) {
            return refused(Refusal.Code.WRONG_SIGNER, "invitation " + id + ": that is not its secret");
        }
        Terms terms = Terms.parse(proposed);
        if (!terms.consumer().name().equals(kept.offer().partner())) {
            return refused(
                    Refusal.Code.WRONG_SIGNER,
                    "invitation " + id + ": is for " + kept.offer().partner() + ", not for "
                            + terms.consumer().name());
        }
        Instant now = clock.instant();
        Step step = Step.parse(note.text());
        if (Duration.between(step.at(), now).abs().compareTo(CLOCKS) > 0) {
            return refused(
                    Refusal.Code.EXPIRED,
                    "invitation " + id + ": the request was signed at " + step.at() + ", here it is " + now + ", limit "
                            + CLOCKS + " apart: set the clock");
        }
        if (!terms.equals(kept.offer().with(terms.consumer()))) {
            return refused(Refusal.Code.ALTERED, "invitation " + id + ": other terms than those that were offered");
        }
        Agreement.Outcome checked = Agreement.take(Optional.empty(), note, Optional.of(proposed), now);
        return checked instanceof Agreement.Outcome.Changed ? use(kept, terms, note, now) : checked;
    }

    private Agreement.Outcome use(Kept kept, Terms terms, SignedNote note, Instant now) {
        String id = terms.id();
        String vkey = terms.consumer().vkey();
        Optional<Kept.Use> used = kept.usedBy();
        if (used.isPresent() && !used.get().vkey().equals(vkey)) {
            return refused(
                    Refusal.Code.REPLAYED,
                    "invitation " + id + ": was used at " + used.get().at() + " by another key, "
                            + used.get().fingerprint() + ": if that is not yours, call "
                            + terms.provider().name());
        }
        if (used.isEmpty() && !now.isBefore(kept.expires())) {
            return refused(
                    Refusal.Code.EXPIRED,
                    "invitation " + id + ": expired at " + kept.expires() + ", here it is " + now + ": ask "
                            + terms.provider().name() + " for another");
        }
        if (used.isEmpty()) {
            kept.used(new Kept.Use(vkey, now.truncatedTo(ChronoUnit.SECONDS))).write(folder);
        }
        Optional<Agreement> agreement = log.find(id);
        if (agreement.isPresent() && !agreement.get().terms().equals(terms)) {
            return refused(Refusal.Code.OUT_OF_ORDER, "invitation " + id + ": the agreement has other terms by now");
        }
        return agreement.isEmpty()
                ? requested(id, log.take(note, Optional.of(terms.text())))
                : further(agreement.get());
    }

    private Agreement.Outcome requested(String id, Agreement.Outcome request) {
        return request instanceof Agreement.Outcome.Changed ? log.act(id, Action.ACCEPT, Step.NO_REASON) : request;
    }

    /** From wherever an earlier attempt got. */
    private Agreement.Outcome further(Agreement agreement) {
        if (agreement.state() == State.REQUESTED) {
            return log.act(agreement.id(), Action.ACCEPT, Step.NO_REASON);
        }
        if (agreement.state() == State.AGREED) {
            return log.act(agreement.id(), Action.FINALIZE, Step.NO_REASON);
        }
        return new Agreement.Outcome.Changed(agreement);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static Agreement.Outcome refused(Refusal.Code code, String detail) {
        return new Agreement.Outcome.Refused(new Refusal(code, detail));
    }
}
