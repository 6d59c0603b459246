package io.tombolo.anchoring.anchor;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.tombolo.tracing.Traced;
import org.junit.jupiter.api.Test;

class HeadTracesTest {
    private static final String LOG = "acme.example/a/0";

    private final HeadTraces traces = new HeadTraces();

    private static SpanContext span(int id) {
        return SpanContext.create(
                "%032x".formatted(id), "%016x".formatted(id), TraceFlags.getSampled(), TraceState.getDefault());
    }

    @Test
    void aHeadHasTheBatchesThatItCovers() {
        traces.take(LOG, 10, span(1));
        traces.take(LOG, 20, null);
        traces.take(LOG, 30, span(3));
        traces.take("acme.example/b/0", 5, span(4));

        assertThat(traces.upTo(LOG, 20)).containsExactly(span(1));
        assertThat(traces.upTo(LOG, 30)).containsExactly(span(1), span(3));
        traces.anchored(LOG, 20);
        assertThat(traces.upTo(LOG, 30)).containsExactly(span(3));
        traces.forget();
        assertThat(traces.upTo(LOG, 30)).isEmpty();
    }

    @Test
    void aLedgerThatIsAwayForLongCostsFewSpans() {
        for (int i = 1; i <= 1_000; i++) {
            traces.take(LOG, i, span(i));
        }

        assertThat(traces.upTo(LOG, 1_000)).hasSize(Traced.MOST).startsWith(span(1));
    }
}
