package io.tombolo.cli;

import io.tombolo.server.Security;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code up} that say how it is secured. */
final class SecurityOptions {
    @Option(
            names = "--secure",
            description =
                    "TLS 1.3, passwords and tokens on loopback too; --name and --certificate include it: docs/secure.md")
    boolean secure;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "the name or address that clients connect to, if not --host; the certificate must have it")
    @Nullable String name;

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description = "PEM, with its chain (default: a lab's, made in DIR/security)")
    @Nullable Path certificate;

    @Option(names = "--private-key", paramLabel = "FILE", description = "its key, PEM (PKCS#8, not encrypted)")
    @Nullable Path privateKey;

    @Option(
            names = "--authorities",
            paramLabel = "FILE",
            description = "PEM: who signed it, for clients (default: the Java platform's authorities)")
    @Nullable Path authorities;

    Security chosen() {
        return new Security(
                secure || name != null || certificate != null,
                Optional.ofNullable(certificate),
                Optional.ofNullable(privateKey),
                Optional.ofNullable(authorities),
                Optional.ofNullable(name));
    }
}
