package io.tombolo.verification.receipt.timestamp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tombolo.merkle.Hash;
import io.tombolo.verification.receipt.Der;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an authority states (RFC 3161, section 2.4.2, TSTInfo).
 *
 * @param imprint SHA-256 of what was time-stamped
 * @param serial the authority's own number of the time-stamp
 * @param accuracy how far from {@code time} it may have been in either direction; empty when the authority does not say
 */
record TimestampInfo(Hash imprint, BigInteger serial, Instant time, Optional<Duration> accuracy) {
    /** As DER has it: seconds always, no zero at the end of a fraction; and no more than microseconds. */
    private static final Pattern TIME =
            Pattern.compile("(\\d{4})(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\.\\d{0,5}[1-9])?Z");

    private static final String SHA_256 = "300b0609608648016503040201";
    private static final String SHA_256_NULL = "300d06096086480165030402010500";
    private static final int MILLIS = 0x80;
    private static final int MICROS = 0x81;
    private static final int TSA = Der.FIELD_0;
    private static final int EXTENSIONS = Der.FIELD_1;
    private static final int LONGEST_ACCURACY = 1_000_000;

    /** Reads DER. */
    static TimestampInfo parse(byte[] der) {
        Der info = new Der(der, "TSTInfo");
        Der fields = info.enterOnly(Der.SEQUENCE);
        fields.require("020101", "version 1");
        fields.element(Der.OID);
        Der imprint = fields.enter(Der.SEQUENCE);
        String algorithm = imprint.hex(Der.SEQUENCE);
        if (!algorithm.equals(SHA_256) && !algorithm.equals(SHA_256_NULL)) {
            throw fields.malformed("the imprint's algorithm must be SHA-256, not " + algorithm);
        }
        byte[] hash = imprint.contents(Der.OCTETS);
        imprint.end();
        BigInteger serial = fields.integer(Der.INTEGER);
        Instant time = time(fields);
        Optional<Duration> accuracy =
                fields.isNext(Der.SEQUENCE) ? Optional.of(accuracy(fields.enter(Der.SEQUENCE))) : Optional.empty();
        if (fields.isNext(Der.BOOLEAN)) {
            fields.require("0101ff", "true, or left out");
        }
        if (fields.isNext(Der.INTEGER)) {
            // The nonce: it concerned who asked.
            fields.integer(Der.INTEGER);
        }
        if (fields.isNext(TSA)) {
            // A name that no certificate has to confirm.
            fields.contents(TSA);
        }
        if (fields.isNext(EXTENSIONS)) {
            extensions(fields.enter(EXTENSIONS));
        }
        fields.end();
        return new TimestampInfo(Hash.of(hash), serial, time, accuracy);
    }

    private static Instant time(Der fields) {
        String text = new String(fields.contents(Der.TIME), US_ASCII);
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw fields.malformed("a time that is not YYYYMMDDhhmmss[.f]Z");
        }
        String fraction = time.group(7) == null ? "" : time.group(7);
        try {
            return Instant.parse("%s-%s-%sT%s:%s:%s%sZ"
                    .formatted(
                            time.group(1),
                            time.group(2),
                            time.group(3),
                            time.group(4),
                            time.group(5),
                            time.group(6),
                            fraction));
        } catch (DateTimeException e) {
            throw fields.malformed("a time that does not exist: " + text);
        }
    }

    private static Duration accuracy(Der fields) {
        long seconds = fields.isNext(Der.INTEGER) ? part(fields, Der.INTEGER, 0, LONGEST_ACCURACY) : 0;
        long millis = fields.isNext(MILLIS) ? part(fields, MILLIS, 1, 999) : 0;
        long micros = fields.isNext(MICROS) ? part(fields, MICROS, 1, 999) : 0;
        fields.end();
        return Duration.ofSeconds(seconds, millis * 1_000_000 + micros * 1_000);
    }

    private static long part(Der fields, int tag, long least, long most) {
        BigInteger number = fields.integer(tag);
        if (number.bitLength() > 31 || number.longValue() < least || number.longValue() > most) {
            throw fields.malformed("accuracy " + number + ", limits " + least + " and " + most);
        }
        return number.longValue();
    }

    private static void extensions(Der extensions) {
        while (extensions.hasMore()) {
            Der extension = extensions.enter(Der.SEQUENCE);
            String id = extension.hex(Der.OID);
            if (extension.isNext(Der.BOOLEAN)) {
                throw extension.malformed("critical extension " + id + ", and none is known here");
            }
            extension.contents(Der.OCTETS);
            extension.end();
        }
    }
}
