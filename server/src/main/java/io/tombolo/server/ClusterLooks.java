package io.tombolo.server;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;

/**
 * A look at the settings of the operator's own cluster on which the limits of partners rest. They are the operator's: nothing is changed, and
 * what is not as it should be is reported with its name, its value and what follows.
 */
final class ClusterLooks {
    private static final long PATIENCE_SECONDS = 30;
    private static final String REAUTH = "connections.max.reauth.ms";
    private static final long SOON_MS = 10_000;

    private final Map<String, String> settings;
    private final String address;

    ClusterLooks(Map<String, String> settings, String address) {
        this.settings = settings;
        this.address = address;
    }

    /** One line for each, of the first broker. */
    static List<String> lines(Map<String, String> clients, String partnersAddress) {
        try (Admin admin = Admin.create(Map.copyOf(clients))) {
            Node node = admin.describeCluster()
                    .nodes()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .iterator()
                    .next();
            ConfigResource asked = new ConfigResource(ConfigResource.Type.BROKER, node.idString());
            Map<String, String> settings = new TreeMap<>();
            Config broker = admin.describeConfigs(List.of(asked))
                    .all()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .values()
                    .iterator()
                    .next();
            for (ConfigEntry one : broker.entries()) {
                settings.put(one.name(), one.value() == null ? "" : one.value());
            }
            return new ClusterLooks(settings, partnersAddress).lines();
        } catch (ExecutionException | TimeoutException e) {
            return List.of("Kafka's settings can't be looked at (" + e
                    + "): whether partners' access is limited as agreed" + " is not known");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("interrupted while Kafka's settings were looked at", e);
        }
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        Optional<String> listener = listener();
        if (value("authorizer.class.name", "").isEmpty()) {
            lines.add(
                    "Kafka: authorizer.class.name is not set: there are no access lists, so agreements are recorded and limit"
                            + " nobody");
        }
        if (value("allow.everyone.if.no.acl.found", "false").equals("true")) {
            lines.add(
                    "Kafka: allow.everyone.if.no.acl.found is true: partners may read every topic without access lists");
        }
        String key = listener.map(one -> "listener.name." + one + "." + REAUTH)
                .filter(settings::containsKey)
                .orElse(REAUTH);
        String reauth = value(key, "0");
        if (reauth.isEmpty()) {
            lines.add("Kafka: " + key
                    + " is set and not shown: a partner whose access ended keeps an open connection for as" + " long");
        } else if (Long.parseLong(reauth) == 0) {
            lines.add("Kafka: " + key
                    + " is 0: a partner whose access ended keeps its open connections, on which everything is"
                    + " refused; set it to 1500 or so for the listener at " + address);
        } else if (Long.parseLong(reauth) > SOON_MS) {
            lines.add("Kafka: " + key + " is " + reauth
                    + ": a partner whose access ended keeps an open connection for up to "
                    + Long.parseLong(reauth) / 1_000 + " s, on which everything is refused");
        }
        String mechanisms = listener.map(one -> "listener.name." + one + ".sasl.enabled.mechanisms")
                .filter(settings::containsKey)
                .orElse("sasl.enabled.mechanisms");
        if (!value(mechanisms, "").isEmpty() && !value(mechanisms, "").contains("SCRAM-SHA-512")) {
            lines.add("Kafka: " + mechanisms + " is " + value(mechanisms, "")
                    + ": partners log in by SCRAM-SHA-512 and can't, at " + address);
        }
        return lines;
    }

    private String value(String name, String otherwise) {
        return settings.getOrDefault(name, otherwise);
    }

    /** In lower case, as it is in the names of its settings; the one that advertises the first of the addresses. */
    private Optional<String> listener() {
        String first = address.split(",", -1)[0].strip();
        return Arrays.stream(
                        value("advertised.listeners", value("listeners", "")).split(",", -1))
                .map(String::strip)
                .filter(one -> one.endsWith("://" + first))
                .map(one -> one.substring(0, one.indexOf(':')).toLowerCase(Locale.ROOT))
                .findFirst();
    }
}
