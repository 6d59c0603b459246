package io.tombolo.http.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Server-sent events (HTML Living Standard, 9.2) for any number of readers up to a limit: each event is encoded once, and kept for those that
 * connect again with {@code Last-Event-ID}. A reader that takes events too slowly is cut off. For any thread.
 */
public final class EventStream implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long BACK_WITHIN_MS = 60_000;
    private static final byte[] RETRY = "retry: 2000\n\n".getBytes(StandardCharsets.UTF_8);

    private final Settings settings;
    private final Clock clock;
    private final Supplier<List<Message>> first;
    private final ScheduledExecutorService beats;
    private final Set<EventReader> readers = ConcurrentHashMap.newKeySet();
    private final Deque<Frame> kept = new ArrayDeque<>();
    private final LongAdder dropped = new LongAdder();
    /** Ids of an earlier run mean nothing to this one. */
    private final String run;

    private long keptBytes;
    private long last;
    private volatile long leftAt;

    /**
     * What the readers may take.
     *
     * @param readers at the same time; more are asked to come back
     * @param heartbeat how often an event {@code heartbeat} is sent, so that readers can tell a quiet server from a dead one
     * @param longest how long one answer lasts: then the reader connects again, and its access is checked again
     * @param waiting bytes that may wait for one reader
     * @param kept bytes of past events that are kept for those that connect again
     */
    public record Settings(int readers, Duration heartbeat, Duration longest, int waiting, int kept) {}

    /**
     * One event.
     *
     * @param name its type, letters only
     * @param data what Jackson can write
     */
    public record Message(String name, Object data) {}

    /** As it is sent; nobody changes it. */
    private static final class Frame {
        private final long id;
        private final byte[] bytes;

        Frame(long id, byte[] bytes) {
            this.id = id;
            this.bytes = bytes;
        }
    }

    /** @param first what a new reader gets before anything else */
    public EventStream(Settings settings, Clock clock, Supplier<List<Message>> first) {
        this.settings = settings;
        this.clock = clock;
        this.first = first;
        this.run = Long.toString(clock.millis(), Character.MAX_RADIX);
        this.beats = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "event-stream");
            thread.setDaemon(true);
            return thread;
        });
        long every = settings.heartbeat().toMillis();
        var unused = beats.scheduleAtFixedRate(this::beat, every, every, TimeUnit.MILLISECONDS);
    }

    /** Whether anybody reads, or may come back for what it missed: one who left within the last minute. */
    public boolean isRead() {
        return !readers.isEmpty() || clock.millis() - leftAt < BACK_WITHIN_MS;
    }

    /** Something happened that nobody was sent: those who come back later are told to begin again. */
    public void skip() {
        synchronized (kept) {
            last++;
            kept.clear();
            keptBytes = 0;
        }
    }

    private void left(EventReader reader) {
        if (readers.remove(reader)) {
            leftAt = clock.millis();
        }
    }

    /** How many are connected. */
    public int readers() {
        return readers.size();
    }

    /** How many were cut off because they were too slow. */
    public long dropped() {
        return dropped.sum();
    }

    /** Registers {@code tombolo.http.event.readers} and {@code tombolo.http.event.readers.dropped}. */
    public void publish(MeterRegistry meters) {
        Gauge.builder("tombolo.http.event.readers", this, EventStream::readers)
                .description("clients that read server-sent events")
                .register(meters);
        FunctionCounter.builder("tombolo.http.event.readers.dropped", this, EventStream::dropped)
                .description("clients that were cut off because they read events too slowly")
                .register(meters);
    }

    /** Sends an event to every reader. */
    public void send(Message message) {
        byte[] data = json(message.data());
        synchronized (kept) {
            last++;
            Frame frame = new Frame(last, frame(message.name(), data, id(last)));
            kept.add(frame);
            keptBytes += frame.bytes.length;
            while (keptBytes > settings.kept()) {
                keptBytes -= kept.remove().bytes.length;
            }
            offer(frame.bytes);
        }
    }

    /**
     * The answer for a reader: what it missed since its {@code Last-Event-ID}, or what {@code first} gives, and then every event.
     *
     * @throws Problem.Refusal 503 when too many read already
     */
    public ApiResponse answer(ApiRequest ask) {
        EventReader reader = new EventReader(clock.millis(), settings.waiting() + settings.kept(), this::left);
        if (!ask.isHead()) {
            if (readers.size() >= settings.readers()) {
                throw new Problem.Refusal(
                        Problem.of(503, "busy", "events: " + settings.readers() + " readers already, the limit"));
            }
            synchronized (kept) {
                reader.offer(RETRY);
                missed(ask.header("last-event-id"), reader);
                readers.add(reader);
            }
        }
        return ApiResponse.events(reader);
    }

    /** Under the lock of {@link #kept}, so that nothing is sent in between. */
    private void missed(String lastSeen, EventReader reader) {
        long seen = seen(lastSeen);
        long oldest = kept.isEmpty() ? last + 1 : kept.getFirst().id;
        if (seen >= oldest - 1 && seen <= last) {
            kept.stream().filter(frame -> frame.id > seen).forEach(frame -> reader.offer(frame.bytes));
            return;
        }
        if (!lastSeen.isEmpty()) {
            reader.offer(frame(
                    "reset",
                    json(Map.of(
                            "at", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString())),
                    id(last)));
        }
        first.get().forEach(message -> reader.offer(frame(message.name(), json(message.data()), id(last))));
    }

    /** -1 for an id that this run did not give. */
    private long seen(String id) {
        if (!id.startsWith(run + "-")) {
            return -1;
        }
        try {
            return Long.parseLong(id.substring(run.length() + 1));
        } catch (NumberFormatException other) {
            return -1;
        }
    }

    private String id(long number) {
        return run + "-" + number;
    }

    private void offer(byte[] frame) {
        for (EventReader reader : readers) {
            if (!reader.offer(frame)) {
                dropped.increment();
                left(reader);
                reader.cut();
            }
        }
    }

    /** Shows every reader that the server is there, and ends the answers that have lasted long enough. */
    void beat() {
        byte[] frame = frame(
                "heartbeat",
                json(Map.of("at", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString())),
                "");
        synchronized (kept) {
            offer(frame);
        }
        long now = clock.millis();
        readers.stream()
                .filter(reader -> now - reader.since() >= settings.longest().toMillis())
                .forEach(EventReader::end);
    }

    private static byte[] json(Object data) {
        try {
            // Without line ends, which would end the event.
            return JSON.writeValueAsBytes(data);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] frame(String name, byte[] data, String id) {
        String text = "event: " + name + "\n" + (id.isEmpty() ? "" : "id: " + id + "\n") + "data: "
                + new String(data, StandardCharsets.UTF_8) + "\n\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Ends every answer. */
    @Override
    public void close() {
        beats.shutdownNow();
        readers.forEach(EventReader::end);
    }
}
