package io.tombolo.doctor;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.SupportedVersionRange;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.server.common.MetadataVersion;

/** Whether Kafka answers, in which version, and with which disks. */
final class KafkaCheck implements Check {
    private static final String METADATA = "metadata.version";
    private static final String TRANSACTIONS = "transaction.version";
    private static final short SAFE_TRANSACTIONS = 2;
    private static final int PATIENCE_MS = 4_000;

    @Override
    public String name() {
        return "Kafka";
    }

    @Override
    public List<Finding> look(Patient patient) throws Exception {
        String address = patient.where().kafka().getOrDefault("bootstrap.servers", "");
        List<Node> nodes;
        try {
            nodes = List.copyOf(patient.answer(patient.kafka().describeCluster().nodes()));
        } catch (AuthorizationException e) {
            throw e;
        } catch (KafkaException e) {
            return List.of(new Finding(Fault.KAFKA_UNREACHABLE, address, root(e)));
        }
        List<Finding> found = new ArrayList<>();
        versions(address, patient.answer(patient.kafka().describeFeatures().featureMetadata()), found);
        away(patient, found);
        // One that does not answer must not hide the others' disks.
        for (Node node : nodes) {
            try {
                patient.answer(patient.kafka()
                                .describeLogDirs(List.of(node.id()))
                                .allDescriptions())
                        .forEach((broker, folders) -> folders.forEach((folder, disk) ->
                                judge("broker " + broker + ", " + folder, disk).ifPresent(found::add)));
            } catch (AuthorizationException e) {
                throw e;
            } catch (KafkaException e) {
                found.add(new Finding(
                        Fault.BROKER_AWAY, node.host() + ":" + node.port(), "broker " + node.id() + ": " + root(e)));
            }
        }
        return found;
    }

    /** Those that clients are to begin with: the cluster itself does not name brokers that it has lost. */
    private static void away(Patient patient, List<Finding> found) {
        for (String broker : patient.where().brokers()) {
            Patient.Where.address(broker).ifPresent(address -> {
                try (Socket socket = new Socket()) {
                    socket.connect(address, PATIENCE_MS);
                } catch (IOException e) {
                    found.add(new Finding(Fault.BROKER_AWAY, broker, root(e)));
                }
            });
        }
    }

    private static Optional<Finding> judge(String subject, LogDirDescription disk) {
        if (disk.error() != null) {
            return Optional.of(new Finding(Fault.LOG_FOLDER_FAILED, subject, root(disk.error())));
        }
        return disk.totalBytes().isPresent() && disk.usableBytes().isPresent()
                ? DiskCheck.judge(
                        subject,
                        disk.totalBytes().getAsLong(),
                        disk.usableBytes().getAsLong())
                : Optional.empty();
    }

    private static void versions(String address, FeatureMetadata features, List<Finding> found) {
        FinalizedVersionRange metadata = features.finalizedFeatures().get(METADATA);
        SupportedVersionRange supported = features.supportedFeatures().get(METADATA);
        short latest = MetadataVersion.latestProduction().featureLevel();
        if (metadata != null
                && supported != null
                && metadata.maxVersionLevel() < Math.min(supported.maxVersion(), latest)) {
            found.add(new Finding(
                    Fault.KAFKA_UPGRADE_UNFINISHED,
                    address,
                    METADATA + " is " + metadata.maxVersionLevel() + ", the brokers know " + supported.maxVersion()));
        }
        FinalizedVersionRange transactions = features.finalizedFeatures().get(TRANSACTIONS);
        short version = transactions == null ? 0 : transactions.maxVersionLevel();
        if (version < SAFE_TRANSACTIONS) {
            found.add(new Finding(
                    Fault.KAFKA_OLD_TRANSACTIONS,
                    address,
                    TRANSACTIONS + " is " + version + ", at least " + SAFE_TRANSACTIONS
                            + " keeps a record that comes late out of a later transaction"));
        }
    }

    static String root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
