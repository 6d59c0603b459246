package io.tombolo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A first start that never becomes ready. */
class FirstStartIT {
    @TempDir
    Path dir;

    @Test
    void theNextOneBeginsAnewWithWhateverOptions() throws Exception {
        Path data = dir.resolve("data");
        ServerConfig wrong = ServerConfig.local(data)
                .withSecurity(Security.lab())
                .withLedgers(new Ledgers(
                        "embedded:other", List.of(dir.resolve("none.yaml").toString()), Optional.empty()));
        assertThatThrownBy(() -> Tombolo.start(wrong)).isInstanceOf(ServerException.class);
        assertThat(names(data)).contains("kafka", "ledger", "security", "tombolo.new");
        String failed = cluster(data);

        try (Tombolo node = Tombolo.start(ServerConfig.local(data))) {
            assertThat(node.endpoints().api()).startsWith("http://");
        }
        String started = cluster(data);
        Tombolo.start(ServerConfig.local(data)).close();

        assertThat(names(data)).doesNotContain("security", "tombolo.new");
        assertThat(started).isNotEqualTo(failed);
        assertThat(cluster(data)).isEqualTo(started);
    }

    private static List<String> names(Path folder) throws Exception {
        try (Stream<Path> content = Files.list(folder)) {
            return content.map(one -> one.getFileName().toString()).toList();
        }
    }

    private static String cluster(Path data) throws Exception {
        return Files.readAllLines(data.resolve("kafka").resolve("meta.properties")).stream()
                .filter(line -> line.startsWith("cluster.id="))
                .findFirst()
                .orElseThrow();
    }
}
