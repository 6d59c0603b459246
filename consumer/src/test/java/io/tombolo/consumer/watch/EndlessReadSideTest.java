package io.tombolo.consumer.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.consumer.readside.EndlessReadSide;
import io.tombolo.consumer.readside.LogHeads;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.verification.trust.TrustPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndlessReadSideTest {
    @Test
    void isReportedAsADelayAndTheNextInquiryRuns() throws Exception {
        try (EndlessReadSide endless = new EndlessReadSide("plain:", 1)) {
            LogHeads heads = new LogHeads(
                    new ProvenanceClient(endless.uri()),
                    "acme.example/log",
                    TrustPolicy.of(List.of(), List.of()),
                    Map.of(),
                    LogHeads.CATCHING_UP);
            LogInquiry inquiry = new LogInquiry(() -> heads, 0, Optional.empty(), List.of());

            LogUpdate first = inquiry.ask(new Place(0, 0, 0));
            LogUpdate second = inquiry.ask(new Place(0, 0, 0));

            assertThat(first.delayed())
                    .hasValueSatisfying(
                            why -> assertThat(why).contains("acme.example/log's checkpoints does not end", "limit 16"));
            assertThat(second.delayed()).isPresent();
            assertThat(endless.pages()).isEqualTo(34);
        }
    }
}
