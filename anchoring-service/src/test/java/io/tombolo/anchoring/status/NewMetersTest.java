package io.tombolo.anchoring.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NewMetersTest {
    @Test
    void registersACounterOnceForEachSetOfLabels() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        AtomicLong one = new AtomicLong(1);
        AtomicLong two = new AtomicLong(2);

        NewMeters.counter(registry, "refusals", Tags.of("code", "FORK"), "refused", one, AtomicLong::get);
        NewMeters.counter(registry, "refusals", Tags.of("code", "FORK"), "refused", two, AtomicLong::get);
        NewMeters.counter(registry, "refusals", Tags.of("code", "REPLAY"), "refused", two, AtomicLong::get);

        assertThat(registry.getMeters()).hasSize(2);
        assertThat(registry.get("refusals")
                        .tag("code", "FORK")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("refusals")
                        .tag("code", "REPLAY")
                        .functionCounter()
                        .count())
                .isEqualTo(2);
    }
}
