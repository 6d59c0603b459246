package io.tombolo.connect;

import io.tombolo.http.server.ApiResponse;
import io.tombolo.http.server.Callers;
import io.tombolo.http.server.Problem;
import io.tombolo.http.server.Tokens;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.rest.ConnectRestExtension;
import org.apache.kafka.connect.rest.ConnectRestExtensionContext;
import org.jspecify.annotations.Nullable;

/** Lets nobody ask Connect's REST interface without a token of the scope {@code admin}. Connect makes it by reflection. */
public final class RestAccess implements ConnectRestExtension {
    static final String TOKENS = "tombolo.tokens";
    static final String LOGINS = "tombolo.logins";

    private @Nullable Callers callers;

    @Override
    public void configure(Map<String, ?> settings) {
        Object file = settings.get(TOKENS);
        if (file == null) {
            throw new ConfigException(TOKENS, null, "missing: the file of tokens");
        }
        Object logins = settings.get(LOGINS);
        callers = Callers.of(file.toString(), logins == null ? "" : logins.toString(), Clock.systemUTC())
                .orElseThrow();
    }

    @Override
    public void register(ConnectRestExtensionContext context) {
        if (callers == null) {
            throw new IllegalStateException("not configured");
        }
        context.configurable().register(new Filter(callers));
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public void close() {}

    @PreMatching
    private record Filter(Callers callers) implements ContainerRequestFilter {
        @Override
        public void filter(ContainerRequestContext request) {
            String header = request.getHeaderString("Authorization");
            try {
                callers.admit(header == null ? "" : header, Optional.empty(), Tokens.Scope.ADMIN);
            } catch (Problem.Refusal refused) {
                Problem problem = refused.problem();
                // Clients of Connect read its message.
                ApiResponse document =
                        problem.with(Map.of("message", problem.detail())).document();
                byte[] body = new byte[document.body().remaining()];
                document.body().get(body);
                Response.ResponseBuilder answer =
                        Response.status(document.status()).entity(body);
                document.headers().forEach(answer::header);
                request.abortWith(answer.build());
            }
        }
    }
}
