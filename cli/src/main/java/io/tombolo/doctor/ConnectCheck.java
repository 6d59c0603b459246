package io.tombolo.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import io.tombolo.http.HttpAnswer;
import java.util.List;
import java.util.Map;

/** Whether the Connect workers answer, and their connectors run: sources of datasets, MirrorMaker 2. */
final class ConnectCheck implements Check {
    @Override
    public String name() {
        return "Connect";
    }

    @Override
    public List<Finding> look(Patient patient) throws Exception {
        return Patient.each(patient.where().connect(), Fault.CONNECT_UNREACHABLE, (url, found) -> {
            HttpAnswer health = patient.get(url, "/health");
            if (health.status() != 200) {
                found.add(new Finding(
                        Fault.CONNECT_NOT_READY,
                        url,
                        Json.MAPPER.readTree(health.body()).path("message").asText("")));
            }
            judge(Json.MAPPER.readTree(patient.good(url, "/connectors?expand=status")), found);
        });
    }

    /**
     * Each worker knows the whole group: what does not run is named once. After a worker was cut off, Connect may list a connector as unassigned permanently
     * while its tasks run: that is not a fault.
     */
    static void judge(JsonNode connectors, List<Finding> found) {
        for (Map.Entry<String, JsonNode> one : connectors.properties()) {
            JsonNode status = one.getValue().path("status");
            boolean runs = false;
            for (JsonNode task : status.path("tasks")) {
                runs |= task.path("state").asText().equals("RUNNING");
                state(one.getKey() + ", task " + task.path("id").asInt(), task, found);
            }
            JsonNode connector = status.path("connector");
            if (!runs || !connector.path("state").asText().equals("UNASSIGNED")) {
                state(one.getKey(), connector, found);
            }
        }
    }

    private static void state(String subject, JsonNode part, List<Finding> found) {
        String state = part.path("state").asText();
        String trace = part.path("trace").asText("").lines().findFirst().orElse("");
        Finding finding = switch (state) {
            case "FAILED" -> new Finding(Fault.CONNECTOR_FAILED, subject, trace);
            case "UNASSIGNED" -> new Finding(Fault.CONNECTOR_UNASSIGNED, subject, "no worker of its group runs it");
            case "PAUSED", "STOPPED" -> new Finding(Fault.CONNECTOR_PAUSED, subject, "is " + state);
            default -> null;
        };
        if (finding != null && !found.contains(finding)) {
            found.add(finding);
        }
    }
}
