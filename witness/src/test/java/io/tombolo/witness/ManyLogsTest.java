package io.tombolo.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.checkpoint.Cosignature;
import io.tombolo.merkle.note.SignedNote;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many logs at once, and many requests of one log. */
final class ManyLogsTest {
    @TempDir
    Path temp = Path.of("unset");

    @Test
    void cosignsAHundredLogsAtOnce() throws Exception {
        SignedLog[] logs = IntStream.range(0, 100)
                .mapToObj(i -> SignedLog.of("log.example/" + i))
                .toArray(SignedLog[]::new);
        try (TestWitness witness = TestWitness.start(temp, logs)) {
            List<Callable<Void>> owners = new ArrayList<>();
            for (SignedLog log : logs) {
                owners.add(() -> {
                    for (int size = 1; size <= 3; size++) {
                        HttpResponse<String> answer = witness.send(log.request(size - 1, size));
                        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                        WitnessCalls.cosignature(answer.body(), log.note(size), witness.vkey());
                    }
                    return null;
                });
            }
            all(owners);
            witness.restart();

            for (SignedLog log : logs) {
                assertThat(witness.send(log.request(0, 9)).body()).isEqualTo("3\n");
            }
        }
    }

    @Test
    void neverCosignsTwoHistoriesOfOneLogHoweverManyAskAtOnce() throws Exception {
        SignedLog log = SignedLog.of("log.example/flights");
        try (TestWitness witness = TestWitness.start(temp, log)) {
            Map<Long, TreeHead> cosigned = new ConcurrentHashMap<>();
            List<Callable<Void>> owners = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                SignedLog history = i % 2 == 0 ? log : log.fork(i);
                owners.add(() -> {
                    for (int attempt = 0; attempt < 12; attempt++) {
                        follow(witness, history, cosigned);
                    }
                    return null;
                });
            }
            all(owners);

            assertThat(cosigned).isNotEmpty();
        }
    }

    /** Asks for the next size, learnt as a client learns it, and records what was cosigned. */
    private static void follow(TestWitness witness, SignedLog history, Map<Long, TreeHead> cosigned) throws Exception {
        String body = witness.send(history.request(1, 1)).body();
        long old = body.matches("\\d+\n") ? Long.parseLong(body.strip()) : 1;
        SignedNote note = history.note(old + 1);
        HttpResponse<String> answer = witness.send(history.request(old, old + 1));
        if (answer.statusCode() == 200) {
            Cosignature.time(WitnessCalls.cosignature(answer.body(), note, witness.vkey()));
            TreeHead head = Checkpoint.parse(note.text()).head();
            TreeHead other = cosigned.putIfAbsent(head.size(), head);
            assertThat(other == null ? head : other).isEqualTo(head);
        } else {
            assertThat(answer.statusCode()).as(answer.body()).isIn(409, 422);
        }
    }

    private static void all(List<Callable<Void>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(12);
        try {
            for (Future<Void> one : threads.invokeAll(tasks)) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
