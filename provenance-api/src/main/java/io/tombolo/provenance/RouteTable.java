package io.tombolo.provenance;

import io.tombolo.http.server.ApiRequest;
import io.tombolo.http.server.ApiResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The paths of the read side, as {@code openapi.yaml} writes them, each with the parameters that it takes and what answers it. */
final class RouteTable {
    private final List<Route> routes = new ArrayList<>();
    private final Map<String, Route> fixed = new HashMap<>();

    /**
     * One path.
     *
     * @param method GET or POST
     * @param template as {@code /api/v1/datasets/{organisation}/{name}}
     * @param parameters of the query; empty where any are taken
     */
    record Route(
            String method,
            String template,
            Optional<List<String>> parameters,
            Function<Ask, CompletionStage<ApiResponse>> answer) {

        private Optional<Map<String, String>> match(String[] path) {
            String[] parts = template.split("/", -1);
            if (parts.length != path.length) {
                return Optional.empty();
            }
            Map<String, String> names = new HashMap<>();
            for (int i = 0; i < parts.length; i++) {
                if (parts[i].startsWith("{")) {
                    names.put(parts[i].substring(1, parts[i].length() - 1), path[i]);
                } else if (!parts[i].equals(path[i])) {
                    return Optional.empty();
                }
            }
            return Optional.of(names);
        }
    }

    /** A path that refuses parameters other than these. */
    RouteTable get(String template, List<String> parameters, Function<Ask, ApiResponse> answer) {
        return add(new Route("GET", template, Optional.of(List.copyOf(parameters)), now(answer)));
    }

    /** A path that ignores parameters that it does not know. */
    RouteTable get(String template, Function<Ask, ApiResponse> answer) {
        return add(new Route("GET", template, Optional.empty(), now(answer)));
    }

    RouteTable post(String template, Function<Ask, CompletionStage<ApiResponse>> answer) {
        return add(new Route("POST", template, Optional.empty(), answer));
    }

    private static Function<Ask, CompletionStage<ApiResponse>> now(Function<Ask, ApiResponse> answer) {
        return ask -> CompletableFuture.completedFuture(answer.apply(ask).tagged());
    }

    private RouteTable add(Route route) {
        routes.add(route);
        if (route.template().indexOf('{') < 0) {
            fixed.put(route.template(), route);
        }
        return this;
    }

    List<Route> routes() {
        return List.copyOf(routes);
    }

    CompletionStage<ApiResponse> answer(ApiRequest request) {
        Route route = fixed.get(request.path());
        if (route != null) {
            return answer(route, new Ask(request, Map.of()));
        }
        String[] path = request.path().split("/", -1);
        for (Route one : routes) {
            Optional<Map<String, String>> names = one.match(path);
            if (names.isPresent()) {
                return answer(one, new Ask(request, names.get()));
            }
        }
        return CompletableFuture.completedFuture(LogRoutes.notFound("no such path; /api/v1/openapi.yaml lists them"));
    }

    static ApiResponse notAllowed(String allowed) {
        return ReadSideProblem.of(405, "method_not_allowed", "this path answers " + allowed)
                .with("Allow", allowed);
    }

    private static CompletionStage<ApiResponse> answer(Route route, Ask ask) {
        ask.request().route(route.template());
        if (!ask.request().method().equals(route.method())) {
            String allowed = route.method().equals("GET") ? "GET, HEAD" : route.method();
            return CompletableFuture.completedFuture(notAllowed(allowed));
        }
        route.parameters().ifPresent(ask::only);
        return route.answer().apply(ask);
    }
}
