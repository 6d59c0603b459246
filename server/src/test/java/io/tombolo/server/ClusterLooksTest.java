package io.tombolo.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterLooksTest {
    private static final Map<String, String> GOOD = Map.of(
            "authorizer.class.name",
            "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "advertised.listeners",
            "INSIDE://10.0.0.1:9092,PARTNERS://kafka.acme.example:9094",
            "sasl.enabled.mechanisms",
            "SCRAM-SHA-512",
            "listener.name.partners.connections.max.reauth.ms",
            "1500",
            "connections.max.reauth.ms",
            "0");

    private static List<String> lines(String address, String... changed) {
        Map<String, String> settings = new HashMap<>(GOOD);
        for (int i = 0; i < changed.length; i += 2) {
            settings.put(changed[i], changed[i + 1]);
        }
        return new ClusterLooks(settings, address).lines();
    }

    @Test
    void saysNothingOfAClusterThatIsAsItShouldBe() {
        assertThat(lines("kafka.acme.example:9094")).isEmpty();
        assertThat(lines("kafka.acme.example:9094,kafka2.acme.example:9094")).isEmpty();
    }

    @Test
    void namesTheReauthenticationOfTheListenerThatPartnersUseAndWhatFollows() {
        assertThat(lines("10.0.0.1:9092"))
                .containsExactly(
                        "Kafka: connections.max.reauth.ms is 0: a partner whose access ended keeps its open connections, on"
                                + " which everything is refused; set it to 1500 or so for the listener at 10.0.0.1:9092");
        assertThat(lines("kafka.acme.example:9094", "listener.name.partners.connections.max.reauth.ms", "3600000"))
                .containsExactly(
                        "Kafka: listener.name.partners.connections.max.reauth.ms is 3600000: a partner whose access ended"
                                + " keeps an open connection for up to 3600 s, on which everything is refused");
        assertThat(lines("kafka.acme.example:9094", "listener.name.partners.connections.max.reauth.ms", ""))
                .containsExactly(
                        "Kafka: listener.name.partners.connections.max.reauth.ms is set and not shown: a partner"
                                + " whose access ended keeps an open connection for as long");
    }

    @Test
    void namesWhatLetsPartnersInOrKeepsThemOut() {
        assertThat(lines("kafka.acme.example:9094", "authorizer.class.name", ""))
                .containsExactly("Kafka: authorizer.class.name is not set: there are no access lists, so agreements are"
                        + " recorded and limit nobody");
        assertThat(lines("kafka.acme.example:9094", "allow.everyone.if.no.acl.found", "true"))
                .containsExactly("Kafka: allow.everyone.if.no.acl.found is true: partners may read every topic without"
                        + " access lists");
        assertThat(lines("kafka.acme.example:9094", "listener.name.partners.sasl.enabled.mechanisms", "OAUTHBEARER"))
                .containsExactly(
                        "Kafka: listener.name.partners.sasl.enabled.mechanisms is OAUTHBEARER: partners log in by"
                                + " SCRAM-SHA-512 and can't, at kafka.acme.example:9094");
    }
}
