package io.tombolo.doctor;

import io.tombolo.anchoring.append.AppendService;
import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpAccess;
import io.tombolo.http.HttpAnswer;
import io.tombolo.http.HttpLimits;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
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
     * @param registry base URL
     * @param anchoring base URL of the anchoring service's own server
     * @param readSide base URL
     * @param folders whose disks are looked at
     * @param absent why the addresses are not known, empty if they are
     * @param isDataset whether a topic of this name holds a dataset
     */
    record Where(
            Map<String, String> kafka,
            String registry,
            String anchoring,
            String readSide,
            List<Path> folders,
            String absent,
            Predicate<String> isDataset) {
        Where {
            kafka = Map.copyOf(kafka);
            folders = List.copyOf(folders);
        }

        /** With the rule for datasets that the anchoring service has when its file names no other. */
        Where(
                Map<String, String> kafka,
                String registry,
                String anchoring,
                String readSide,
                List<Path> folders,
                String absent) {
            this(
                    kafka,
                    registry,
                    anchoring,
                    readSide,
                    folders,
                    absent,
                    AppendService.sources(AnchoringConfig.FILE.defaults()));
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
