package io.tombolo.provenance.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.tile.EntryBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A read side's folder that the program itself wrote in November 2026: it is opened as it is, not built again. */
class FolderFromBeforeTest {
    @TempDir
    private Path directory;

    @Test
    void aFolderFromBeforeIsOpenedWithItsEntriesCheckpointsAndAnchors() throws IOException, URISyntaxException {
        Path before = Path.of(FolderFromBeforeTest.class
                .getResource("/io/tombolo/provenance/before/read-side")
                .toURI());
        copy(before, directory);

        try (LogStore store = LogStore.open(directory, "a68E_T-pRhufHcOmV6wPgw", Clock.systemUTC())) {
            assertThat(store.logs()).singleElement().satisfies(log -> {
                assertThat(log.origin()).hasToString("acme.example/orders/0");
                HeldCheckpoint newest = log.view().checkpoint();
                Checkpoint checkpoint =
                        Checkpoint.parse(SignedNote.parse(newest.note()).text());
                EntryBundle bundle = EntryBundle.decode(log.bundle(0, 30).orElseThrow());
                CompactRange tree = CompactRange.empty();
                for (int i = 0; i < bundle.size(); i++) {
                    tree.append(bundle.entry(i));
                }
                assertThat(checkpoint.head()).isEqualTo(tree.head());
                assertThat(log.anchorAt("fabric:tombolo/anchors", 1)).isPresent();
            });
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.filter(Files::isRegularFile).forEach(file -> {
                Path target = to.resolve(from.relativize(file).toString());
                try {
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
