package io.tombolo.connect;

import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpAnswer;
import io.tombolo.http.HttpLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.connect.runtime.Connect;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A distributed Connect worker in this JVM, ready when {@link #start} returns. */
public final class EmbeddedConnect implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedConnect.class);
    private static final Duration READY_WITHIN = Duration.ofMinutes(3);
    private static final Duration ASK_EVERY = Duration.ofMillis(100);

    private final Connect<?> connect;
    private final URI uri;

    private EmbeddedConnect(Connect<?> connect) {
        this.connect = connect;
        this.uri = withoutLastSlash(connect.rest().advertisedUrl());
    }

    /**
     * Starts the worker and waits until it has joined its group and answers for connectors.
     *
     * @throws org.apache.kafka.connect.errors.ConnectException when a setting is wrong, the port is taken, or Kafka does not
     *     answer
     * @throws IllegalStateException when it is not ready within 3 min
     */
    public static EmbeddedConnect start(EmbeddedConnectConfig config) {
        return start(config, step -> {});
    }

    /** As {@link #start(EmbeddedConnectConfig)}; {@code steps} gets a few words on each step of the start, and each answer of its health. */
    public static EmbeddedConnect start(EmbeddedConnectConfig config, Consumer<String> steps) {
        try {
            Files.createDirectories(config.plugins());
            Files.createDirectories(config.secrets());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> worker = config.worker();
        steps.accept("transactions that a killed worker left open are being ended");
        LeftOpen.end(worker.getOrDefault("bootstrap.servers", ""), worker.getOrDefault("group.id", ""));
        steps.accept("the worker reads its topics");
        var started = new EmbeddedConnect(OwnerStops.startConnect(worker));
        try {
            started.awaitReady(steps);
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
        LOG.atInfo().addKeyValue("uri", started.uri).log("Connect is ready");
        return started;
    }

    /** Where its REST interface answers, without a slash at the end. */
    public URI uri() {
        return uri;
    }

    @Override
    public void close() {
        connect.stop();
        connect.awaitStop();
    }

    private void awaitReady(Consumer<String> steps) {
        BoundedHttp http = new BoundedHttp(new HttpLimits(Duration.ofSeconds(10), 1 << 20, 0));
        HttpRequest health = HttpRequest.newBuilder(URI.create(uri + "/health")).build();
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        String last = "no answer";
        while (System.nanoTime() < deadline) {
            try {
                HttpAnswer answer = http.send(health);
                if (answer.status() == 200) {
                    return;
                }
                last = answer.text();
                steps.accept("its health is " + last);
                Thread.sleep(ASK_EVERY.toMillis());
            } catch (IOException e) {
                last = e.toString();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Connect at " + uri + ": interrupted while it started", e);
            }
        }
        throw new IllegalStateException(
                "Connect at " + uri + ": not ready in " + READY_WITHIN.toSeconds() + " s: " + last);
    }

    private static URI withoutLastSlash(URI uri) {
        String text = uri.toString();
        return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : uri;
    }
}
