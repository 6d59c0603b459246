package io.tombolo.agreements.access;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.quota.ClientQuotaFilterComponent;

/**
 * Partners' access lists, quotas and passwords, over Kafka's administration protocol: of any cluster, embedded or not. The controller
 * confirms a change before the broker that answers the next question has heard of it; each change here waits until it is seen.
 */
final class KafkaAccess implements AutoCloseable {
    private static final long LONGEST_SECONDS = 30;
    /** Kafka's least. Passwords are random, so that more would protect nothing, and clients log in again every 1.5 s. */
    private static final int ITERATIONS = 4_096;

    private static final RetryPolicy<Boolean> UNTIL_SEEN = RetryPolicy.<Boolean>builder()
            .handleResult(false)
            .withBackoff(Duration.ofMillis(5), Duration.ofMillis(500))
            .withMaxRetries(-1)
            .withMaxDuration(Duration.ofSeconds(LONGEST_SECONDS))
            .build();

    private final Admin admin;

    KafkaAccess(Map<String, String> kafka) {
        admin = Admin.create(new HashMap<>(kafka));
    }

    static NavigableSet<AclBinding> sorted() {
        return new TreeSet<>(Comparator.comparing(AclBinding::toString));
    }

    /** By user. */
    Map<String, NavigableSet<AclBinding>> acls() {
        Map<String, NavigableSet<AclBinding>> byUser = new TreeMap<>();
        for (AclBinding one : allAcls()) {
            String principal = one.entry().principal();
            if (Partners.isPartner(principal)) {
                byUser.computeIfAbsent(principal.substring(principal.indexOf(':') + 1), user -> sorted())
                        .add(one);
            }
        }
        return byUser;
    }

    private Set<AclBinding> allAcls() {
        return Set.copyOf(get(admin.describeAcls(AclBindingFilter.ANY).values()));
    }

    void delete(Collection<AclBinding> acls) {
        if (!acls.isEmpty()) {
            get(admin.deleteAcls(acls.stream().map(AclBinding::toFilter).toList())
                    .all());
            await("deleted access lists", () -> Collections.disjoint(allAcls(), acls));
        }
    }

    void create(Collection<AclBinding> acls) {
        if (!acls.isEmpty()) {
            get(admin.createAcls(acls).all());
            await("created access lists", () -> allAcls().containsAll(acls));
        }
    }

    /** By user; clients' own ids play no part. */
    Map<String, Map<String, Double>> quotas() {
        return quotas(ClientQuotaFilterComponent.ofEntityType(ClientQuotaEntity.USER));
    }

    private Map<String, Map<String, Double>> quotas(ClientQuotaFilterComponent users) {
        Map<String, Map<String, Double>> byUser = new TreeMap<>();
        ClientQuotaFilter filter = ClientQuotaFilter.containsOnly(List.of(users));
        get(admin.describeClientQuotas(filter).entities()).forEach((entity, values) -> {
            String user = entity.entries().get(ClientQuotaEntity.USER);
            if (user != null && Partners.organisation(user).isPresent()) {
                byUser.put(user, values);
            }
        });
        return byUser;
    }

    /** Replaces all of a user's quotas. */
    void setQuotas(String user, Map<String, Double> before, Map<String, Double> after) {
        Set<String> keys = new HashSet<>(before.keySet());
        keys.addAll(after.keySet());
        List<ClientQuotaAlteration.Op> changes = new ArrayList<>();
        keys.forEach(key -> changes.add(new ClientQuotaAlteration.Op(key, after.get(key))));
        ClientQuotaEntity entity = new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, user));
        get(admin.alterClientQuotas(List.of(new ClientQuotaAlteration(entity, changes)))
                .all());
        ClientQuotaFilterComponent only = ClientQuotaFilterComponent.ofEntity(ClientQuotaEntity.USER, user);
        await(
                "quotas of " + user,
                () -> quotas(only).getOrDefault(user, Map.of()).equals(after));
    }

    /** The partners that have a password. */
    Set<String> users() {
        Set<String> users =
                new TreeSet<>(get(admin.describeUserScramCredentials().users()));
        users.removeIf(user -> Partners.organisation(user).isEmpty());
        return users;
    }

    void deleteUsers(Collection<String> users) {
        List<UserScramCredentialAlteration> deletions = new ArrayList<>();
        users.forEach(user -> deletions.add(new UserScramCredentialDeletion(user, ScramMechanism.SCRAM_SHA_512)));
        if (!deletions.isEmpty()) {
            get(admin.alterUserScramCredentials(deletions).all());
            await("deleted passwords", () -> Collections.disjoint(users(), users));
        }
    }

    void setPassword(String user, String password) {
        ScramCredentialInfo how = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS);
        get(admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(user, how, password)))
                .all());
        await("password of " + user, () -> users().contains(user));
    }

    private static void await(String change, BooleanSupplier seen) {
        boolean shown;
        try {
            shown = Failsafe.with(UNTIL_SEEN).get(seen::getAsBoolean);
        } catch (FailsafeException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while waiting for the brokers to show the " + change, e);
        }
        if (!shown) {
            throw new KafkaException("the brokers do not show the " + change + " after " + LONGEST_SECONDS + " s");
        }
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("no answer in " + LONGEST_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
