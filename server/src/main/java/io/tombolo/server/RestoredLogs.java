package io.tombolo.server;

import io.tombolo.anchoring.append.AppendService;
import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.ledger.LedgerException;
import io.tombolo.schemas.contract.AnchorRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the logs of a restored folder with the ledgers, before any source writes a record. What was anchored after the backup is lost
 * here and true elsewhere: other records in its place would make two histories, both signed by this owner.
 */
final class RestoredLogs {
    private static final Logger LOG = LoggerFactory.getLogger(RestoredLogs.class);
    private static final long PATIENCE_SECONDS = 30;
    private static final int NAMED = 5;

    private final Path root;
    private final OpenLedgers ledgers;

    private RestoredLogs(Path root, OpenLedgers ledgers) {
        this.root = root;
        this.ledgers = ledgers;
    }

    /**
     * Returns once the logs are not behind, or begin again, which is noted in the folder.
     *
     * @throws ServerException when a ledger is ahead of a log that is not to begin again, or does not answer
     */
    static boolean compare(Path root, AnchoringConfig config, OpenLedgers ledgers) {
        new RestoredLogs(root, ledgers).compare(config);
        return true;
    }

    private void compare(AnchoringConfig config) {
        List<String> lines = RestoredFolder.read(root);
        Set<String> again = new TreeSet<>(lines.subList(1, lines.size()));
        List<String> behind = new ArrayList<>();
        Set<String> topics = new TreeSet<>();
        List<AppendService.SavedLog> logs = AppendService.savedLogs(config);
        for (AppendService.SavedLog log : logs) {
            Optional<String> ahead = ahead(log);
            if (ahead.isPresent()) {
                topics.add(log.topic());
                if (!again.contains(log.topic())) {
                    behind.add(ahead.get());
                }
            }
        }
        if (!behind.isEmpty()) {
            List<String> first = behind.subList(0, Math.min(NAMED, behind.size()));
            throw new ServerException("data folder " + root + ", restored from backup " + lines.get(0)
                    + ", is behind the ledger: " + String.join("; ", first)
                    + (behind.size() > NAMED ? "; and " + (behind.size() - NAMED) + " more logs" : "")
                    + ". Restore a newer backup; if there is none, begin these logs again: tombolo restore --data "
                    + root
                    + " --begin-again " + String.join(" --begin-again ", topics) + " (docs/recovery.md)");
        }
        again.removeAll(topics);
        if (!again.isEmpty()) {
            throw new ServerException("data folder " + root + ": " + String.join(", ", again)
                    + " can't begin again: its logs are not behind the ledger, and nothing of them is lost");
        }
        logs.stream()
                .filter(log -> topics.contains(log.topic()) && log.unread().isPresent())
                .forEach(log -> AppendService.saveEmpty(config, log));
        try (Admin admin = Admin.create(Map.copyOf(config.kafka()))) {
            for (String topic : topics) {
                makeAgain(admin, topic);
            }
        }
        RestoredFolder.compared(root);
    }

    private Optional<String> ahead(AppendService.SavedLog log) {
        List<Consortium> all = new ArrayList<>(List.of(ledgers.first()));
        all.addAll(ledgers.further());
        for (Consortium one : all) {
            if (one.organisations().isEmpty()
                    || one.organisations().get().contains(log.dataset().organisation())) {
                long held = held(one, log);
                if (held > log.size()) {
                    return Optional.of(
                            log.origin() + " has " + log.size() + " leaves, " + one.name() + " holds " + held);
                }
            }
        }
        return Optional.empty();
    }

    private long held(Consortium one, AppendService.SavedLog log) {
        try {
            return one.as(log.dataset().organisation())
                    .latest(log.origin())
                    .map(AnchorRecord::size)
                    .orElse(0L);
        } catch (LedgerException e) {
            throw new ServerException(
                    "data folder " + root + " was restored, and can't be compared with the ledger " + one.name()
                            + ", which must be done before anything is shared: " + e.getMessage(),
                    e);
        }
    }

    private static void makeAgain(Admin admin, String topic) {
        ConfigResource settings = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            int partitions = Objects.requireNonNull(
                            admin.describeTopics(List.of(topic))
                                    .allTopicNames()
                                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                                    .get(topic),
                            topic)
                    .partitions()
                    .size();
            Map<String, String> own = new HashMap<>();
            Objects.requireNonNull(
                            admin.describeConfigs(List.of(settings))
                                    .all()
                                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                                    .get(settings),
                            topic)
                    .entries()
                    .stream()
                    .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                    .forEach(entry -> own.put(entry.name(), entry.value()));
            admin.deleteTopics(List.of(topic)).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(own)))
                    .all()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            LOG.atWarn()
                    .addKeyValue("topic", topic)
                    .log(
                            "The topic is made again, empty: its logs, behind the ledger after a restore, begin a new generation");
        } catch (ExecutionException | TimeoutException e) {
            throw new ServerException("topic " + topic + " can't be made again: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("topic " + topic + " can't be made again: interrupted", e);
        }
    }
}
