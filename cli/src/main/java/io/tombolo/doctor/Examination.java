package io.tombolo.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.AuthorizationException;

/** All checks of one deployment, one after the other: none keeps another from looking. */
final class Examination {
    private static final List<Check> KAFKA =
            List.of(new TopicsCheck(), new AccessCheck(), new QuotasCheck(), new TransactionsCheck());

    private final Path machine;

    Examination(Path machine) {
        this.machine = machine;
    }

    /** What each check found, by its name in the order in which they looked; those for which nothing is known are left out. */
    Map<String, List<Finding>> of(Patient patient) throws InterruptedException {
        Map<String, List<Finding>> all = new LinkedHashMap<>();
        Patient.Where where = patient.where();
        if (!where.absent().isEmpty()) {
            all.put("server", List.of(new Finding(Fault.SERVER_DOWN, where.absent(), "no tombolo up runs on it")));
        }
        if (where.kafka().containsKey("bootstrap.servers")) {
            List<Finding> reached = look(new KafkaCheck(), patient, all);
            boolean away = reached.stream().anyMatch(one -> one.fault() == Fault.KAFKA_UNREACHABLE);
            for (Check check : away ? List.<Check>of() : KAFKA) {
                look(check, patient, all);
            }
        }
        look(new CertificatesCheck(), patient, all);
        if (!where.registry().isEmpty()) {
            look(new RegistryCheck(), patient, all);
        }
        if (!where.connect().isEmpty()) {
            look(new ConnectCheck(), patient, all);
        }
        if (!where.anchoring().isEmpty()) {
            look(new AnchoringCheck(), patient, all);
        }
        if (!where.readSide().isEmpty()) {
            look(new ReadSideCheck(), patient, all);
        }
        look(new NetworkCheck(), patient, all);
        look(new ClocksCheck(), patient, all);
        look(new DiskCheck(), patient, all);
        look(new MachineCheck(machine), patient, all);
        return all;
    }

    private static List<Finding> look(Check check, Patient patient, Map<String, List<Finding>> all)
            throws InterruptedException {
        List<Finding> found;
        try {
            found = new ArrayList<>(check.look(patient));
        } catch (InterruptedException e) {
            throw e;
        } catch (AuthorizationException e) {
            found = List.of(new Finding(Fault.KAFKA_REFUSED, check.name(), KafkaCheck.root(e)));
        } catch (Exception e) {
            found = List.of(new Finding(
                    Fault.NOT_LOOKED, check.name(), e.getClass().getSimpleName() + ": " + KafkaCheck.root(e)));
        }
        all.put(check.name(), List.copyOf(found));
        return found;
    }
}
