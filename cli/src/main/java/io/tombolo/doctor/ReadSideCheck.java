package io.tombolo.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import io.tombolo.http.HttpAnswer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Whether the read side answers, and found what it follows as it was anchored. */
final class ReadSideCheck implements Check {
    @Override
    public String name() {
        return "read side";
    }

    @Override
    public List<Finding> look(Patient patient) throws Exception {
        String url = patient.where().readSide();
        HttpAnswer answer;
        try {
            answer = patient.get(url, "/api/v1/status");
        } catch (IOException e) {
            return List.of(new Finding(Fault.READ_SIDE_UNREACHABLE, url, KafkaCheck.root(e)));
        }
        if (answer.status() != 200) {
            return List.of(
                    new Finding(Fault.READ_SIDE_UNREACHABLE, url, "/api/v1/status answers with " + answer.status()));
        }
        List<Finding> found = new ArrayList<>();
        for (JsonNode log : Json.MAPPER.readTree(answer.body()).path("logs")) {
            log.path("faults")
                    .forEach(fault -> found.add(new Finding(
                            Fault.READ_SIDE_FAULT, log.path("origin").asText(), fault.toString())));
        }
        return found;
    }
}
