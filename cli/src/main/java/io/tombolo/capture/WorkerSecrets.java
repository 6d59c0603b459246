package io.tombolo.capture;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The secrets of connectors, in files that only this user and the worker read: a connector's configuration, which Kafka and the
 * worker's REST interface show, holds references to them.
 */
public final class WorkerSecrets {
    private final Path folder;

    /** @param folder where the worker's {@code FileConfigProvider} may read */
    public WorkerSecrets(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** What represents a secret in the connector's configuration. */
    public String reference(String connector, String secret) {
        return "${file:" + file(connector) + ":" + secret + "}";
    }

    /** The secret that a reference made here represents; empty when it was made elsewhere, or the secret is not there. */
    public Optional<String> resolve(String connector, String reference) {
        Path file = file(connector);
        String start = "${file:" + file + ":";
        if (!reference.startsWith(start) || !reference.endsWith("}") || !Files.exists(file)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        } catch (IOException e) {
            throw new CaptureException("secrets can't be read from " + file + ": " + e.getMessage(), e);
        }
        return Optional.ofNullable(properties.getProperty(reference.substring(start.length(), reference.length() - 1)));
    }

    /** Keeps a connector's secrets, instead of those it had. */
    public void keep(String connector, Map<String, String> secrets) {
        if (secrets.isEmpty()) {
            forget(connector);
            return;
        }
        Properties properties = new Properties();
        properties.putAll(secrets);
        Path file = file(connector);
        try {
            Files.createDirectories(folder);
            Path draft = Files.createTempFile(
                    folder,
                    connector,
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (OutputStream out = Files.newOutputStream(draft)) {
                properties.store(out, null);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CaptureException("secrets can't be kept in " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Deletes a connector's secrets, if it has any. */
    public void forget(String connector) {
        try {
            Files.deleteIfExists(file(connector));
        } catch (IOException e) {
            throw new CaptureException("file " + file(connector) + " can't be deleted: " + e.getMessage(), e);
        }
    }

    private Path file(String connector) {
        return folder.resolve(connector + ".properties");
    }
}
