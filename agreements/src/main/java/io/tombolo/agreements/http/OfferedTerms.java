package io.tombolo.agreements.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.agreements.Party;
import io.tombolo.agreements.Terms;
import io.tombolo.agreements.store.MemberKeys;
import io.tombolo.merkle.MalformedException;
import io.tombolo.schemas.DatasetId;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The terms that an operator offers, as JSON. */
final class OfferedTerms {
    private OfferedTerms() {}

    /** @throws MalformedException naming the field, its value and its limit */
    static Terms read(JsonNode json, MemberKeys keys) {
        try {
            DatasetId dataset = DatasetId.parse(text(json, "dataset"));
            List<String> groups = new ArrayList<>();
            json.path("groups").forEach(group -> groups.add(group.asText()));
            return new Terms(
                    json.path("id").asText(Terms.newId()),
                    keys.party(dataset.organisation()),
                    new Party(text(json, "consumer")),
                    dataset,
                    List.copyOf(new TreeSet<>(groups)),
                    text(json, "purpose"),
                    Instant.parse(text(json, "from")),
                    Instant.parse(text(json, "until")),
                    new BigDecimal(json.path("price_per_million").asText("0")),
                    json.path("currency").asText("EUR"),
                    json.path("bytes_per_second").asLong(),
                    Duration.ofSeconds(json.path("key_cache_seconds").asLong(0)));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new MalformedException("offer: " + e.getMessage());
        }
    }

    private static String text(JsonNode json, String field) {
        if (!json.path(field).isTextual()) {
            throw new MalformedException("offer: " + field + " is missing");
        }
        return json.path(field).textValue();
    }
}
