package io.tombolo.agreements;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.signed.KeyedLines;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;

/**
 * What is agreed. Its {@link #text} is what both sides sign, by its hash.
 *
 * @param id 32 hexadecimal digits, chosen at random by the side that begins
 * @param provider owns the dataset
 * @param consumer receives it
 * @param fieldGroups the groups of protected fields that the consumer may read, in alphabetical order; empty: none but the open fields
 * @param purpose what the data may be used for, in a line of at most 1,000 characters
 * @param from the first moment at which it applies
 * @param until the first moment at which it does not apply any more
 * @param pricePerMillion of a million change events, at most 12 digits before the point and 6 behind it
 * @param currency three capital letters (ISO 4217)
 * @param bytesPerSecond how fast the consumer may read, on average
 * @param keyCache how long the consumer may keep field keys, at most 5 minutes
 */
public record Terms(
        String id,
        Party provider,
        Party consumer,
        DatasetId dataset,
        List<String> fieldGroups,
        String purpose,
        Instant from,
        Instant until,
        BigDecimal pricePerMillion,
        String currency,
        long bytesPerSecond,
        Duration keyCache) {
    public static final String FORMAT = "tombolo-agreement/1";

    private static final Duration LONGEST_KEY_CACHE = Duration.ofMinutes(5);
    private static final int LONGEST_PURPOSE = 1_000;
    private static final String NONE = "-";

    /** @throws MalformedException naming the field, its value and its limit */
    public Terms {
        fieldGroups = List.copyOf(fieldGroups);
        require(id.matches("[0-9a-f]{32}"), "id", id, "must be 32 hexadecimal digits");
        require(
                dataset.organisation().equals(provider.name()),
                "dataset",
                dataset.toString(),
                "must be of the provider, " + provider.name());
        DatasetId.parse(consumer.name() + "/agreements");
        require(!consumer.name().equals(provider.name()), "consumer", consumer.name(), "is the provider too");
        require(
                fieldGroups.size() <= 100
                        && fieldGroups.stream().allMatch(group -> group.matches("[a-z0-9][a-z0-9_-]{0,63}"))
                        && fieldGroups.equals(
                                fieldGroups.stream().sorted().distinct().toList()),
                "groups",
                fieldGroups.toString(),
                "must be at most 100 names, each once, in alphabetical order");
        KeyedLines.oneLine("purpose", purpose, LONGEST_PURPOSE);
        require(from.isBefore(until), "until", until.toString(), "must be after " + from);
        require(isWhole(from) && isWhole(until), "from", from + " until " + until, "must be whole seconds");
        require(
                pricePerMillion.signum() >= 0
                        && pricePerMillion.scale() >= 0
                        && pricePerMillion.scale() <= 6
                        && pricePerMillion.precision() - pricePerMillion.scale() <= 12,
                "price",
                pricePerMillion.toPlainString(),
                "must be 0 to 999999999999.999999");
        require(currency.matches("[A-Z]{3}"), "currency", currency, "must be three capital letters");
        require(bytesPerSecond > 0, "rate", Long.toString(bytesPerSecond), "must be at least 1 byte per second");
        require(
                !keyCache.isNegative()
                        && keyCache.compareTo(LONGEST_KEY_CACHE) <= 0
                        && keyCache.truncatedTo(ChronoUnit.SECONDS).equals(keyCache),
                "key-cache",
                keyCache.toString(),
                "must be whole seconds, at most " + LONGEST_KEY_CACHE);
    }

    private static boolean isWhole(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).equals(at);
    }

    private static void require(boolean holds, String field, String value, String limit) {
        if (!holds) {
            throw new MalformedException("terms: " + field + " " + value + ": " + limit);
        }
    }

    /** A new agreement's id. */
    public static String newId() {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** The one spelling of these terms; {@link #parse} accepts no other. */
    public String text() {
        return KeyedLines.write(
                FORMAT,
                List.of(
                        "id " + id,
                        "provider " + provider.vkey(),
                        "consumer " + consumer.vkey(),
                        "dataset " + dataset,
                        "groups " + (fieldGroups.isEmpty() ? NONE : String.join(",", fieldGroups)),
                        "purpose " + purpose,
                        "from " + from,
                        "until " + until,
                        "price " + pricePerMillion.toPlainString() + " " + currency,
                        "rate " + bytesPerSecond,
                        "key-cache " + keyCache.toSeconds()));
    }

    /** SHA-256 of the text. */
    public Hash hash() {
        return KeyedLines.hash(text());
    }

    /**
     * The terms that a text states.
     *
     * @throws MalformedException when it is not such a text, in its one spelling
     */
    public static Terms parse(String text) {
        KeyedLines lines = KeyedLines.read(text, FORMAT);
        try {
            String id = lines.text("id");
            Party provider = new Party(lines.text("provider"));
            Party consumer = new Party(lines.text("consumer"));
            DatasetId dataset = DatasetId.parse(lines.text("dataset"));
            String groups = lines.text("groups");
            String purpose = lines.text("purpose");
            Instant from = lines.time("from");
            Instant until = lines.time("until");
            String[] price = lines.text("price").split(" ", 2);
            Terms terms = new Terms(
                    id,
                    provider,
                    consumer,
                    dataset,
                    groups.equals(NONE) ? List.of() : List.of(groups.split(",", -1)),
                    purpose,
                    from,
                    until,
                    new BigDecimal(price[0]),
                    price.length == 2 ? price[1] : "",
                    lines.number("rate"),
                    Duration.ofSeconds(lines.number("key-cache")));
            if (!terms.text().equals(text)) {
                throw new MalformedException("terms of " + id + ": not in their one spelling");
            }
            return terms;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new MalformedException("terms: " + e.getMessage());
        }
    }

    /** Whether a moment is in the agreed period. */
    public boolean apply(Instant at) {
        return !at.isBefore(from) && at.isBefore(until);
    }
}
