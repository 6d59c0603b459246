package io.tombolo.push;

import io.opentelemetry.api.trace.SpanContext;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.http.server.Callers;
import io.tombolo.http.server.Problem;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.TopicSpec;
import io.tombolo.schemas.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/** What happens to a pushed request, without a socket. Thread-safe. */
final class PushService implements AutoCloseable {

    private static final Set<String> OPS = Set.of("CREATE", "UPDATE", "DELETE", "SNAPSHOT");
    private static final int LONGEST_KEY = 255;
    /** Heads of a batch and a record, and the salt. */
    private static final int ADDED_BY_KAFKA = 1 << 10;

    /**
     * A request for events, as its headers say it.
     *
     * @param authorization and the others are empty when the header is missing
     * @param event what headers say of the CloudEvent whose data the body is, or null
     */
    record Pushed(
            String organisation,
            String dataset,
            String authorization,
            String idempotencyKey,
            String mediaType,
            String op,
            @Nullable CloudAttributes event) {
        Pushed with(@Nullable CloudAttributes said) {
            return new Pushed(organisation, dataset, authorization, idempotencyKey, mediaType, op, said);
        }
    }

    private final PushServer.Config config;
    private final PushKeys keys;
    private final Answers answers;
    private final EventWriter writer;
    private final Map<PushKeys.Key, EventMaker> makers = new ConcurrentHashMap<>();
    private final Set<String> inFlight = ConcurrentHashMap.newKeySet();
    private final Map<DatasetId, Integer> topics = new ConcurrentHashMap<>();

    PushService(PushServer.Config config, PushKeys keys, Answers answers, EventWriter writer) {
        this.config = config;
        this.keys = keys;
        this.answers = answers;
        this.writer = writer;
    }

    /**
     * Whether a request may be made at all, before its body is read.
     *
     * @param caller who asks, if not with a key
     * @throws Problem.Refusal when not
     */
    PushKeys.Key admit(Pushed ask, Optional<Callers.Caller> caller) {
        PushKeys.Key key = caller.map(one -> keyOf(one, ask)).orElseGet(() -> key(ask));
        if (!key.dataset().toString().equals(ask.organisation() + "/" + ask.dataset())) {
            throw PushProblem.refused(
                    403,
                    "forbidden",
                    "The key is for another dataset",
                    "key " + key.id(),
                    "opens " + key.dataset(),
                    "");
        }
        String idempotencyKey = ask.idempotencyKey();
        boolean printable = idempotencyKey.chars().allMatch(c -> c > ' ' && c < 127);
        if (idempotencyKey.isEmpty() || idempotencyKey.length() > LONGEST_KEY || !printable) {
            throw PushProblem.refused(
                    400,
                    "bad-request",
                    "Bad request",
                    "Idempotency-Key",
                    idempotencyKey.isEmpty() ? "missing" : idempotencyKey.length() + " characters",
                    "must be 1 to " + LONGEST_KEY + " printable ASCII characters, another for each request");
        }
        if (!OPS.contains(ask.op())) {
            throw PushProblem.refused(
                    400,
                    "bad-request",
                    "Bad request",
                    "op",
                    "'" + ask.op() + "'",
                    "must be one of " + OPS.stream().sorted().toList());
        }
        if (!writer.ready()) {
            throw PushProblem.unavailable("Kafka", "does not answer", "");
        }
        return key;
    }

    private PushKeys.Key key(Pushed ask) {
        String authorization = ask.authorization();
        return bearer(ask)
                .flatMap(keys::find)
                .orElseThrow(() -> PushProblem.refused(
                        401,
                        "unauthorised",
                        "No valid API key",
                        "Authorization",
                        authorization.isEmpty() ? "missing" : "no key that is known and not revoked",
                        "must be 'Bearer KEY'"));
    }

    private static Optional<String> bearer(Pushed ask) {
        String prefix = "Bearer ";
        String authorization = ask.authorization();
        boolean bearer = authorization.regionMatches(true, 0, prefix, 0, prefix.length());
        return bearer ? Optional.of(authorization.substring(prefix.length()).strip()) : Optional.empty();
    }

    /** A key names columns and dataset; who logs in otherwise uses the one of their name, without its secret. */
    private PushKeys.Key keyOf(Callers.Caller caller, Pushed ask) {
        String dataset = ask.organisation() + "/" + ask.dataset();
        return keys.list().stream()
                .filter(key -> caller.pushes() && key.valid())
                .filter(key -> key.name().equals(caller.name())
                        && key.dataset().toString().equals(dataset))
                .findFirst()
                .orElseThrow(() -> PushProblem.refused(
                        403,
                        "forbidden",
                        "This caller may not push here",
                        caller.name(),
                        caller.pushes() ? "no key of that name opens " + dataset : "may not push",
                        ""));
    }

    /**
     * Answers a request that was admitted; the future never fails.
     *
     * @param trace the request's span, null where it is not sampled
     */
    CompletableFuture<ApiResponse> answer(Pushed ask, PushKeys.Key key, byte[] body, @Nullable SpanContext trace) {
        String id = id(key, ask.idempotencyKey());
        String request = request(ask, key, body);
        if (!inFlight.add(id)) {
            throw PushProblem.refused(
                    409,
                    "in-flight",
                    "A request with this Idempotency-Key is being answered",
                    "Idempotency-Key",
                    "in use",
                    "come back");
        }
        try {
            Optional<Answers.Answer> before = answers.find(id);
            if (before.isPresent()) {
                inFlight.remove(id);
                return CompletableFuture.completedFuture(before.get().again(request));
            }
            int most = mostBytes(key.dataset());
            List<PushedRow> rows =
                    RowBatch.read(ask.mediaType(), body, config.limits().rows(), ask.event());
            List<ProducerRecord<byte[], byte[]>> records = makers.computeIfAbsent(
                            key, one -> new EventMaker(one, config))
                    .make(rows, ask.op(), ask.idempotencyKey(), most);
            CompletableFuture<ApiResponse> reply = new CompletableFuture<>();
            if (!writer.offer(new Submission(id, request, key.dataset(), records, reply, trace))) {
                throw PushProblem.busy(
                        "buffer", "full", "limit " + config.limits().bufferedBytes() + " bytes on their way to Kafka");
            }
            return reply.whenComplete((told, failure) -> {
                inFlight.remove(id);
                if (failure != null || told.status() == 503) {
                    // Kafka may have refused a record because the topic's limit is another now.
                    topics.remove(key.dataset());
                }
            });
        } catch (RuntimeException refused) {
            inFlight.remove(id);
            throw refused;
        }
    }

    private static String id(PushKeys.Key key, String idempotencyKey) {
        return hex(key.id().getBytes(StandardCharsets.US_ASCII), idempotencyKey.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * A hash of what was asked, which is kept. With values to protect in it, it begins with the key's secret, which is not kept: by a bare hash of
     * the body somebody who has the topic could guess a value of few digits.
     */
    private String request(Pushed ask, PushKeys.Key key, byte[] body) {
        String head = ask.organisation() + "/" + ask.dataset() + "\n" + ask.op() + "\n" + ask.mediaType() + "\n"
                + (ask.event() == null ? "" : ask.event().text());
        String secret = key.protect().equals(PushKeys.Protect.NOTHING)
                ? ""
                : bearer(ask).filter(text -> keys.find(text).isPresent()).orElse("");
        return hex(secret.getBytes(StandardCharsets.UTF_8), head.getBytes(StandardCharsets.UTF_8), body);
    }

    private static String hex(byte[]... parts) {
        return HexFormat.of().formatHex(PushKeys.sha256(parts));
    }

    /** Makes the dataset's topic when it is missing; what a record in it may take, as an event. */
    private int mostBytes(DatasetId dataset) {
        Integer known = topics.get(dataset);
        if (known != null) {
            return known;
        }
        TopicSpec spec = Topics.dataset(dataset, 1);
        try (Admin admin = Admin.create(config.admin())) {
            CreateTopicsResult made = admin.createTopics(
                    List.of(new NewTopic(spec.name(), spec.partitions(), (short) -1).configs(spec.settings())));
            boolean fresh = true;
            try {
                made.all().get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw PushProblem.unavailable("topic " + spec.name(), "can't be made", "");
                }
                fresh = false;
            }
            // A broker may not know a topic yet that was made a moment ago; the answer to its making has its settings.
            int most = mostBytes(spec.name(), fresh ? made.config(spec.name()) : settings(admin, spec.name()));
            topics.put(dataset, most);
            return most;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while making a topic", e);
        }
    }

    private static KafkaFuture<Config> settings(Admin admin, String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource))
                .all()
                .thenApply(all -> Objects.requireNonNull(all.get(resource)));
    }

    private int mostBytes(String topic, KafkaFuture<Config> settings) throws InterruptedException {
        try {
            ConfigEntry most = settings.get().get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
            int bytes = config.limits().rowBytes();
            return most == null ? bytes : Math.min(bytes, Integer.parseInt(most.value()) - ADDED_BY_KAFKA);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                // Who may write a topic need not be allowed to read its settings.
                return config.limits().rowBytes();
            }
            throw PushProblem.unavailable("topic " + topic, "its limit can't be read", "");
        }
    }

    boolean ready() {
        return writer.ready();
    }

    @Override
    public void close() {
        makers.values().forEach(EventMaker::close);
    }
}
