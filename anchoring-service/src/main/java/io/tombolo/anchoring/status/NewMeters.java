package io.tombolo.anchoring.status;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToDoubleFunction;

/**
 * Registers meters that are not there yet. What has labels is bound again before each scrape, and Micrometer would warn of each
 * counter that it knows.
 */
final class NewMeters {
    private NewMeters() {}

    static <T> void gauge(
            MeterRegistry registry, String name, Tags tags, String says, T of, ToDoubleFunction<T> value) {
        if (lacks(registry, name, tags)) {
            Gauge.builder(name, of, value).description(says).tags(tags).register(registry);
        }
    }

    static <T> void counter(
            MeterRegistry registry, String name, Tags tags, String says, T of, ToDoubleFunction<T> value) {
        if (lacks(registry, name, tags)) {
            FunctionCounter.builder(name, of, value)
                    .description(says)
                    .tags(tags)
                    .register(registry);
        }
    }

    private static boolean lacks(MeterRegistry registry, String name, Tags tags) {
        return registry.find(name).tags(tags).meter() == null;
    }
}
