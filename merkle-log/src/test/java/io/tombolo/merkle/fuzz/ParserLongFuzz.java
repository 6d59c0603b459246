package io.tombolo.merkle.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same search for half an hour: {@code mvn -Pfuzz -pl merkle-log verify}. */
class ParserLongFuzz {

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30m")
    void everyParserRefusesOrRoundTrips(byte @NotNull [] data) {
        EveryParser.parse(data);
    }

    static Stream<Arguments> seeds() {
        return EveryParser.seeds().map(seed -> Arguments.of((Object) seed));
    }
}
