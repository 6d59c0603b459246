package io.tombolo.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import java.util.List;

/** Whether the registry answers, and whether it keeps a schema readable. */
final class RegistryCheck implements Check {
    @Override
    public String name() {
        return "registry";
    }

    @Override
    public List<Finding> look(Patient patient) throws Exception {
        return Patient.each(patient.where().registry(), Fault.REGISTRY_UNREACHABLE, (url, found) -> {
            JsonNode level = Json.MAPPER.readTree(patient.good(url, "/config")).path("compatibilityLevel");
            if (level.asText().equals("NONE")) {
                found.add(new Finding(Fault.REGISTRY_COMPATIBILITY, url, "compatibilityLevel is NONE"));
            }
        });
    }
}
