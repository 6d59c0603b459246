package io.tombolo.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.publish.Publisher.Step;
import org.junit.jupiter.api.Test;

class PublisherTest {

    @Test
    void looksAgainAfterHalfOfWhatIsLeft() {
        assertThat(Publisher.nextLookMillis(1_000, new Step(100, 0, 200))).isEqualTo(500);
        assertThat(Publisher.nextLookMillis(1_000, new Step(150, 40, 200))).isEqualTo(100);
        assertThat(Publisher.nextLookMillis(1_000, new Step(1, 0, 200))).isEqualTo(2_000);
        assertThat(Publisher.nextLookMillis(1_000, new Step(200, 0, 200))).isEqualTo(100);
    }

    @Test
    void looksLessOftenTheLongerNothingComes() {
        assertThat(Publisher.nextLookMillis(0, new Step(0, 0, 1))).isEqualTo(100);
        assertThat(Publisher.nextLookMillis(2_000, new Step(0, 0, 1))).isEqualTo(500);
        assertThat(Publisher.nextLookMillis(60_000, new Step(0, 0, 1))).isEqualTo(2_000);
    }
}
