package io.tombolo.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Pushes one row after the other, each with its own Idempotency-Key, until it is answered for; a server that is away is asked again. */
final class DrillPusher implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI rows;
    private final String key;
    private final CompletableFuture<Long> pushed;
    private volatile boolean stopped;
    private volatile boolean abandoned;

    private DrillPusher(URI rows, String key) {
        this.rows = rows;
        this.key = key;
        this.pushed = new CompletableFuture<>();
    }

    static DrillPusher start(Path data, String push) throws IOException {
        JsonNode added = Json.MAPPER.readTree(Shell.run(
                        "push-key",
                        "add",
                        "erp",
                        "--data",
                        data.toString(),
                        "--json",
                        "--organisation=acme.example",
                        "--dataset=pushed",
                        "--key=id",
                        "--types=id:long,note:string")
                .out());
        DrillPusher pusher = new DrillPusher(
                URI.create(push + "/v1/datasets/acme.example/pushed/events"),
                added.path("key").asText());
        Thread thread = new Thread(pusher::run, "pusher");
        thread.setDaemon(true);
        thread.start();
        return pusher;
    }

    private void run() {
        try {
            long row = 0;
            while (!stopped) {
                while (!push(row)) {
                    if (abandoned) {
                        return;
                    }
                    TimeUnit.MILLISECONDS.sleep(100);
                }
                row++;
            }
            pushed.complete(row);
        } catch (RuntimeException | InterruptedException e) {
            pushed.completeExceptionally(e);
        }
    }

    private boolean push(long row) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(rows)
                .timeout(Duration.ofMinutes(1))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "row-" + row)
                .POST(HttpRequest.BodyPublishers.ofString("{\"id\":" + row + ",\"note\":\"row " + row + "\"}"))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 == 4) {
                throw new IllegalStateException("row " + row + ": " + answer.statusCode() + " " + answer.body());
            }
            return answer.statusCode() / 100 == 2;
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends after the row at hand; how many were answered for. */
    long finish() {
        stopped = true;
        return pushed.orTimeout(2, TimeUnit.MINUTES).join();
    }

    @Override
    public void close() {
        stopped = true;
        abandoned = true;
    }
}
