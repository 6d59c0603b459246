package io.tombolo.anchoring.process;

import io.tombolo.anchoring.AnchoringService;
import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.kafka.OwnTopics;
import io.tombolo.anchoring.seal.LogKeys;
import io.tombolo.anchoring.seal.PemLogKeys;
import io.tombolo.config.ConfigFile.ConfigException;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.LedgerException;
import io.tombolo.schemas.registry.RegistryException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the service until the process is asked to end. A module that has a ledger adapter makes a main of it: this module knows none.
 *
 * <p>Arguments: {@code --config FILE}, {@code --print-config}, {@code --dry-run [RECORDS]}.
 */
public final class AnchoringProcess {
    private static final Logger LOG = LoggerFactory.getLogger(AnchoringProcess.class);

    /** After this the process ends, whatever still hangs; what isn't committed will be done again. */
    private static final long LONGEST_END_S = 12;

    /** Opens each organisation's ledger as the configuration's {@code ledger} map says. */
    @FunctionalInterface
    public interface Ledgers {
        Function<String, Ledger> open(AnchoringConfig config);

        /** Opens the ledgers that take the heads of all organisations beside their own, by their names. */
        default Map<String, Function<String, Ledger>> further(AnchoringConfig config) {
            return Map.of();
        }

        /** Is called when the service is ready for the first time, on a thread of its own. */
        default void ready() {}
    }

    private AnchoringProcess() {}

    /**
     * Returns when the process was asked to end (SIGTERM), or has done what it was asked.
     *
     * @return exit code: 0 good, 2 wrong use or environment
     */
    public static int run(List<String> arguments, Ledgers ledgers, PrintStream out, PrintStream err) {
        try {
            Command command = Command.parse(arguments);
            AnchoringConfig config = command.file() == null
                    ? AnchoringConfig.FILE.defaults()
                    : AnchoringConfig.FILE.load(command.file());
            if (command.print()) {
                out.print(AnchoringConfig.FILE.print(config));
            } else {
                onKafka(config, command.dryRun(), ledgers, out);
            }
            return 0;
        } catch (ConfigException
                | LogKeys.LogKeyException
                | RegistryException
                | LedgerException
                | OwnTopics.OwnTopicException e) {
            err.println("tombolo anchoring: " + e.getMessage());
            return 2;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 2;
        }
    }

    private static void onKafka(AnchoringConfig config, int dryRun, Ledgers ledgers, PrintStream out)
            throws InterruptedException {
        try {
            if (dryRun > 0) {
                DryRun.print(config, dryRun, out);
            } else {
                serve(config, ledgers);
            }
        } catch (KafkaException | OwnTopics.OwnTopicException e) {
            // Neither says which brokers, and what was wrong may stand in the cause.
            Throwable cause = e instanceof KafkaException ? e.getCause() : null;
            throw new OwnTopics.OwnTopicException(
                    "kafka " + config.kafka().get("bootstrap.servers") + ": " + e.getMessage()
                            + (cause == null ? "" : ": " + cause.getMessage()),
                    e);
        }
    }

    private static void serve(AnchoringConfig config, Ledgers ledgers) throws InterruptedException {
        ServiceHttp.check(config.http());
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        AtomicBoolean serving = new AtomicBoolean();
        Thread hook = new Thread(
                () -> {
                    end.countDown();
                    // A start that waits for its brokers has nothing to bring to an end.
                    awaitQuietly(ended, serving.get() ? LONGEST_END_S : 0);
                },
                "end");
        Runtime.getRuntime().addShutdownHook(hook);
        try (AnchoringService service = AnchoringService.start(
                        config, new PemLogKeys(config.keysDir()), ledgers.open(config), ledgers.further(config));
                ServiceHttp http = ServiceHttp.start(config.http(), service)) {
            serving.set(true);
            LOG.atInfo().addKeyValue("url", http.address()).log("the anchoring service runs");
            Thread watch = new Thread(() -> awaitReady(service, end, ledgers), "first-ready");
            watch.setDaemon(true);
            watch.start();
            end.await();
        } finally {
            ended.countDown();
        }
    }

    private static void awaitReady(AnchoringService service, CountDownLatch end, Ledgers ledgers) {
        try {
            while (!service.state().ready()) {
                if (end.await(1, TimeUnit.SECONDS)) {
                    return;
                }
            }
            ledgers.ready();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitQuietly(CountDownLatch latch, long seconds) {
        try {
            var unused = latch.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Command(@Nullable Path file, boolean print, int dryRun) {
        static Command parse(List<String> arguments) {
            Path file = null;
            boolean print = false;
            int dryRun = 0;
            Deque<String> left = new ArrayDeque<>(arguments);
            while (!left.isEmpty()) {
                String argument = left.pop();
                switch (argument) {
                    case "--config" -> {
                        if (left.isEmpty()) {
                            throw new ConfigException("--config: a file is missing");
                        }
                        file = Path.of(left.pop());
                    }
                    case "--print-config" -> print = true;
                    case "--dry-run" ->
                        dryRun = left.isEmpty() || left.peek().startsWith("--") ? 10 : records(left.pop());
                    default ->
                        throw new ConfigException("unknown argument '" + argument
                                + "'; known are --config FILE, --print-config, --dry-run [RECORDS]");
                }
            }
            return new Command(file, print, dryRun);
        }

        private static int records(String text) {
            try {
                int records = Integer.parseInt(text);
                if (records > 0) {
                    return records;
                }
            } catch (NumberFormatException e) {
                // Reported below.
            }
            throw new ConfigException("--dry-run: '" + text + "', must be a number of records, at least 1");
        }
    }
}
