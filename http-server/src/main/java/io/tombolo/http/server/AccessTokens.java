package io.tombolo.http.server;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Access tokens (RFC 9068) of the organisation's issuer: who has one, and what it opens here. */
final class AccessTokens {
    private static final Logger LOG = LoggerFactory.getLogger(AccessTokens.class);

    private final IssuerSettings settings;
    private final Set<JWSAlgorithm> algorithms;
    private final IssuerKeys keys;
    private final Clock clock;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    AccessTokens(IssuerSettings settings, Path folder, Clock clock) {
        this.settings = settings;
        this.algorithms =
                settings.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toSet());
        this.clock = clock;
        this.keys = new IssuerKeys(settings, folder, clock);
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(
                settings.types().stream().map(JOSEObjectType::new).collect(Collectors.toSet())));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, keys));
        JWTClaimsSet exact =
                new JWTClaimsSet.Builder().issuer(settings.issuer()).build();
        DefaultJWTClaimsVerifier<SecurityContext> claims =
                new DefaultJWTClaimsVerifier<>(settings.audience(), exact, Set.of("exp", "sub")) {
                    @Override
                    protected Date currentTime() {
                        return Date.from(clock.instant());
                    }
                };
        claims.setMaxClockSkew(settings.skewSeconds());
        processor.setJWTClaimsSetVerifier(claims);
    }

    /**
     * Whose token it is.
     *
     * @throws Problem.Refusal 401 when it is not good, 503 when the issuer's keys can't be had
     */
    Callers.Caller caller(String token) {
        JWT parsed;
        JWTClaimsSet claims;
        try {
            parsed = JWTParser.parse(token);
        } catch (ParseException e) {
            throw refused("it is not a JWT");
        }
        try {
            if (!algorithms.contains(parsed.getHeader().getAlgorithm())) {
                throw refused("its algorithm is " + parsed.getHeader().getAlgorithm() + ", accepted are "
                        + String.join(", ", settings.algorithms()));
            }
            claims = processor.process(parsed, null);
        } catch (KeySourceException e) {
            throw keys.away() ? away(e) : refused("the issuer has no key of its kid");
        } catch (BadJOSEException e) {
            throw refused(why(parsed, String.valueOf(e.getMessage())));
        } catch (JOSEException e) {
            throw refused("its signature can't be checked");
        }
        List<String> values = values(claims);
        return new Callers.Caller(name(claims), scope(values), values.stream().anyMatch(settings.push()::contains));
    }

    /** The library's words; where they leave out value and limit, ours. */
    private String why(JWT token, String words) {
        try {
            JWTClaimsSet claims = token.getJWTClaimsSet();
            if (words.startsWith("JWT aud claim") || words.startsWith("JWT audience")) {
                return "its audience is " + claims.getAudience() + ", must be " + settings.audience();
            }
            if (words.startsWith("JWT iss claim")) {
                return "its issuer is " + claims.getIssuer() + ", must be " + settings.issuer();
            }
            if (words.startsWith("Expired")) {
                return "it expired at " + claims.getExpirationTime().toInstant() + ", now is " + clock.instant();
            }
        } catch (ParseException e) {
            // The library's words say so.
        }
        return words;
    }

    private Problem.Refusal away(KeySourceException failure) {
        LOG.atWarn()
                .addKeyValue("issuer", settings.issuer())
                .addKeyValue("reason", failure.getMessage())
                .log("The issuer's keys can't be had; its tokens are refused");
        return new Problem.Refusal(Problem.of(
                503, "issuer-away", "the keys of issuer " + settings.issuer() + " can't be had; try again later"));
    }

    private static Problem.Refusal refused(String why) {
        return new Problem.Refusal(Problem.of(401, "token-refused", "the access token is refused: " + why));
    }

    private Optional<Tokens.Scope> scope(List<String> values) {
        Map<Tokens.Scope, List<String>> by = Map.of(
                Tokens.Scope.READ, settings.read(),
                Tokens.Scope.WRITE, settings.write(),
                Tokens.Scope.ADMIN, settings.admin());
        return by.entrySet().stream()
                .filter(one -> values.stream().anyMatch(one.getValue()::contains))
                .map(Map.Entry::getKey)
                .max(Enum::compareTo);
    }

    /** The client's name, where there is one: a token of a machine has it, whatever its subject. */
    private static String name(JWTClaimsSet claims) {
        return Stream.of("client_id", "azp", "sub")
                .map(claims::getClaim)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .findFirst()
                .orElse("");
    }

    /** A text with spaces, as OAuth has it, or a list, as roles are. */
    private List<String> values(JWTClaimsSet claims) {
        Object found = claims.getClaims();
        for (String step : settings.claim().split("\\.", -1)) {
            found = found instanceof Map<?, ?> object ? object.get(step) : null;
        }
        if (found instanceof Collection<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        return found instanceof String text ? List.of(text.split(" +")) : List.of();
    }
}
