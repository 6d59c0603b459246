package io.tombolo.cli.join;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.agreements.Action;
import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.AgreementFile;
import io.tombolo.agreements.CredentialRequest;
import io.tombolo.agreements.Party;
import io.tombolo.agreements.State;
import io.tombolo.agreements.Step;
import io.tombolo.agreements.Terms;
import io.tombolo.agreements.invite.Invitation;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Connection;
import io.tombolo.cli.shell.Json;
import io.tombolo.http.HttpAccess;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.verification.trust.PolicyFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Joins with an invitation, step by step. What a step made is in the folder, or at the owner's under this partner's key, before the next begins:
 * after an end at any place the same command does what is left.
 */
final class Joining {
    static final String CONSUMER = "consumer.properties";
    static final String POLICY = "policy.json";
    static final String SCRIPT = "verify-consumer.sh";
    static final String AUTHORITIES = "ca.pem";
    private static final String KAFKA_AUTHORITIES = "kafka-ca.pem";

    private static final String KEY = "key.pem";
    private static final String STATE = "join.json";

    private final Invitation invitation;
    private final PartnerFolder folder;
    private final Clock clock;
    private final Consumer<Reached> reached;

    /** Where an end leaves something to do. */
    enum Reached {
        KEY_MADE,
        JOINED,
        AGREEMENT_WRITTEN,
        CREDENTIALS_ISSUED,
        CREDENTIALS_WRITTEN,
        SCRIPT_WRITTEN
    }

    /**
     * What was joined.
     *
     * @param vkey the partner's own key
     */
    record Joined(String vkey, Agreement agreement, Connection connection) {}

    /** @param reached is called behind each step */
    Joining(Invitation invitation, PartnerFolder folder, Clock clock, Consumer<Reached> reached) {
        this.invitation = invitation;
        this.folder = folder;
        this.clock = clock;
        this.reached = reached;
    }

    /** The partner's key, made when it is missing; nothing is sent. */
    String prepare() {
        mustBeOfThisOwner();
        String policy = new String(PolicyFile.write(OwnersWord.policy(invitation)), StandardCharsets.UTF_8);
        Optional<String> kept = folder.read(POLICY);
        if (kept.isPresent() && !kept.get().equals(policy)) {
            throw new CommandException(
                    "file " + folder.file(POLICY) + " is not the invitation's policy: compare both with " + owner()
                            + ", then remove the file, or join in another folder");
        }
        folder.write(POLICY, policy);
        invitation.authorities().ifPresent(pem -> folder.write(AUTHORITIES, pem));
        if (folder.read(KEY).isEmpty()) {
            folder.secret(KEY, Ed25519Keys.toPem(Ed25519Keys.generate()).getBytes(StandardCharsets.US_ASCII));
        }
        reached.accept(Reached.KEY_MADE);
        return party(key()).vkey();
    }

    /** Joins at the owner's, and has the owner issue credentials. */
    Joined join() {
        OwnerClient owner = new OwnerClient(
                invitation.agreements(),
                new HttpAccess(invitation.authorities().map(pem -> folder.file(AUTHORITIES)), Optional.empty()));
        KeyPair key = key();
        Agreement agreement = agree(owner, key);
        Optional<String> settings = folder.read(CONSUMER);
        if (settings.isEmpty() || !settings.get().contains(agreementLine())) {
            JsonNode issued = issue(owner, key);
            reached.accept(Reached.CREDENTIALS_ISSUED);
            Optional<Path> authorities = invitation.authorities().map(pem -> folder.file(AUTHORITIES));
            String text = ConsumerFile.text(
                    agreement,
                    issued,
                    authorities,
                    kafkaAuthorities(issued, authorities),
                    folder.file(KEY),
                    agreementLine());
            folder.secret(CONSUMER, text.getBytes(StandardCharsets.UTF_8));
        }
        reached.accept(Reached.CREDENTIALS_WRITTEN);
        folder.program(SCRIPT, ConsumerFile.script(invitation.offer().dataset()));
        reached.accept(Reached.SCRIPT_WRITTEN);
        return new Joined(party(key).vkey(), agreement, Connection.read(folder.file(CONSUMER)));
    }

    /** The owner's own Kafka cluster has others than the owner's node. */
    private Optional<Path> kafkaAuthorities(JsonNode issued, Optional<Path> node) {
        if (!issued.has(ConsumerFile.KAFKA_AUTHORITIES)) {
            return node;
        }
        String pem = issued.path(ConsumerFile.KAFKA_AUTHORITIES).asText();
        if (pem.isEmpty()) {
            return Optional.empty();
        }
        folder.write(KAFKA_AUTHORITIES, pem);
        return Optional.of(folder.file(KAFKA_AUTHORITIES));
    }

    private Agreement agree(OwnerClient owner, KeyPair key) {
        Terms terms = invitation.accepted(party(key));
        ObjectNode request = Json.MAPPER
                .createObjectNode()
                .put("secret", invitation.secret())
                .put("terms", terms.text())
                .put(
                        "note",
                        Step.first(Action.REQUEST, terms, clock.instant())
                                .signed(terms.consumer().name(), key)
                                .format());
        JsonNode json = owner.post("/v1/invitations/" + invitation.id() + "/join", request);
        reached.accept(Reached.JOINED);
        Agreement agreement;
        try {
            agreement = AgreementFile.read(json.toString().getBytes(StandardCharsets.UTF_8));
        } catch (MalformedException e) {
            throw new CommandException(
                    "the owner's server answered with another thing than an agreement: " + e.getMessage(), e);
        }
        if (!agreement.terms().equals(terms)) {
            throw new CommandException("the owner's server answered with an agreement of other terms than it offered");
        }
        if (agreement.state() != State.FINALIZED) {
            throw new CommandException("agreement " + terms.id() + " is " + agreement.state() + ": "
                    + agreement.last().step().action().word() + " by "
                    + agreement.last().by() + " at "
                    + agreement.last().step().at());
        }
        folder.write("agreement-" + agreement.id() + ".json", Json.text(AgreementFile.write(agreement)));
        reached.accept(Reached.AGREEMENT_WRITTEN);
        return agreement;
    }

    private JsonNode issue(OwnerClient owner, KeyPair key) {
        String note = new CredentialRequest(invitation.id(), clock.instant())
                .signed(party(key).name(), key)
                .format();
        return owner.post(
                "/v1/agreements/" + invitation.id() + "/credentials",
                Json.MAPPER.createObjectNode().put("note", note));
    }

    private void mustBeOfThisOwner() {
        String mine = Json.text(Json.MAPPER
                        .createObjectNode()
                        .put("owner", owner())
                        .put("partner", invitation.offer().partner()))
                + "\n";
        Optional<String> there = folder.read(STATE);
        if (there.isPresent() && !there.get().equals(mine)) {
            throw new CommandException("folder " + folder + " is for another owner or partner (" + folder.file(STATE)
                    + " says which), this invitation is of " + owner() + " for "
                    + invitation.offer().partner() + ": choose another with -o DIR");
        }
        if (there.isEmpty()) {
            folder.write(STATE, mine);
        }
    }

    private String owner() {
        return invitation.offer().provider().name();
    }

    private String agreementLine() {
        return "tombolo.agreement=" + invitation.id() + "\n";
    }

    private KeyPair key() {
        try {
            return Ed25519Keys.fromPem(folder.read(KEY).orElse(""));
        } catch (MalformedException e) {
            throw new CommandException("key " + folder.file(KEY) + ": " + e.getMessage(), e);
        }
    }

    private Party party(KeyPair key) {
        return new Party(NoteVerifier.ed25519(invitation.offer().partner(), key.getPublic())
                .vkey());
    }
}
