package io.tombolo.agreements.invite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.agreements.Party;
import io.tombolo.agreements.Terms;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.NoteCheck;
import io.tombolo.merkle.note.NoteSignature;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.schemas.json.BoundedJson;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an owner gives to one partner: where to connect, whom to rely on, the offered terms, and a secret that works once. The owner's log key signs all
 * of it but the secret, of which it signs the hash.
 *
 * @param offer the terms that the partner completes with its key
 * @param expires the first moment at which a key that has not joined can't join any more
 * @param agreements base URL of the owner's agreements
 * @param authorities PEM: who signed the certificates of the owner's node; empty where the platform knows them
 * @param policy the trust policy, as JSON
 * @param logKey verifier key (C2SP) of the key that signed it
 * @param secret of 43 letters; known to nobody else
 */
public record Invitation(
        Offer offer,
        Instant expires,
        URI agreements,
        Optional<String> authorities,
        String policy,
        String logKey,
        String secret) {
    public static final String FORMAT = "tombolo-invitation/1";

    private static final JsonMapper JSON = BoundedJson.mapper(1_000_000);
    private static final String SECRET = "secret";
    private static final String SECRET_HASH = "secret_sha256";
    private static final String SIGNATURE = "signature";

    /** The agreement's id, which is the invitation's too. */
    public String id() {
        return offer.id();
    }

    /** The file's content, signed by the key that {@link #logKey} names. */
    public ObjectNode write(KeyPair logKeys) {
        ObjectNode json = signedPart();
        SignedNote note =
                NoteSigner.sign(text(json), NoteSigner.ed25519(offer.provider().name(), logKeys));
        return json.put(SIGNATURE, note.signatures().get(0).line()).put(SECRET, secret);
    }

    private ObjectNode signedPart() {
        ObjectNode json = JSON.createObjectNode()
                .put("format", FORMAT)
                .put("owner", offer.provider().name())
                .put("partner", offer.partner())
                .put("dataset", offer.dataset())
                .put("expires", expires.toString())
                .put("agreements", agreements.toString());
        authorities.ifPresent(pem -> json.put("authorities", pem));
        json.put("terms", offer.text()).put("log_key", logKey).put(SECRET_HASH, hash(secret));
        try {
            json.set("policy", JSON.readTree(policy));
        } catch (JsonProcessingException e) {
            throw new MalformedException("invitation: policy is not JSON: " + e.getOriginalMessage());
        }
        return json;
    }

    /** White space between members does not count: mail programs change it. */
    private static String text(ObjectNode json) {
        return FORMAT + "\n" + json + "\n";
    }

    /** SHA-256 of a secret, in hexadecimal: what the owner keeps. */
    static String hash(String secret) {
        return Hash.of(Hash.sha256().digest(secret.getBytes(StandardCharsets.UTF_8)))
                .hex();
    }

    /**
     * Reads what {@link #write} made.
     *
     * @throws MalformedException when it is something else, or any of it was changed behind its signature
     */
    public static Invitation read(byte[] bytes) {
        if (!(json(bytes) instanceof ObjectNode json)) {
            throw new MalformedException("invitation: not a JSON object");
        }
        if (!json.path("format").asText().equals(FORMAT)) {
            throw new MalformedException(
                    "invitation: format '" + json.path("format").asText() + "', must be " + FORMAT);
        }
        Invitation read = read(json);
        String signature = text(json, SIGNATURE);
        ObjectNode signed = json.deepCopy().without(List.of(SIGNATURE, SECRET));
        NoteVerifier key = NoteVerifier.parse(read.logKey);
        SignedNote note = new SignedNote(text(signed), List.of(NoteSignature.parseLine(signature)));
        if (!key.name().equals(read.offer.provider().name())
                || !(note.verify(List.of(key)) instanceof NoteCheck.Signed)
                || !read.signedPart().equals(signed)
                || !hash(read.secret).equals(text(json, SECRET_HASH))) {
            throw new MalformedException("invitation: changed after its owner signed it");
        }
        return read;
    }

    private static Invitation read(ObjectNode json) {
        try {
            return new Invitation(
                    Offer.parse(text(json, "terms")),
                    Instant.parse(text(json, "expires")),
                    URI.create(text(json, "agreements")),
                    json.has("authorities") ? Optional.of(text(json, "authorities")) : Optional.empty(),
                    json.path("policy").toString(),
                    text(json, "log_key"),
                    text(json, SECRET));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new MalformedException("invitation: " + e.getMessage());
        }
    }

    private static JsonNode json(byte[] bytes) {
        try {
            return JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw new MalformedException("invitation: not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new MalformedException("invitation: not JSON: " + e.getMessage());
        }
    }

    private static String text(JsonNode json, String field) {
        if (!json.path(field).isTextual()) {
            throw new MalformedException("invitation: " + field + " is missing");
        }
        return json.path(field).textValue();
    }

    /** The offered terms, with the partner's key. */
    public Terms accepted(Party partner) {
        return offer.with(partner);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "Invitation[" + id() + " of " + offer.provider().name() + " for " + offer.partner() + "]";
    }
}
