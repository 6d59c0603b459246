package io.tombolo.cli.shell;

import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Files that a user hands to a command. */
public final class Input {
    private static final long POLICY_LIMIT = 16L << 20;

    /** Far above any evidence: a record of 1 MB in base64, and what goes with it. */
    private static final long EVIDENCE_LIMIT = 64L << 20;

    private Input() {}

    public static byte[] evidence(Path file) {
        return read(file, EVIDENCE_LIMIT);
    }

    public static byte[] read(Path file, long limit) {
        if (!Files.isRegularFile(file)) {
            throw new CommandException(file
                    + (Files.exists(file)
                            ? ": is no file"
                            : Files.isSymbolicLink(file)
                                    ? ": is a link that leads to no file"
                                    : ": there is no such file"));
        }
        try {
            long size = Files.size(file);
            if (size > limit) {
                throw new CommandException(String.format("%s: %,d bytes, limit %,d", file, size, limit));
            }
            return Files.readAllBytes(file);
        } catch (AccessDeniedException e) {
            throw new CommandException(file + ": can't be read: permission denied", e);
        } catch (IOException e) {
            throw new CommandException(file + ": can't be read: " + e.getMessage(), e);
        }
    }

    public static Optional<TrustPolicy> policy(@Nullable Path file) {
        if (file == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(PolicyFile.read(read(file, POLICY_LIMIT)));
        } catch (MalformedException e) {
            throw new CommandException("policy " + file + ": " + e.getMessage(), e);
        }
    }
}
