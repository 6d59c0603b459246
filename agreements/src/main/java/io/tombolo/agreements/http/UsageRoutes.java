package io.tombolo.agreements.http;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.AgreementFile;
import io.tombolo.agreements.access.Partners;
import io.tombolo.agreements.store.AgreementLog;
import io.tombolo.agreements.store.UsageLog;
import io.tombolo.agreements.usage.UsageStatement;
import io.tombolo.http.server.ApiRequest;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.schemas.json.BoundedJson;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;

/** Takes receipts of usage, and makes statements of them. */
final class UsageRoutes {
    static final String PATH = "/v1/usage";

    private static final JsonMapper JSON = BoundedJson.mapper(10_000);

    private final AgreementLog agreements;
    private final UsageLog usage;
    private final BiFunction<YearMonth, String, OptionalLong> sent;
    private final Clock clock;

    UsageRoutes(
            AgreementLog agreements, UsageLog usage, BiFunction<YearMonth, String, OptionalLong> sent, Clock clock) {
        this.sent = sent;
        this.agreements = agreements;
        this.usage = usage;
        this.clock = clock;
    }

    /** Answers with the agreement, so that the partner knows of each step when it makes its own statement. */
    ApiResponse take(String id, SignedNote note) {
        usage.take(id, note).ifPresent(why -> {
            throw AgreementRoutes.refusal(why);
        });
        Agreement agreement = agreements.find(id).orElseThrow();
        return ApiResponse.json(AgreementFile.write(agreement));
    }

    /** Partners see their own statements, operators all. */
    ApiResponse statements(ApiRequest request, Optional<String> caller) {
        YearMonth month =
                request.text("month").map(UsageRoutes::month).orElse(YearMonth.now(clock.withZone(ZoneOffset.UTC)));
        Optional<String> partner = caller.flatMap(Partners::organisation).or(() -> request.text("partner"));
        ArrayNode all = JSON.createArrayNode();
        UsageStatement.of(month, agreements.all(), usage::of).stream()
                .filter(one -> partner.isEmpty() || partner.get().equals(one.consumer()))
                .forEach(one -> all.add(json(one, month, caller)));
        return ApiResponse.json(Map.of("statements", all));
    }

    private ObjectNode json(UsageStatement one, YearMonth month, Optional<String> caller) {
        ObjectNode json = one.json(one.provider(), agreements.keys().of(one.provider()));
        OptionalLong bytes = sent.apply(month, one.consumer());
        // The broker does not know for which of several organisations it sent them.
        boolean onlyOne = agreements.all().stream()
                        .filter(any -> any.terms().consumer().name().equals(one.consumer()))
                        .map(any -> any.terms().provider().name())
                        .distinct()
                        .count()
                == 1;
        if (bytes.isPresent()
                && onlyOne
                && caller.flatMap(Partners::organisation).isEmpty()) {
            json.putObject("approximate")
                    .put("sent_bytes", bytes.getAsLong())
                    .put("without_receipt_bytes", one.withoutReceipt(bytes.getAsLong()));
        }
        return json;
    }

    private static YearMonth month(String text) {
        try {
            return YearMonth.parse(text);
        } catch (DateTimeException e) {
            throw AgreementRoutes.problem(400, "malformed", "month '" + text + "': must be as 2026-11");
        }
    }
}
