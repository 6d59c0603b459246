package io.tombolo.verification.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Starts from the golden files and searches for a few seconds in every {@code verify}, guided by coverage. */
class ReaderFuzzTest {
    private final EveryReader readers = new EveryReader();

    ReaderFuzzTest() throws IOException {
        // The seeds are read before the search begins.
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "4s")
    void everyReaderRefusesOrReadsTheSameAgain(byte @NotNull [] data) {
        readers.read(data);
    }

    static Stream<Arguments> seeds() throws IOException {
        return new EveryReader().seeds().stream().map(seed -> Arguments.of((Object) seed));
    }
}
