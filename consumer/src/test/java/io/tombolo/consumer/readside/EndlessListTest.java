package io.tombolo.consumer.readside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EndlessListTest {
    private static final String ORIGIN = "acme.example/log";

    @Test
    void endsAtTheLimitWhenTheListIsOfFullPages() throws Exception {
        try (EndlessReadSide endless = new EndlessReadSide("plain:", 500)) {
            LogHeads heads = heads(endless, TrustPolicy.of(List.of(), List.of()), 5);
            List<Finding> findings = new ArrayList<>();

            assertThatThrownBy(() -> heads.next(head -> {}, findings::add))
                    .isInstanceOf(ReadSideException.class)
                    .hasMessage(endless.uri() + ": the list of " + ORIGIN
                            + "'s checkpoints does not end: 6 pages at once, limit 5");

            assertThat(endless.pages()).isEqualTo(6);
            // What was listed before was looked at.
            assertThat(findings).hasSize(2500).extracting(Finding::refusal).containsOnly(Refusal.NOT_TRUSTED);
        }
    }

    @Test
    void goesOnBehindWhatItHadAtTheNextCall() throws Exception {
        try (EndlessReadSide endless = new EndlessReadSide("plain:", 500)) {
            LogHeads heads = heads(endless, TrustPolicy.of(List.of(), List.of()), 1);
            List<Finding> findings = new ArrayList<>();

            assertThatThrownBy(() -> heads.next(head -> {}, findings::add)).isInstanceOf(ReadSideException.class);
            assertThatThrownBy(() -> heads.next(head -> {}, findings::add)).isInstanceOf(ReadSideException.class);

            assertThat(findings).extracting(Finding::detail).doesNotHaveDuplicates();
            assertThat(findings.get(findings.size() - 1).detail()).startsWith("checkpoint of size 1000:");
        }
    }

    @Test
    void endsWhenPagesAreNeverFull() throws Exception {
        try (EndlessReadSide endless = new EndlessReadSide("plain:", 1)) {
            LogHeads heads = heads(endless, TrustPolicy.of(List.of(), List.of()), 20_000);

            assertThatThrownBy(() -> heads.next(head -> {}, finding -> {}))
                    .isInstanceOf(ReadSideException.class)
                    .hasMessage(endless.uri() + ": the list of " + ORIGIN
                            + "'s checkpoints does not end: 17 pages of fewer than 500 lines at once, limit 16");

            assertThat(endless.pages()).isEqualTo(17);
        }
    }

    private static LogHeads heads(EndlessReadSide endless, TrustPolicy policy, int pages) {
        return new LogHeads(new ProvenanceClient(endless.uri()), ORIGIN, policy, Map.of(), 0, pages);
    }
}
