package io.tombolo.ledger.rules;

import io.tombolo.ledger.wire.LedgerLimits;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An origin taken apart: {@code organisation/dataset/partition[/generation]}. */
record LogName(String organisation, String dataset) {
    static final String ORGANISATION =
            "[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?)*";
    static final String DATASET = "[a-z0-9][a-z0-9_-]{0,127}";

    private static final Pattern ORIGIN =
            Pattern.compile("(" + ORGANISATION + ")/(" + DATASET + ")/(?:0|[1-9][0-9]{0,8})(?:/[1-9][0-9]{0,8})?");

    static Optional<LogName> parse(String origin) {
        if (origin.length() > LedgerLimits.MAX_ORIGIN_LENGTH) {
            return Optional.empty();
        }
        Matcher matcher = ORIGIN.matcher(origin);
        return matcher.matches() ? Optional.of(new LogName(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    static boolean isOrganisation(String text) {
        return text.length() <= 253 && text.matches(ORGANISATION);
    }

    static boolean isDataset(String text) {
        return text.matches(DATASET);
    }
}
