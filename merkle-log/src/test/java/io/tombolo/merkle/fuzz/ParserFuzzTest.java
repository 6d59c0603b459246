package io.tombolo.merkle.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Starts from the vectors and runs a fixed number of inputs in every {@code verify}, guided by coverage. */
class ParserFuzzTest {

    @MethodSource("seeds")
    @FuzzTest(maxExecutions = 1_000, maxDuration = "30m")
    void everyParserRefusesOrRoundTrips(byte @NotNull [] data) {
        EveryParser.parse(data);
    }

    static Stream<Arguments> seeds() {
        return EveryParser.seeds().map(seed -> Arguments.of((Object) seed));
    }
}
