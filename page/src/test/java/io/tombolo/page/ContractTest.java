package io.tombolo.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ContractTest {
    /** The views are tried on these: a field that the API does not have would prove nothing. */
    @Test
    void theAnswersThatTheViewsAreTriedOnAreAsTheApiIsDescribed() {
        Contract contract = new Contract();

        Stream<String> differences = RecordedNode.recorded().properties().stream()
                .flatMap(one -> contract.differences(one.getKey(), one.getValue()).stream());

        assertThat(differences).isEmpty();
    }
}
