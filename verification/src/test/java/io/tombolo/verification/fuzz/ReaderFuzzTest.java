package io.tombolo.verification.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Starts from the golden files and runs a fixed number of inputs in every {@code verify}, guided by coverage. */
class ReaderFuzzTest {
    /** One for all inputs: making it verifies every golden file, and JUnit makes an instance of this class for each seed. */
    private static final EveryReader READERS = EveryReader.ofGoldenFiles();

    @MethodSource("seeds")
    @FuzzTest(maxExecutions = 300, maxDuration = "30m")
    void everyReaderRefusesOrReadsTheSameAgain(byte @NotNull [] data) {
        READERS.read(data);
    }

    static Stream<Arguments> seeds() {
        return READERS.seeds().stream().map(seed -> Arguments.of((Object) seed));
    }
}
