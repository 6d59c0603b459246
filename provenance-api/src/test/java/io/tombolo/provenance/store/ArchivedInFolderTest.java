package io.tombolo.provenance.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.config.ConfigFile.ConfigException;
import io.tombolo.objects.ObjectStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArchivedInFolderTest extends ArchivedLogsContract {
    @Override
    String at() {
        return dir.resolve("objects").toString();
    }

    @Override
    void breakStore() throws IOException {
        if (Files.exists(Path.of(at()))) {
            Files.move(Path.of(at()), dir.resolve("elsewhere"));
        }
        Files.writeString(Path.of(at()), "not a folder");
    }

    @Override
    void repairStore() throws IOException {
        Files.delete(Path.of(at()));
        if (Files.exists(dir.resolve("elsewhere"))) {
            Files.move(dir.resolve("elsewhere"), Path.of(at()));
        }
    }

    @Test
    void anObjectThatWasChangedOrDeletedIsNotServed() throws IOException {
        LogStore store = open("a", 30);
        share(store, sample, 3_000);
        awaitUpload(store, 2_816);
        assertThat(store.housekeeping()).isTrue();
        store.commit(Map.of());
        Path bundle = Path.of(at(), "acme.example/flights/0/tile/entries/001");
        byte[] bytes = Files.readAllBytes(bundle);
        bytes[77] ^= 1;
        Files.write(bundle, bytes);
        Files.delete(Path.of(at(), "acme.example/flights/0/tile/0/001"));

        assertThatThrownBy(() -> log(store).bundle(1, 256))
                .isInstanceOf(ObjectStoreException.class)
                .hasMessageStartingWith("acme.example/flights/0/tile/entries/001 in " + at()
                        + " was changed: its 13312 bytes do not give the hash ");
        assertThatThrownBy(() -> log(store).tile(0, 1, 256))
                .isInstanceOf(ObjectStoreException.class)
                .hasMessage("acme.example/flights/0/tile/0/001 is missing in " + at());
        assertThat(log(store).entry(0)).isEqualTo(sample.entry(0));
        assertThat(store.objects().failures()).isEqualTo(2);
    }

    @Test
    void aRuleThatWouldLoseLeavesIsRefused() {
        assertThatThrownBy(() -> new LogStore.Objects("", 30, 256))
                .isInstanceOf(ConfigException.class)
                .hasMessage("objects.keepDays: 30 without objects.store: what leaves the folder must be elsewhere");
        assertThatThrownBy(() -> new LogStore.Objects(at(), -2, 256))
                .hasMessage("objects.keepDays: -2, limit -1 to 36500");
        assertThatThrownBy(() -> new LogStore.Objects(at(), 30, 1_000))
                .hasMessage("objects.freeAtOnce: 1000, must be a multiple of 256");
    }
}
