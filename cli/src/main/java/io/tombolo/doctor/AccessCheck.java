package io.tombolo.doctor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;

/** Whether Kafka lets everybody in who reaches it. A broker that only this machine reaches may. */
final class AccessCheck implements Check {
    private static final String AUTHORIZER = "authorizer.class.name";
    private static final String EVERYONE = "allow.everyone.if.no.acl.found";

    @Override
    public String name() {
        return "access lists";
    }

    @Override
    public List<Finding> look(Patient patient) throws Exception {
        List<Finding> found = new ArrayList<>();
        for (Node node : patient.answer(patient.kafka().describeCluster().nodes())) {
            ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, node.idString());
            Map<String, String> settings = new HashMap<>();
            for (Config config : patient.answer(
                            patient.kafka().describeConfigs(List.of(broker)).all())
                    .values()) {
                config.entries().forEach(one -> settings.put(one.name(), one.value() == null ? "" : one.value()));
            }
            String subject = "broker " + node.idString() + " at " + node.host() + ":" + node.port();
            judge(subject, node.host(), settings, found);
        }
        return found;
    }

    static void judge(String subject, String host, Map<String, String> settings, List<Finding> found) {
        if (host.equals("localhost") || host.equals("::1") || host.startsWith("127.")) {
            return;
        }
        if (settings.getOrDefault(AUTHORIZER, "").isEmpty()) {
            found.add(new Finding(
                    Fault.ACCESS_OPEN, subject, AUTHORIZER + " is not set: everybody who logs in may do everything"));
        }
        if (settings.getOrDefault(EVERYONE, "false").equals("true")) {
            found.add(new Finding(
                    Fault.ACCESS_OPEN, subject, EVERYONE + " is true: a topic without access lists is everybody's"));
        }
    }
}
