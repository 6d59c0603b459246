package io.tombolo.provenance;

import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A policy file, read again whenever it changes; what can't be read leaves the policy as it is, and is logged once. Thread-safe. */
final class PolicyOfFile implements Supplier<TrustPolicy> {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyOfFile.class);

    private final Path file;
    private FileTime seen;
    private TrustPolicy policy;
    private @Nullable String trouble;

    /** @throws IllegalArgumentException when it can't be read */
    PolicyOfFile(Path file) {
        this.file = file;
        try {
            seen = Files.getLastModifiedTime(file);
            policy = PolicyFile.read(Files.readAllBytes(file));
        } catch (IOException | MalformedException e) {
            throw new IllegalArgumentException("policy: file " + file + " can't be read (" + e.getMessage() + ")", e);
        }
    }

    @Override
    public synchronized TrustPolicy get() {
        try {
            FileTime now = Files.getLastModifiedTime(file);
            if (!now.equals(seen)) {
                policy = PolicyFile.read(Files.readAllBytes(file));
                seen = now;
            }
            if (trouble != null) {
                LOG.atInfo().addKeyValue("file", file).log("The policy can be read again");
                trouble = null;
            }
        } catch (IOException | MalformedException e) {
            if (!e.toString().equals(trouble)) {
                LOG.atWarn()
                        .addKeyValue("file", file)
                        .setCause(e)
                        .log("A changed policy can't be read; the former one counts");
            }
            trouble = e.toString();
        }
        return policy;
    }
}
