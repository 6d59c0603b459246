package io.tombolo.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.agreements.access.Partners;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many bytes the broker in this JVM sent to each partner in each month, by its own metrics. They are rates over the last 10 seconds, so that the
 * sums are approximate, by a tenth or two; what was sent in the last seconds before the server ended is not in them.
 */
final class SentToPartners implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SentToPartners.class);
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final int WRITTEN_EVERY = 15;

    private final Path file;
    private final Clock clock;
    private final ObjectMapper json = new ObjectMapper();
    private final ObjectNode sent;
    private final Semaphore ending = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "sent-to-partners");

    /** @param file where the sums are kept from one start to the next */
    SentToPartners(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
        this.sent = read();
        thread.setDaemon(true);
        thread.start();
    }

    private ObjectNode read() {
        try {
            return Files.exists(file) && json.readTree(file.toFile()) instanceof ObjectNode known
                    ? known
                    : json.createObjectNode();
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("file", file).setCause(e).log("The bytes sent to partners are counted from 0");
            return json.createObjectNode();
        }
    }

    /** Empty for a partner that was sent nothing while this counted. */
    synchronized OptionalLong bytes(YearMonth month, String partner) {
        JsonNode bytes = sent.path(month.toString()).path(partner);
        return bytes.isMissingNode() ? OptionalLong.empty() : OptionalLong.of(Math.round(bytes.asDouble()));
    }

    private void run() {
        try {
            for (int turn = 1; !ending.tryAcquire(EVERY.toMillis(), TimeUnit.MILLISECONDS); turn++) {
                look();
                if (turn % WRITTEN_EVERY == 0) {
                    write();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void look() {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        String month = YearMonth.now(clock.withZone(ZoneOffset.UTC)).toString();
        try {
            for (ObjectName name : beans.queryNames(new ObjectName("kafka.server:type=Fetch,user=*"), null)) {
                String user = name.getKeyProperty("user").replace("\"", "");
                Object rate = beans.getAttribute(name, "byte-rate");
                Partners.organisation(user).ifPresent(partner -> {
                    if (rate instanceof Double now && now > 0) {
                        ObjectNode ofMonth = sent.withObjectProperty(month);
                        ofMonth.put(partner, ofMonth.path(partner).asDouble() + now * EVERY.toSeconds());
                    }
                });
            }
        } catch (JMException e) {
            LOG.atDebug().setCause(e).log("A metric of the broker can't be read now");
        }
    }

    private synchronized void write() {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            json.writeValue(draft.toFile(), sent);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("file", file).setCause(e).log("The bytes sent to partners can't be kept now");
        }
    }

    @Override
    public void close() {
        ending.release();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        write();
    }
}
