package io.tombolo.consumer.usage;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.http.HttpAccess;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.schemas.Origin;
import io.tombolo.schemas.signed.UsageReceipt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs what was verified, one receipt for each agreement, partition and minute, and sends it to the owner. Neither reading nor verification
 * waits for it. What can't be sent is kept and sent later, by this or another process.
 */
public final class UsageReceipts implements Consumer<VerifiedLeaves>, AutoCloseable {
    /** Setting: the folder with {@code agreement-ID.json} of each agreement; receipts are kept in its folder {@code usage}. */
    public static final String FOLDER = "tombolo.usage.folder";
    /** Setting: the file of the key that signed the agreements. */
    public static final String KEY = "tombolo.usage.key";
    /** Setting: the address of the owner's agreements. */
    public static final String SERVER = "tombolo.agreements";

    private static final Logger LOG = LoggerFactory.getLogger(UsageReceipts.class);
    private static final long EVERY_MS = 1_000;
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);
    private static final Duration LAST_SENDING = Duration.ofSeconds(20);
    /** Then the process that wrote a receipt is not there any more. */
    private static final Duration LEFT_BEHIND = Duration.ofMinutes(2);

    private final UsageFolder folder;
    private final UsagePost post;
    private final ErasureConfirmations erasures;
    private final KeyPair key;
    private final Clock clock;
    private final Semaphore ending = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "usage-receipts");
    /** By origin. */
    private final Map<String, Minute> minutes = new HashMap<>();

    private final List<Minute> over = new ArrayList<>();
    private final Set<String> unknown = new HashSet<>();
    private volatile List<JsonNode> agreements;
    private Instant read;
    private Instant sendFrom = Instant.MIN;
    private int counted;
    private volatile int unsent;
    private volatile Runnable dropKeys = () -> {};

    /** What was verified in one minute, as far as it is known. */
    private static final class Minute {
        private final String agreement;
        private final String consumer;
        private final Instant minute;
        private final int number;
        private VerifiedLeaves leaves;
        private @Nullable VerifiedLeaves written;

        private Minute(String agreement, String consumer, Instant minute, int number, VerifiedLeaves leaves) {
            this.number = number;
            this.agreement = agreement;
            this.consumer = consumer;
            this.minute = minute;
            this.leaves = leaves;
        }

        private UsageReceipt receipt() {
            return new UsageReceipt(
                    agreement,
                    Origin.parse(leaves.origin()).orElseThrow(),
                    leaves.from(),
                    leaves.to(),
                    leaves.root(),
                    leaves.events(),
                    leaves.bytes(),
                    minute);
        }
    }

    UsageReceipts(Path folder, KeyPair key, URI server, HttpAccess access, Clock clock) {
        this.folder = new UsageFolder(folder);
        this.post = new UsagePost(server, access);
        this.erasures = new ErasureConfirmations(post, key, clock);
        this.key = key;
        this.clock = clock;
        this.agreements = this.folder.agreements();
        this.read = clock.instant().truncatedTo(ChronoUnit.MINUTES);
        this.unsent = this.folder.unsent().size();
        thread.setDaemon(true);
    }

    /**
     * As a consumer's settings say; nothing where they name no folder. It runs until it is closed.
     *
     * @throws ConfigException when a file can't be read
     */
    public static Optional<UsageReceipts> of(Map<String, ?> settings) {
        Optional<String> folder = text(settings, FOLDER);
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        String key = text(settings, KEY).orElseThrow(() -> new ConfigException(KEY, null, "is missing"));
        String server = text(settings, SERVER).orElseThrow(() -> new ConfigException(SERVER, null, "is missing"));
        Optional<String> authorities = text(settings, "schema.registry.ssl.truststore.location")
                .or(() -> text(settings, "ssl.truststore.location"));
        try {
            UsageReceipts receipts = new UsageReceipts(
                    Path.of(folder.get()),
                    Ed25519Keys.fromPem(Files.readString(Path.of(key))),
                    URI.create(server),
                    new HttpAccess(authorities.map(Path::of), Optional.empty()),
                    Clock.systemUTC());
            receipts.start();
            return Optional.of(receipts);
        } catch (IOException | UncheckedIOException | MalformedException e) {
            throw new ConfigException("receipts of usage: " + FOLDER + " " + folder.get() + ", " + KEY + " " + key
                    + ": " + e.getMessage());
        }
    }

    private static Optional<String> text(Map<String, ?> settings, String key) {
        return Optional.ofNullable(settings.get(key)).map(Object::toString);
    }

    /** A consumer's settings without those of this class, which Kafka's does not know. */
    public static Map<String, Object> without(Map<String, ?> settings) {
        Map<String, Object> rest = new HashMap<>(settings);
        rest.keySet().removeAll(Set.of(FOLDER, KEY, SERVER));
        return rest;
    }

    /** How many receipts in that folder wait to be sent. */
    public static int unsent(Path folder) {
        return new UsageFolder(folder).unsent().size();
    }

    /** Why they wait. */
    public static String waitsBecause(Path folder) {
        return new UsageFolder(folder).waits();
    }

    /** All receipts that were signed in that folder, in no order; some may be there more than once. */
    public static List<SignedNote> signed(Path folder) {
        return new UsageFolder(folder).signed();
    }

    private void start() {
        thread.start();
    }

    /** How many receipts wait to be sent. */
    public int unsent() {
        return unsent;
    }

    /** Takes leaves that were verified just now. For any thread; never waits for a disk or a network. */
    @Override
    public synchronized void accept(VerifiedLeaves leaves) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MINUTES);
        Minute open = minutes.get(leaves.origin());
        if (open != null && open.minute.equals(now) && leaves.continues(open.leaves)) {
            open.leaves = leaves.behind(open.leaves);
            return;
        }
        if (open != null) {
            over.add(open);
            minutes.remove(leaves.origin());
        }
        Optional<JsonNode> agreement = agreement(leaves.origin());
        agreement.ifPresentOrElse(
                one -> minutes.put(
                        leaves.origin(),
                        new Minute(one.path("id").asText(), one.path("consumer").asText(), now, counted++, leaves)),
                () -> {
                    if (unknown.add(leaves.origin())) {
                        LOG.atWarn()
                                .addKeyValue("origin", leaves.origin())
                                .log("There is no agreement about this log, so that its usage is not signed");
                    }
                });
    }

    /** The newest one about that log's dataset that is not over, or else the newest. */
    private Optional<JsonNode> agreement(String origin) {
        Optional<String> dataset = Origin.parse(origin).map(log -> log.dataset().toString());
        List<JsonNode> about = agreements.stream()
                .filter(one ->
                        dataset.isPresent() && one.path("dataset").asText().equals(dataset.get()))
                .toList();
        List<JsonNode> running = about.stream()
                .filter(one -> !one.path("state").asText().equals("TERMINATED"))
                .toList();
        List<JsonNode> chosen = running.isEmpty() ? about : running;
        return chosen.isEmpty() ? Optional.empty() : Optional.of(chosen.get(chosen.size() - 1));
    }

    private void run() {
        try {
            while (!ending.tryAcquire(EVERY_MS, TimeUnit.MILLISECONDS)) {
                pass(false, Long.MAX_VALUE);
                confirmErasures();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Has this called when the owner erased a subject: it must drop all keys that are held. That it did is signed then, and sent to the owner. */
    public void onErasure(Runnable drop) {
        dropKeys = drop;
    }

    /** How often the owner's server did not state which subjects were erased. */
    public long erasuresUnanswered() {
        return erasures.failed();
    }

    void confirmErasures() throws InterruptedException {
        try {
            erasures.pass(agreements, dropKeys);
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("Erasures can't be asked for now; it is tried again");
        }
    }

    /** Writes what is new, and sends what waits, until that time of {@link System#nanoTime}. */
    void pass(boolean last, long until) throws InterruptedException {
        try {
            write(last);
            folder.recover(clock.instant().minus(LEFT_BEHIND));
            send(until);
        } catch (RuntimeException e) {
            folder.waits(e.toString());
            LOG.atWarn().setCause(e).log("Receipts of usage can't be kept or sent now; it is tried again");
        }
    }

    private void write(boolean last) {
        List<Minute> finished;
        List<Minute> changed = new ArrayList<>();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MINUTES);
        // Once a minute: another may have been joined, or this one may have ended.
        List<JsonNode> known = now.equals(read) ? agreements : folder.agreements();
        read = now;
        synchronized (this) {
            agreements = known;
            minutes.values().removeIf(one -> (last || one.minute.isBefore(now)) && over.add(one));
            finished = List.copyOf(over);
            minutes.values().stream()
                    .filter(one -> !one.leaves.equals(one.written))
                    .forEach(one -> {
                        one.written = one.leaves;
                        changed.add(one);
                    });
        }
        for (Minute one : finished) {
            UsageReceipt receipt = one.receipt();
            if (!folder.finish(receipt, one.number, receipt.signed(one.consumer, key))) {
                LOG.atWarn()
                        .addKeyValue("origin", receipt.origin())
                        .addKeyValue("minute", receipt.minute())
                        .addKeyValue("limit", UsageFolder.MOST_UNSENT)
                        .log("Too many receipts of usage wait: this one is kept, and will not be sent");
            }
            synchronized (this) {
                over.remove(one);
            }
        }
        for (Minute one : changed) {
            UsageReceipt receipt = one.receipt();
            folder.keepOpen(receipt, one.number, receipt.signed(one.consumer, key));
        }
    }

    private void send(long until) throws InterruptedException {
        List<Path> waiting = folder.unsent();
        int left = waiting.size();
        unsent = left;
        if (clock.instant().isBefore(sendFrom)) {
            return;
        }
        for (Path one : waiting) {
            if (System.nanoTime() > until || !sent(one)) {
                return;
            }
            left--;
            unsent = left;
        }
    }

    /** Whether the next may be sent. */
    private boolean sent(Path one) throws InterruptedException {
        String text;
        try {
            text = Files.readString(one);
        } catch (IOException e) {
            return true; // Another process sent it meanwhile.
        }
        UsageReceipt receipt = UsageReceipt.parse(SignedNote.parse(text).text());
        UsagePost.Answer answer = post.send(receipt.agreement(), "usage", text);
        if (answer instanceof UsagePost.Answer.Later later) {
            sendFrom = clock.instant().plus(AFTER_FAILURE);
            folder.waits(later.why());
            LOG.atWarn()
                    .addKeyValue("waiting", unsent)
                    .addKeyValue("reason", later.why())
                    .log("Receipts of usage can't be sent now; they are kept");
            return false;
        }
        if (answer instanceof UsagePost.Answer.Refused no) {
            LOG.atWarn()
                    .addKeyValue("origin", receipt.origin())
                    .addKeyValue("minute", receipt.minute())
                    .addKeyValue("reason", no.why())
                    .log("The owner refused a receipt of usage; it is kept");
            folder.refused(one);
            return true;
        }
        folder.keepAgreement(receipt.agreement(), ((UsagePost.Answer.Recorded) answer).agreement());
        folder.sent(one);
        return true;
    }

    /** Signs what was verified so far, and sends it if that takes no longer than 20 seconds; the rest is sent later. */
    @Override
    public void close() {
        long until = System.nanoTime() + LAST_SENDING.toNanos();
        ending.release();
        try {
            thread.join(LAST_SENDING.toMillis());
            sendFrom = Instant.MIN;
            pass(true, until);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
