package io.tombolo.agreements.access;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names that partners have on Kafka and as owners of tokens; what has another name is never touched. */
public final class Partners {
    /**
     * {@code metadata.max.age.ms} of a partner's consumers. One that looks for its topic while access is suspended is assigned no partition
     * once access is given again, and finds the topic only at its next look at the metadata: after 5 minutes by Kafka's default.
     */
    public static final int METADATA_MAX_AGE_MS = 10_000;

    private static final String PREFIX = "partner-";
    private static final Pattern USER = Pattern.compile(PREFIX + "([a-z0-9-]+(?:\\.[a-z0-9-]+)+)");
    private static final String PRINCIPAL = "User:";

    private Partners() {}

    /** Kafka's user of an organisation, and the name of its tokens: {@code partner-partner.example}. */
    public static String user(String organisation) {
        return PREFIX + organisation;
    }

    /** The organisation whose user that is; empty for any other user. */
    public static Optional<String> organisation(String user) {
        Matcher matcher = USER.matcher(user);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /**
     * With what the names of an organisation's consumer groups begin. No domain has an underscore, so that no other organisation's groups
     * begin with it.
     */
    public static String groupPrefix(String organisation) {
        return organisation + "_";
    }

    static String principal(String user) {
        return PRINCIPAL + user;
    }

    static boolean isPartner(String principal) {
        return principal.startsWith(PRINCIPAL)
                && organisation(principal.substring(PRINCIPAL.length())).isPresent();
    }
}
