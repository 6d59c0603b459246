package io.tombolo.push;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes requests to Kafka, many in one transaction when many wait: events and answers are committed together.
 *
 * <p>One thread owns the producer. When a transaction's end is not known, a new producer of the same name ends it, and what was
 * committed is read back before anything else is taken.
 */
final class EventWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);
    private static final int MOST_AT_ONCE = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(20);

    private final PushServer.Config config;
    private final Answers answers;
    private final Clock clock;
    private final LinkedBlockingQueue<Submission> waiting = new LinkedBlockingQueue<>();
    private final AtomicLong buffered = new AtomicLong();
    private final AtomicLong shared = new AtomicLong();
    private final SendTraces traces = new SendTraces();
    private final Thread thread = new Thread(this::run, "push-writer");
    private volatile boolean ready;
    private volatile boolean closed;

    EventWriter(PushServer.Config config, Answers answers, Clock clock) {
        this.config = config;
        this.answers = answers;
        this.clock = clock;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Whether Kafka was there when it was last asked. */
    boolean ready() {
        return ready;
    }

    /** Registers what waits for Kafka and what it has taken. */
    void publish(MeterRegistry meters) {
        Gauge.builder("tombolo.push.buffered", buffered, AtomicLong::get)
                .description("events that wait for Kafka")
                .baseUnit("bytes")
                .register(meters);
        FunctionCounter.builder("tombolo.push.events", shared, AtomicLong::get)
                .description("events that were committed to Kafka")
                .register(meters);
    }

    /** Takes a request; false when too much is waiting already. Its reply is completed later. */
    boolean offer(Submission submission) {
        long bytes = submission.bytes();
        if (buffered.addAndGet(bytes) > config.limits().bufferedBytes() && buffered.get() != bytes) {
            buffered.addAndGet(-bytes);
            return false;
        }
        waiting.add(submission);
        return true;
    }

    private void run() {
        KafkaProducer<byte[], byte[]> producer = null;
        while (!closed) {
            try {
                if (producer == null) {
                    producer = opened();
                    if (producer == null) {
                        refuseWaiting();
                        continue;
                    }
                }
                Submission first = waiting.poll(200, TimeUnit.MILLISECONDS);
                if (first != null && !write(producer, unanswered(together(first)))) {
                    refuseWaiting();
                    producer.close(Duration.ZERO);
                    producer = null;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                closed = true;
            }
        }
        refuseWaiting();
        if (producer != null) {
            producer.close(PATIENCE);
        }
    }

    /** A producer whose predecessor's transaction has been ended, and all answers known; null when Kafka is away. */
    private @Nullable KafkaProducer<byte[], byte[]> opened() throws InterruptedException {
        Map<String, Object> settings = new HashMap<>(config.kafka());
        settings.put("transactional.id", "tombolo-push");
        settings.put("enable.idempotence", true);
        settings.put("acks", "all");
        // A client waits for its answer: sooner a 503, with which it may come back, than one that its own patience has
        // missed.
        settings.putIfAbsent("max.block.ms", 10_000);
        settings.putIfAbsent("delivery.timeout.ms", 15_000);
        settings.putIfAbsent("request.timeout.ms", 7_500);
        settings.putIfAbsent("transaction.timeout.ms", 30_000);
        settings.put("linger.ms", 0);
        settings.put("batch.size", 262_144);
        settings.put("max.request.size", config.limits().rowBytes() + 65_536);
        KafkaProducer<byte[], byte[]> producer = null;
        try {
            answers.makeTopic();
            producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
            producer.initTransactions();
            answers.catchUp();
            ready = true;
            return producer;
        } catch (KafkaException e) {
            LOG.atWarn().setCause(e).log("Kafka is away; pushed events are refused until it is back");
            if (producer != null) {
                producer.close(Duration.ZERO);
            }
            return null;
        }
    }

    private List<Submission> together(Submission first) {
        List<Submission> together = new ArrayList<>(List.of(first));
        waiting.drainTo(together, MOST_AT_ONCE - 1);
        return together;
    }

    /**
     * Those that have no answer yet. Asked before the queue too, but a retry may have passed there just before the end of its first
     * try was known: only here, after whatever was committed has been read back, is it certain.
     */
    private List<Submission> unanswered(List<Submission> together) {
        List<Submission> left = new ArrayList<>(together.size());
        for (Submission one : together) {
            Optional<Answers.Answer> before = answers.find(one.id());
            if (before.isEmpty()) {
                left.add(one);
            } else {
                done(one);
                one.reply().complete(before.get().again(one.request()));
            }
        }
        return left;
    }

    /** Writes requests in one transaction. False when its end is not known. */
    private boolean write(KafkaProducer<byte[], byte[]> producer, List<Submission> together)
            throws InterruptedException {
        List<Span> spans = traces.begin(together);
        boolean committed = false;
        try {
            committed = commit(producer, together);
        } finally {
            SendTraces.end(spans, committed);
        }
        return committed;
    }

    private boolean commit(KafkaProducer<byte[], byte[]> producer, List<Submission> together)
            throws InterruptedException {
        if (together.isEmpty()) {
            return true;
        }
        Map<Submission, Answers.Answer> made = new HashMap<>();
        try {
            producer.beginTransaction();
            Map<Submission, List<Future<RecordMetadata>>> sent = new HashMap<>();
            for (Submission one : together) {
                List<Future<RecordMetadata>> futures =
                        new ArrayList<>(one.records().size());
                for (ProducerRecord<byte[], byte[]> record : one.records()) {
                    Future<RecordMetadata> future = producer.send(record);
                    if (future.isDone()) {
                        // Failed at once, after up to max.block.ms: ten thousand rows must not wait for that one by
                        // one.
                        future.get();
                    }
                    futures.add(future);
                }
                sent.put(one, futures);
            }
            long deadline = System.nanoTime() + ANSWERED_WITHIN.toNanos();
            for (List<Future<RecordMetadata>> futures : sent.values()) {
                await(futures, deadline);
            }
            List<Future<RecordMetadata>> told = new ArrayList<>();
            for (Submission one : together) {
                String body = one.answer(sent.getOrDefault(one, List.of()));
                Answers.Answer answer = new Answers.Answer(one.request(), body, clock.millis());
                made.put(one, answer);
                told.add(producer.send(Answers.record(one.id(), answer)));
            }
            await(told, deadline);
            producer.commitTransaction();
        } catch (RuntimeException | ExecutionException | TimeoutException e) {
            // Whatever it was: this thread is the only one that can end the transaction and answer.
            LOG.atWarn()
                    .addKeyValue("requests", together.size())
                    .setCause(e)
                    .log("A transaction of pushed events did not end; retries will learn what became of it");
            ready = false;
            together.forEach(this::unknown);
            return false;
        }
        for (Submission one : together) {
            Answers.Answer answer = made.get(one);
            if (answer != null) {
                answers.put(one.id(), answer);
                shared.addAndGet(one.records().size());
                done(one);
                one.reply().complete(answer.first());
            }
        }
        return true;
    }

    /** Not by flushing, which has no end of its own while the producer looks for a coordinator. */
    private static void await(List<Future<RecordMetadata>> futures, long deadline)
            throws ExecutionException, InterruptedException, TimeoutException {
        for (Future<RecordMetadata> future : futures) {
            future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }

    private void done(Submission submission) {
        buffered.addAndGet(-submission.bytes());
    }

    private void unknown(Submission submission) {
        done(submission);
        submission
                .reply()
                .complete(PushProblem.document(PushProblem.unavailable(
                                "Kafka",
                                "did not answer in time",
                                "a retry with the same Idempotency-Key makes no second event")
                        .problem()));
    }

    private void refuseWaiting() {
        List<Submission> all = new ArrayList<>();
        waiting.drainTo(all);
        all.forEach(this::unknown);
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(PATIENCE.toMillis() * 5);
            thread.interrupt();
            thread.join(PATIENCE.toMillis() * 5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
