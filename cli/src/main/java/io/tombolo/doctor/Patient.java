package io.tombolo.doctor;

import io.tombolo.anchoring.append.AppendService;
import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpAccess;
import io.tombolo.http.HttpAnswer;
import io.tombolo.http.HttpLimits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.jspecify.annotations.Nullable;

/** The deployment that is looked at: where its parts should be, and how they are reached. One thread. */
final class Patient implements AutoCloseable {
    private static final HttpLimits LIMITS = new HttpLimits(Duration.ofSeconds(20), 16 << 20, 0);
    private static final long PATIENCE_SECONDS = 60;

    private final Where where;
    private final HttpAccess access;
    private final Clock clock;
    private @Nullable Admin admin;

    /**
     * Empty where it is not known.
     *
     * @param kafka settings of an administrator's client, with {@code bootstrap.servers}
     * @param registry base URLs
     * @param anchoring base URLs of the anchoring service's own servers, one of each instance
     * @param readSide base URLs
     * @param connect base URLs of Connect workers
     * @param folders whose disks are looked at
     * @param absent why the addresses are not known, empty if they are
     * @param isDataset whether a topic of this name holds a dataset
     */
    record Where(
            Map<String, String> kafka,
            List<String> registry,
            List<String> anchoring,
            List<String> readSide,
            List<String> connect,
            List<Path> folders,
            String absent,
            Predicate<String> isDataset) {
        Where {
            kafka = Map.copyOf(kafka);
            registry = named(registry);
            anchoring = named(anchoring);
            readSide = named(readSide);
            connect = named(connect);
            folders = List.copyOf(folders);
        }

        /** With the rule for datasets that the anchoring service has when its file names no other. */
        Where(
                Map<String, String> kafka,
                List<String> registry,
                List<String> anchoring,
                List<String> readSide,
                List<String> connect,
                List<Path> folders,
                String absent) {
            this(
                    kafka,
                    registry,
                    anchoring,
                    readSide,
                    connect,
                    folders,
                    absent,
                    AppendService.sources(AnchoringConfig.FILE.defaults()));
        }

        /** With further parts of the same deployment. */
        Where and(List<String> moreAnchoring, List<String> moreReadSides, List<String> moreWorkers) {
            return new Where(
                    kafka,
                    registry,
                    both(anchoring, moreAnchoring),
                    both(readSide, moreReadSides),
                    both(connect, moreWorkers),
                    folders,
                    absent,
                    isDataset);
        }

        private static List<String> both(List<String> some, List<String> more) {
            return Stream.concat(some.stream(), more.stream()).toList();
        }

        private static List<String> named(List<String> urls) {
            return urls.stream()
                    .map(String::strip)
                    .filter(url -> !url.isEmpty())
                    .toList();
        }

        /** All that answer over HTTP, once each. */
        List<String> servers() {
            return Stream.of(registry, anchoring, readSide, connect)
                    .flatMap(List::stream)
                    .distinct()
                    .toList();
        }

        /** The brokers that clients are given to begin with, each as {@code host:port}. */
        List<String> brokers() {
            return named(List.of(kafka.getOrDefault("bootstrap.servers", "").split(",", -1)));
        }

        /** A broker's address; empty if it has no port. */
        static Optional<InetSocketAddress> address(String broker) {
            String[] parts = broker.split(":(?=[0-9]+$)", -1);
            return parts.length == 2
                    ? Optional.of(new InetSocketAddress(parts[0], Integer.parseInt(parts[1])))
                    : Optional.empty();
        }
    }

    Patient(Where where, HttpAccess access, Clock clock) {
        this.where = where;
        this.access = access;
        this.clock = clock;
    }

    Where where() {
        return where;
    }

    Clock clock() {
        return clock;
    }

    /** Made at its first use; it connects by itself. */
    Admin kafka() {
        if (admin == null) {
            Map<String, Object> settings = new HashMap<>(where.kafka());
            settings.putIfAbsent("default.api.timeout.ms", "20000");
            settings.putIfAbsent("request.timeout.ms", "10000");
            admin = Admin.create(settings);
        }
        return admin;
    }

    /** What Kafka answers; its own exceptions come out as they are. */
    <T> T answer(KafkaFuture<T> future) throws Exception {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            throw new IOException("no answer in " + PATIENCE_SECONDS + " s", e);
        }
    }

    /** One of several servers of a kind. */
    interface Look {
        void at(String url, List<Finding> found) throws Exception;
    }

    /** What is found at all of them: one that is away keeps no other from being looked at. */
    static List<Finding> each(List<String> urls, Fault away, Look look) throws Exception {
        List<Finding> found = new ArrayList<>();
        for (String url : urls) {
            try {
                look.at(url, found);
            } catch (IOException e) {
                found.add(new Finding(away, url, KafkaCheck.root(e)));
            }
        }
        return found;
    }

    /** A body with status 200. */
    byte[] good(String base, String path) throws IOException, InterruptedException {
        HttpAnswer answer = get(base, path);
        if (answer.status() != 200) {
            throw new IOException(path + " answers with " + answer.status());
        }
        return answer.body();
    }

    HttpAnswer get(String base, String path) throws IOException, InterruptedException {
        BoundedHttp http = access.http(LIMITS);
        URI uri = URI.create(base.replaceAll("/+$", "") + path);
        return http.send(HttpRequest.newBuilder(uri).build());
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
