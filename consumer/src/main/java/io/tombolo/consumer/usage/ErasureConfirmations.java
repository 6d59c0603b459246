package io.tombolo.consumer.usage;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.schemas.signed.ErasureConfirmation;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has a reader drop its keys when the owner erased a subject, and signs that it did. One thread. */
final class ErasureConfirmations {
    static final Duration EVERY = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(ErasureConfirmations.class);

    private final UsagePost post;
    private final KeyPair key;
    private final Clock clock;
    private final Set<String> dropped = new HashSet<>();
    /** Agreements whose erasures could not be asked for the last time. */
    private final Set<String> failing = new HashSet<>();

    private final AtomicLong failed = new AtomicLong();
    private Instant next = Instant.MIN;

    ErasureConfirmations(UsagePost post, KeyPair key, Clock clock) {
        this.post = post;
        this.key = key;
        this.clock = clock;
    }

    /**
     * Asks for erasures, if the last time is long enough ago.
     *
     * @param drop drops all keys: those that are still given are got again
     */
    void pass(List<JsonNode> agreements, Runnable drop) throws InterruptedException {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return;
        }
        next = now.plus(EVERY);
        for (JsonNode agreement : agreements) {
            String id = agreement.path("id").asText();
            for (JsonNode one : erasures(id)) {
                String erasure = one.path("erasure").asText();
                if (!dropped.contains(erasure)) {
                    drop.run();
                    dropped.add(erasure);
                }
                if (!one.path("confirmed").asBoolean()) {
                    confirm(agreement, erasure);
                }
            }
        }
    }

    /** How often erasures could not be asked for. */
    long failed() {
        return failed.get();
    }

    /** None when the owner's server does not say; a warning states that once, until it does again. */
    private Iterable<JsonNode> erasures(String agreement) throws InterruptedException {
        try {
            JsonNode erasures = post.erasures(agreement);
            if (failing.remove(agreement)) {
                LOG.atInfo().addKeyValue("agreement", agreement).log("The owner's server states erasures again");
            }
            return erasures;
        } catch (IOException e) {
            failed.incrementAndGet();
            if (failing.add(agreement)) {
                LOG.atWarn()
                        .addKeyValue("agreement", agreement)
                        .addKeyValue("reason", String.valueOf(e.getMessage()))
                        .log(
                                "The owner's server does not state erasures now: keys that it erased are kept until it does");
            }
            return List.of();
        }
    }

    private void confirm(JsonNode agreement, String erasure) throws InterruptedException {
        String id = agreement.path("id").asText();
        ErasureConfirmation confirmation = new ErasureConfirmation(id, erasure, clock.instant());
        UsagePost.Answer answer = post.send(
                id,
                "erased",
                confirmation.signed(agreement.path("consumer").asText(), key).format());
        if (!(answer instanceof UsagePost.Answer.Recorded)) {
            LOG.atWarn()
                    .addKeyValue("erasure", erasure)
                    .addKeyValue("reason", answer)
                    .log("The confirmation that keys were dropped could not be sent; it is tried again");
        }
    }
}
