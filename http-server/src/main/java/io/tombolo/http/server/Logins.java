package io.tombolo.http.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The file of logins: the organisation's issuer of access tokens, and the client certificates that are known; one reading of it. */
final class Logins {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    private final Optional<Issuer> issuer;
    private final Optional<Path> authoritiesFile;
    private final List<X509Certificate> authorities;
    private final List<ClientName> names;

    private Logins(
            Optional<Issuer> issuer,
            Optional<Path> authoritiesFile,
            List<X509Certificate> authorities,
            List<ClientName> names) {
        this.issuer = issuer;
        this.authoritiesFile = authoritiesFile;
        this.authorities = authorities;
        this.names = names;
    }

    /** @param state of the file of the issuer's authorities */
    private record Issuer(IssuerSettings settings, Optional<Path> authorities, String state, AccessTokens tokens) {
        static Issuer of(IssuerSettings settings, Path folder, Clock clock, Optional<Issuer> before) {
            Optional<Path> file = Optional.ofNullable(settings.authorities()).map(folder::resolve);
            String state = file.map(LoginsFile::state).orElse("");
            // It knows the issuer's keys, which may be away now.
            return before.filter(one ->
                            one.settings().equals(settings) && one.state().equals(state))
                    .orElseGet(() -> new Issuer(settings, file, state, new AccessTokens(settings, folder, clock)));
        }
    }

    /** The file as it is written. */
    record Written(
            @Nullable IssuerSettings issuer, @Nullable Certificates certificates) {}

    record Certificates(Path authorities, List<ClientName> names) {
        Certificates {
            if (names.isEmpty()) {
                throw new IllegalArgumentException("certificates.names: none, at least 1");
            }
            names = List.copyOf(names);
        }
    }

    /**
     * Reads the file; paths in it are relative to its folder.
     *
     * @param before the reading before, whose issuer is kept if nothing about it changed
     * @throws IllegalArgumentException naming the file and what is wrong with it
     */
    static Logins read(Path file, Clock clock, Optional<Logins> before) {
        try {
            Written written = JSON.readValue(Files.readAllBytes(file), Written.class);
            Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
            Certificates certificates = written.certificates();
            if (written.issuer() == null && certificates == null) {
                throw new IllegalArgumentException("it names neither an issuer nor certificates");
            }
            return new Logins(
                    Optional.ofNullable(written.issuer())
                            .map(settings -> Issuer.of(settings, folder, clock, before.flatMap(one -> one.issuer))),
                    Optional.ofNullable(certificates).map(one -> folder.resolve(one.authorities())),
                    certificates == null ? List.of() : certificates(folder.resolve(certificates.authorities())),
                    certificates == null ? List.of() : certificates.names());
        } catch (JsonProcessingException e) {
            Throwable cause = e.getCause() instanceof IllegalArgumentException wrong ? wrong : e;
            String why = cause == e ? e.getOriginalMessage() : String.valueOf(cause.getMessage());
            throw new IllegalArgumentException("logins " + file + ": " + why, e);
        } catch (IOException e) {
            throw new IllegalArgumentException("logins " + file + ": can't be read (" + e + ")", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("logins " + file + ": " + e.getMessage(), e);
        }
    }

    static List<X509Certificate> certificates(Path file) throws IOException {
        try {
            List<X509Certificate> found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (!found.isEmpty()) {
                return found;
            }
        } catch (CertificateException e) {
            // Reported below.
        }
        throw new IllegalArgumentException("authorities " + file + ": no X.509 certificate in PEM");
    }

    Optional<AccessTokens> issuer() {
        return issuer.map(Issuer::tokens);
    }

    Optional<Path> issuersFile() {
        return issuer.flatMap(Issuer::authorities);
    }

    Optional<Path> authoritiesFile() {
        return authoritiesFile;
    }

    List<X509Certificate> authorities() {
        return authorities;
    }

    /** Who a certificate of an accepted authority is. */
    Optional<Callers.Caller> caller(X509Certificate certificate) {
        return names.stream()
                .filter(one -> one.is(certificate))
                .findFirst()
                .map(one -> new Callers.Caller(one.name(), Optional.ofNullable(one.scope()), one.push()));
    }
}
