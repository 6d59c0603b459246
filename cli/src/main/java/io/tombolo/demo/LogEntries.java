package io.tombolo.demo;

import io.tombolo.merkle.tile.EntryBundle;
import io.tombolo.merkle.tile.TileReader;
import java.util.function.Consumer;

/** A log's entries in order, a bundle at a time: each bundle is fetched and checked once. */
final class LogEntries {
    private LogEntries() {}

    static void forEach(TileReader log, Consumer<byte[]> entry) {
        long size = log.head().size();
        long index = 0;
        for (long bundle = 0; index < size; bundle++) {
            EntryBundle entries = log.entries(bundle);
            for (int i = 0; i < entries.size(); i++, index++) {
                entry.accept(entries.entry(i));
            }
        }
    }
}
