package io.tombolo.doctor;

import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the disks of the folders have room. Those of brokers elsewhere are Kafka's to say. */
final class DiskCheck implements Check {
    private static final long MB = 1_000_000;
    private static final long FULL = 500 * MB;
    private static final double LOW = 0.1;

    @Override
    public String name() {
        return "disks";
    }

    @Override
    public List<Finding> look(Patient patient) throws Exception {
        List<Finding> found = new ArrayList<>();
        for (Path folder : patient.where().folders()) {
            Path there = folder.toAbsolutePath();
            // A folder that is still to be made will lie on its parent's disk.
            while (!Files.exists(there) && there.getParent() != null) {
                there = there.getParent();
            }
            FileStore disk = Files.getFileStore(there);
            judge(folder.toString(), disk.getTotalSpace(), disk.getUsableSpace())
                    .ifPresent(found::add);
        }
        return found;
    }

    static Optional<Finding> judge(String subject, long total, long usable) {
        Fault fault = usable < FULL ? Fault.DISK_FULL : Fault.DISK_LOW;
        return usable >= FULL && usable >= total * LOW
                ? Optional.empty()
                : Optional.of(new Finding(
                        fault,
                        subject,
                        String.format(
                                "%,d MB of %,d MB are free, %s",
                                usable / MB, total / MB, fault == Fault.DISK_FULL ? "limit 500 MB" : "limit a tenth")));
    }
}
