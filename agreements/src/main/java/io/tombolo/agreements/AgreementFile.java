package io.tombolo.agreements;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.schemas.json.BoundedJson;
import java.io.IOException;
import java.util.Optional;

/** An agreement as JSON: {@code signed} proves it to everybody, the fields beside it are for people who read it. */
public final class AgreementFile {
    private static final JsonMapper JSON = BoundedJson.mapper(100_000);
    private static final String SIGNED = "signed";

    private AgreementFile() {}

    /** The agreement with all that is needed to check it. */
    public static ObjectNode write(Agreement agreement) {
        Terms terms = agreement.terms();
        ObjectNode json = JSON.createObjectNode()
                .put("format", Terms.FORMAT)
                .put("id", agreement.id())
                .put("state", agreement.state().name())
                .put("provider", terms.provider().name())
                .put("consumer", terms.consumer().name())
                .put("dataset", terms.dataset().toString());
        terms.fieldGroups().forEach(json.putArray("groups")::add);
        json.put("purpose", terms.purpose())
                .put("from", terms.from().toString())
                .put("until", terms.until().toString())
                .put("price_per_million", terms.pricePerMillion().toPlainString())
                .put("currency", terms.currency())
                .put("bytes_per_second", terms.bytesPerSecond())
                .put("key_cache_seconds", terms.keyCache().toSeconds());
        ArrayNode steps = json.putArray(SIGNED);
        for (Agreement.Taken one : agreement.taken()) {
            ObjectNode step = steps.addObject()
                    .put("action", one.step().action().word())
                    .put("by", one.by())
                    .put("at", one.step().at().toString())
                    .put("reason", one.step().reason());
            one.proposed().ifPresent(proposed -> step.put("terms", proposed.text()));
            step.put("note", one.note().format());
        }
        return json;
    }

    /**
     * Reads what {@link #write} wrote, and checks every step of it: only what is signed counts.
     *
     * @throws MalformedException when it is something else, or a step is not one that could be taken
     */
    public static Agreement read(byte[] bytes) {
        try {
            JsonNode json = JSON.readTree(bytes);
            if (!json.path("format").asText().equals(Terms.FORMAT)) {
                throw new MalformedException(
                        "format '" + json.path("format").asText() + "', must be " + Terms.FORMAT);
            }
            Optional<Agreement> agreement = Optional.empty();
            for (JsonNode step : json.path(SIGNED)) {
                SignedNote note = SignedNote.parse(step.path("note").asText());
                Optional<String> terms =
                        step.path("terms").isTextual() ? Optional.of(step.path("terms").asText()) : Optional.empty();
                agreement = Optional.of(again(agreement, note, terms));
            }
            return agreement.orElseThrow(() -> new MalformedException("agreement: no signed step"));
        } catch (JsonProcessingException e) {
            throw new MalformedException("agreement: not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new MalformedException("agreement: not JSON: " + e.getMessage());
        }
    }

    /**
     * A step that was taken before, judged by its own time.
     *
     * @throws MalformedException when it can't have been
     */
    public static Agreement again(Optional<Agreement> before, SignedNote note, Optional<String> terms) {
        Agreement.Outcome outcome =
                Agreement.take(before, note, terms, Step.parse(note.text()).at());
        if (outcome instanceof Agreement.Outcome.Changed changed) {
            return changed.agreement();
        }
        Refusal why = ((Agreement.Outcome.Refused) outcome).why();
        throw new MalformedException("agreement: " + why.code() + ": " + why.detail());
    }
}
