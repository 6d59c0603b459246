package io.tombolo.agreements.access;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names that partners have on Kafka and as owners of tokens; what has another name is never touched. */
public final class Partners {
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
