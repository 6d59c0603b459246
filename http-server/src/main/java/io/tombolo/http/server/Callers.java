package io.tombolo.http.server;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who may ask a server: those with one of its tokens, and, where a file of logins names them, with an access token of the organisation's issuer
 * or with a client certificate.
 */
public final class Callers {
    /** Three parts with dots between; our tokens have none. */
    private static final Pattern SIGNED = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");

    private final Optional<Tokens> tokens;
    private final Optional<LoginsFile> logins;

    /**
     * What somebody who logged in may do.
     *
     * @param name the issuer's client, or the certificate's name as the file of logins has it
     * @param scope empty for one who may only push
     * @param pushes whether with the push key of that name
     */
    public record Caller(String name, Optional<Tokens.Scope> scope, boolean pushes) {}

    private Callers(Optional<Tokens> tokens, Optional<LoginsFile> logins) {
        this.tokens = tokens;
        this.logins = logins;
    }

    /**
     * From the files that a configuration names; empty texts are not given.
     *
     * @throws IllegalArgumentException when the file of logins can't be used
     */
    public static Optional<Callers> of(String tokens, String logins, Clock clock) {
        if (tokens.isEmpty() && logins.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Callers(
                tokens.isEmpty() ? Optional.empty() : Optional.of(new Tokens(Path.of(tokens), clock)),
                logins.isEmpty() ? Optional.empty() : Optional.of(new LoginsFile(Path.of(logins), clock))));
    }

    /** Whether a decision may have to wait for the issuer. */
    boolean mayWait() {
        return logins.flatMap(file -> file.newest().issuer()).isPresent();
    }

    /** Under which authorities client certificates are; empty where none are asked for. */
    List<X509Certificate> authorities() {
        return logins.map(file -> file.newest().authorities()).orElse(List.of());
    }

    /**
     * Lets a request pass or refuses it.
     *
     * @param header the value of {@code Authorization}, empty where there is none; it counts before the certificate
     * @param certificate the client's, if it showed one of an accepted authority
     * @return the caller's name: that of the token, of the issuer's client, or of the certificate
     * @throws Problem.Refusal 401 for a caller who is not known, 403 when the scope does not suffice, 503 when the issuer is away
     */
    public String admit(String header, Optional<X509Certificate> certificate, Tokens.Scope needed) {
        Optional<Caller> known = find(header, certificate);
        if (known.isEmpty()) {
            return tokens.orElseThrow(Callers::missing).admit(header, needed).name();
        }
        Caller caller = known.get();
        if (caller.scope().isEmpty() || caller.scope().get().compareTo(needed) < 0) {
            throw new Problem.Refusal(Problem.of(
                    403,
                    "scope",
                    caller.name() + " has "
                            + caller.scope()
                                    .map(scope -> "the scope " + Tokens.name(scope))
                                    .orElse("no scope") + ", needed is "
                            + Tokens.name(needed)));
        }
        return caller.name();
    }

    /**
     * Somebody who logged in otherwise than with our token or key; empty for everybody else.
     *
     * @throws Problem.Refusal when the issuer's token is refused, or nobody can say whether it is good
     */
    public Optional<Caller> find(String header, Optional<X509Certificate> certificate) {
        if (header.isEmpty()) {
            return certificate.flatMap(
                    one -> logins.flatMap(file -> file.newest().caller(one)));
        }
        String token = Tokens.text(header);
        return logins.flatMap(file -> file.newest().issuer())
                .filter(any -> SIGNED.matcher(token).matches())
                .map(issuer -> issuer.caller(token));
    }

    private static Problem.Refusal missing() {
        return new Problem.Refusal(Problem.of(401, "token-missing", "give a token as Authorization: Bearer TOKEN"));
    }
}
