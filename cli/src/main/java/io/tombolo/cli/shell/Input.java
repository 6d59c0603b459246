package io.tombolo.cli.shell;

import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Files that a user hands to a command, and pipes. */
public final class Input {
    private static final long POLICY_LIMIT = 16L << 20;

    private static final Path STANDARD_INPUT = Path.of("-");

    /** Far above any evidence: a record of 1 MB in base64, and what goes with it. */
    private static final long EVIDENCE_LIMIT = 64L << 20;

    private Input() {}

    /** An evidence file, or the one that is attached to a certificate. */
    public static byte[] evidence(Path file) {
        byte[] bytes = readAny(file, EVIDENCE_LIMIT);
        return PdfAttachment.isPdf(bytes) ? PdfAttachment.of(file, bytes) : bytes;
    }

    /** What a file holds, or what a pipe brings; {@code -} is standard input. */
    private static byte[] readAny(Path file, long limit) {
        boolean isInput = file.equals(STANDARD_INPUT) && !Files.exists(file);
        if (!isInput && (!Files.exists(file) || Files.isDirectory(file) || Files.isRegularFile(file))) {
            return read(file, limit);
        }
        try (InputStream pipe = isInput ? System.in : Files.newInputStream(file)) {
            byte[] bytes = pipe.readNBytes(Math.toIntExact(limit + 1));
            if (bytes.length > limit) {
                throw new CommandException(String.format("%s: more than %,d bytes, the limit", file, limit));
            }
            return bytes;
        } catch (IOException e) {
            throw new CommandException(file + ": can't be read: " + e.getMessage(), e);
        }
    }

    /** A regular file's bytes. */
    public static byte[] read(Path file, long limit) {
        if (!Files.isRegularFile(file)) {
            throw new CommandException(file
                    + (Files.exists(file)
                            ? ": is not a file"
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
        return Optional.of(policy(file, policyBytes(file)));
    }

    public static byte[] policyBytes(Path file) {
        return readAny(file, POLICY_LIMIT);
    }

    /** A policy of bytes that were read from a file. */
    public static TrustPolicy policy(Path file, byte[] bytes) {
        try {
            return PolicyFile.read(bytes);
        } catch (MalformedException e) {
            throw new CommandException("policy " + file + ": " + e.getMessage(), e);
        }
    }
}
