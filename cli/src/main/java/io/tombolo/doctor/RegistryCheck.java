package io.tombolo.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import io.tombolo.http.HttpAnswer;
import java.io.IOException;
import java.util.List;

/** Whether the registry answers, and whether it keeps a schema readable. */
final class RegistryCheck implements Check {
    @Override
    public String name() {
        return "registry";
    }

    @Override
    public List<Finding> look(Patient patient) throws Exception {
        String url = patient.where().registry();
        HttpAnswer answer;
        try {
            answer = patient.get(url, "/config");
        } catch (IOException e) {
            return List.of(new Finding(Fault.REGISTRY_UNREACHABLE, url, KafkaCheck.root(e)));
        }
        if (answer.status() != 200) {
            return List.of(new Finding(Fault.REGISTRY_UNREACHABLE, url, "/config answers with " + answer.status()));
        }
        JsonNode level = Json.MAPPER.readTree(answer.body()).path("compatibilityLevel");
        return level.asText().equals("NONE")
                ? List.of(new Finding(Fault.REGISTRY_COMPATIBILITY, url, "compatibilityLevel is NONE"))
                : List.of();
    }
}
