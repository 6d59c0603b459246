package io.tombolo.push;

import io.tombolo.schemas.DatasetId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** A system that pushes numbered batches, each under an idempotency key of its own. */
record PushClient(DatasetId dataset, String key) {

    private static final int ROWS = 20;

    Pushed push(URI server, int batch) {
        String body = idsOf(batch).stream()
                .map(id -> "{\"id\":" + id + ",\"note\":\"" + "n".repeat(100) + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
        try {
            return Pushed.by(server, dataset, key, "batch-" + batch, "", "application/json", body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    List<Long> idsOf(int batch) {
        return LongStream.range((long) batch * ROWS, (batch + 1L) * ROWS)
                .boxed()
                .toList();
    }

    /** Of the first so many batches. */
    List<Long> ids(int batches) {
        return LongStream.range(0, (long) batches * ROWS).boxed().toList();
    }
}
