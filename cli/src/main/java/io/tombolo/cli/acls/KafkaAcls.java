package io.tombolo.cli.acls;

import io.tombolo.cli.shell.CommandException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/** The access lists and users of a cluster, as an administrator sees and changes them. */
final class KafkaAcls implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final int ITERATIONS = 8_192;
    private static final int PASSWORD_BYTES = 32;
    private static final String EVERYBODY = "User:*";

    private final Admin admin;
    private final String where;

    /** @param settings of a client that may do this, with {@code bootstrap.servers} */
    KafkaAcls(Map<String, String> settings) {
        this.where = settings.getOrDefault("bootstrap.servers", "");
        this.admin = Admin.create(Map.copyOf(settings));
    }

    /** What is wanted and not there, and what is there beside it. */
    record Difference(List<AclBinding> missing, List<AclBinding> surplus) {
        boolean none() {
            return missing.isEmpty() && surplus.isEmpty();
        }
    }

    /** Compares what these principals, and everybody, may do with what they should. */
    Difference compare(Collection<AclBinding> wanted, Set<String> principals) {
        Set<AclBinding> present = get(
                        "can't be read",
                        admin.describeAcls(AclBindingFilter.ANY).values())
                .stream()
                .filter(acl -> principals.contains(acl.entry().principal())
                        || acl.entry().principal().equals(EVERYBODY))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return new Difference(
                wanted.stream().filter(acl -> !present.contains(acl)).distinct().toList(),
                present.stream().filter(acl -> !wanted.contains(acl)).toList());
    }

    void create(List<AclBinding> missing) {
        get("can't be changed", admin.createAcls(missing).all());
    }

    /** Gives a user a new password for SCRAM-SHA-512, which is returned. */
    String password(String user) {
        byte[] bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        get(
                "get no user " + user,
                admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                                user,
                                new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS),
                                password.getBytes(StandardCharsets.UTF_8))))
                        .all());
        return password;
    }

    /** Settings with which a client is that user, as far as they differ from the administrator's. */
    static Map<String, String> client(Map<String, String> administrator, String user, String password) {
        Map<String, String> settings = new LinkedHashMap<>();
        administrator.forEach((key, value) -> {
            boolean own = key.startsWith("ssl.keystore.") || key.startsWith("ssl.key.");
            if (key.equals("bootstrap.servers") || (key.startsWith("ssl.") && !own)) {
                settings.put(key, value);
            }
        });
        boolean tls = administrator.getOrDefault("security.protocol", "").endsWith("SSL");
        settings.put("security.protocol", (tls ? SecurityProtocol.SASL_SSL : SecurityProtocol.SASL_PLAINTEXT).name);
        settings.put("sasl.mechanism", "SCRAM-SHA-512");
        settings.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user + "\" password=\""
                        + password + "\";");
        return settings;
    }

    private <T> T get(String otherwise, KafkaFuture<T> answer) {
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new CommandException(
                    "the access lists of Kafka at " + where + " " + otherwise + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new CommandException(
                    "the access lists of Kafka at " + where + " " + otherwise + ": no answer in " + PATIENCE_SECONDS
                            + " s",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted while asking Kafka at " + where, e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
