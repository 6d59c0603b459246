package io.tombolo.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import io.tombolo.http.HttpAnswer;
import java.util.List;

/** Whether the read side answers, and found what it follows as it was anchored. */
final class ReadSideCheck implements Check {
    @Override
    public String name() {
        return "read side";
    }

    @Override
    public List<Finding> look(Patient patient) throws Exception {
        return Patient.each(patient.where().readSide(), Fault.READ_SIDE_UNREACHABLE, (url, found) -> {
            for (JsonNode log :
                    Json.MAPPER.readTree(patient.good(url, "/api/v1/status")).path("logs")) {
                log.path("faults")
                        .forEach(fault -> found.add(new Finding(
                                Fault.READ_SIDE_FAULT, log.path("origin").asText(), fault.toString())));
            }
            HttpAnswer ready = patient.get(url, "/readyz");
            if (ready.status() != 200) {
                found.add(new Finding(
                        Fault.READ_SIDE_NOT_READY,
                        url,
                        Json.MAPPER.readTree(ready.body()).path("message").asText()));
            }
            String away = Json.MAPPER
                    .readTree(patient.good(url, "/api/v1/operations"))
                    .at("/read_side/objects/trouble")
                    .asText();
            if (!away.isEmpty()) {
                found.add(new Finding(Fault.OBJECT_STORE_AWAY, url, away));
            }
        });
    }
}
