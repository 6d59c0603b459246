package io.tombolo.agreements.access;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tombolo.agreements.Agreement;
import io.tombolo.http.server.Tokens;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclBinding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes partners' access on Kafka, and their tokens, what the agreements in force say: behind each change, at each begin and end of a period, and at an
 * interval, because somebody may have edited an access list by hand. What it takes away goes first, and in this order: access lists,
 * quotas, passwords, tokens. Done twice it changes nothing. It touches nothing but what has the names of {@link Partners}.
 */
public final class PartnerAccess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PartnerAccess.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final int REMEMBERED = 100;
    private static final int SECRET_BYTES = 30;

    private final Supplier<List<Agreement>> agreements;
    private final Optional<Tokens> tokens;
    private final Clock clock;
    private final Duration interval;
    private final KafkaAccess kafka;
    private final SecureRandom random = new SecureRandom();
    private final Deque<Drift> drifts = new ArrayDeque<>();
    private final AtomicLong drifted = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final Semaphore due = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "partner-access");
    /** What the last pass left behind; nothing is a drift that differs from what no pass has made yet. */
    private Map<String, Wanted> made = Map.of();

    private volatile boolean closed;

    /**
     * Something that nobody agreed to was found, and corrected.
     *
     * @param user Kafka's user
     * @param what was there and should not be, or the other way round
     */
    public record Drift(Instant at, String user, String what) {}

    /** A user's new credentials, shown this one time. */
    public record Credentials(String user, String password, Optional<String> token) {}

    /**
     * Nothing is done yet.
     *
     * @param kafka settings of Kafka clients, of a user that may alter access lists, quotas and passwords
     * @param tokens of registry and read side; empty where these ask for none
     * @param interval how often it looks for what was changed by hand
     */
    public PartnerAccess(
            Map<String, String> kafka,
            Supplier<List<Agreement>> agreements,
            Optional<Tokens> tokens,
            Clock clock,
            Duration interval) {
        this.agreements = agreements;
        this.tokens = tokens;
        this.clock = clock;
        this.interval = interval;
        this.kafka = new KafkaAccess(kafka);
        thread.setDaemon(true);
    }

    /** Follows the agreements from now on, on a thread of its own. */
    public void start() {
        thread.start();
    }

    private void run() {
        while (!closed) {
            Duration pause = reconcile() ? untilNextLook() : AFTER_FAILURE;
            try {
                if (due.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    due.drainPermits();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private Duration untilNextLook() {
        Instant now = clock.instant();
        return Wanted.nextChange(agreements.get(), now)
                .map(next -> Duration.between(now, next).plusMillis(1))
                .filter(next -> next.compareTo(interval) < 0)
                .orElse(interval);
    }

    /** Does it now. False when Kafka did not let it; then it is tried again soon, if it was started. */
    public boolean reconcile() {
        try {
            pass();
            return true;
        } catch (KafkaException e) {
            failures.incrementAndGet();
            LOG.atError().setCause(e).log("Partners' access can't be made to follow the agreements; it is tried again");
            due.release();
            return false;
        }
    }

    private synchronized void pass() {
        Map<String, Wanted> wanted = Wanted.of(agreements.get(), clock.instant());
        Map<String, NavigableSet<AclBinding>> acls = kafka.acls();
        NavigableSet<AclBinding> extra = KafkaAccess.sorted();
        NavigableSet<AclBinding> missing = KafkaAccess.sorted();
        acls.values().forEach(extra::addAll);
        for (Wanted one : wanted.values()) {
            NavigableSet<AclBinding> should = one.acls();
            extra.removeAll(should);
            should.removeAll(acls.getOrDefault(Partners.user(one.organisation()), KafkaAccess.sorted()));
            missing.addAll(should);
        }
        kafka.delete(extra);
        Map<String, Map<String, Double>> quotas = kafka.quotas();
        Set<String> limited = new TreeSet<>(quotas.keySet());
        limited.addAll(wanted.keySet());
        for (String user : limited) {
            Map<String, Double> is = quotas.getOrDefault(user, Map.of());
            Wanted one = wanted.get(user);
            Map<String, Double> should = one == null ? Map.of() : one.quotas();
            if (!is.equals(should)) {
                kafka.setQuotas(user, is, should);
                report(wanted, user, "quotas " + is + " instead of " + should);
            }
        }
        Set<String> leaving = kafka.users();
        leaving.removeIf(user -> hasUser(wanted, user));
        kafka.deleteUsers(leaving);
        endTokens(wanted);
        kafka.create(missing);
        extra.forEach(one -> report(wanted, user(one), "too much: " + text(one)));
        missing.forEach(one -> report(wanted, user(one), "missing: " + text(one)));
        leaving.forEach(user -> report(wanted, user, "a password"));
        made = wanted;
    }

    private static boolean hasUser(Map<String, Wanted> wanted, String user) {
        Wanted one = wanted.get(user);
        return one != null && one.user();
    }

    private void endTokens(Map<String, Wanted> wanted) {
        tokens.ifPresent(all -> all.list().stream()
                .filter(token -> token.valid()
                        && Partners.organisation(token.name()).isPresent()
                        && !hasUser(wanted, token.name()))
                .forEach(token -> all.revoke(token.id())));
    }

    private static String user(AclBinding acl) {
        String principal = acl.entry().principal();
        return principal.substring(principal.indexOf(':') + 1);
    }

    private static String text(AclBinding acl) {
        return acl.entry().permissionType() + " " + acl.entry().operation() + " "
                + acl.pattern().resourceType() + " " + acl.pattern().patternType() + " "
                + acl.pattern().name() + " from " + acl.entry().host();
    }

    /** It is a drift when the agreements have not changed since the last pass. */
    private void report(Map<String, Wanted> wanted, String user, String what) {
        boolean same = wanted.containsKey(user) ? wanted.get(user).equals(made.get(user)) : !made.containsKey(user);
        if (!same) {
            LOG.atInfo().addKeyValue("user", user).addKeyValue("change", what).log("A partner's access was changed");
            return;
        }
        LOG.atWarn()
                .addKeyValue("user", user)
                .addKeyValue("change", what)
                .log("A partner's access was not what the agreements say, and was corrected");
        drifted.incrementAndGet();
        drifts.addFirst(new Drift(clock.instant(), user, what));
        if (drifts.size() > REMEMBERED) {
            drifts.removeLast();
        }
    }

    /** What was corrected, the newest first, at most 100. */
    public synchronized List<Drift> drifts() {
        return List.copyOf(drifts);
    }

    /** The partners that have a password now. */
    public Collection<String> users() {
        return kafka.users();
    }

    /**
     * Gives a partner a new password and a new token; those that it had end.
     *
     * @return empty when no agreement gives it any
     */
    public synchronized Optional<Credentials> issue(String organisation) {
        String user = Partners.user(organisation);
        if (!hasUser(Wanted.of(agreements.get(), clock.instant()), user)) {
            return Optional.empty();
        }
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        kafka.setPassword(user, password);
        Optional<String> token = tokens.map(all -> {
            all.list().stream()
                    .filter(one -> one.valid() && one.name().equals(user))
                    .forEach(one -> all.revoke(one.id()));
            return all.create(user, Tokens.Scope.READ).text();
        });
        return Optional.of(new Credentials(user, password, token));
    }

    /** Registers what was corrected, and what failed. */
    public void publish(MeterRegistry meters) {
        Gauge.builder("tombolo.agreements.in.force", this, PartnerAccess::inForce)
                .description("agreements that let a partner read now")
                .register(meters);
        FunctionCounter.builder("tombolo.access.drifts", drifted, AtomicLong::get)
                .description("parts of partners' access that were not as agreed, and were corrected")
                .register(meters);
        FunctionCounter.builder("tombolo.access.failures", failures, AtomicLong::get)
                .description("attempts to make partners' access follow the agreements that failed")
                .register(meters);
    }

    private long inForce() {
        Instant now = clock.instant();
        return agreements.get().stream().filter(one -> one.inForce(now)).count();
    }

    @Override
    public void close() {
        closed = true;
        due.release();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kafka.close();
    }
}
