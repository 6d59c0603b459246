package io.tombolo.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;

/** Whether a quota slows down everybody, or one of Tombolo's own users, so much that anchoring falls behind. */
final class QuotasCheck implements Check {
    private static final Map<String, Double> LEAST =
            Map.of("producer_byte_rate", 1_000_000.0, "consumer_byte_rate", 1_000_000.0, "request_percentage", 10.0);

    @Override
    public String name() {
        return "quotas";
    }

    @Override
    public List<Finding> look(Patient patient) throws Exception {
        List<Finding> found = new ArrayList<>();
        patient.answer(patient.kafka()
                        .describeClientQuotas(ClientQuotaFilter.all())
                        .entities())
                .forEach((entity, quotas) -> {
                    if (isOurs(entity)) {
                        quotas.forEach((name, value) -> judge(entity, name, value, found));
                    }
                });
        return found;
    }

    /** The default of all, or a user or client whose name begins with Tombolo's. Partners' quotas are meant. */
    private static boolean isOurs(ClientQuotaEntity entity) {
        return entity.entries().values().stream().anyMatch(name -> name == null || name.startsWith("tombolo"));
    }

    private static void judge(ClientQuotaEntity entity, String name, double value, List<Finding> found) {
        double least = LEAST.getOrDefault(name, 0.0);
        if (value < least) {
            found.add(new Finding(
                    Fault.QUOTA_LOW,
                    entity.entries().toString().replace("=null", " default"),
                    String.format("%s is %,.0f, below %,.0f", name, value, least)));
        }
    }
}
