package io.tombolo.verification.receipt;

import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.text.StrictText;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The one form in which a certificate is taken: RFC 5280 in DER, with the algorithms that a verdict may rest on. Readers of X.509 differ in
 * what they pass over, and a file with a certificate that only some of them read would have two verdicts; so every verifier checks this form
 * first. What has it, the JDK reads. docs/evidence.md lists what is refused.
 */
final class CertificateForm {
    private static final HexFormat HEX = HexFormat.of();
    private static final int UTF8 = 0x0C;
    private static final int PRINTABLE = 0x13;
    private static final int T61 = 0x14;
    private static final int IA5 = 0x16;
    private static final int BMP = 0x1E;
    private static final int MAX_OID = 63;
    private static final int MAX_RSA = 16_384;
    private static final Pattern TIME = Pattern.compile("(?!0000)\\d{14}Z");
    private static final DateTimeFormatter STRICT =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'").withResolverStyle(ResolverStyle.STRICT);

    private static final String RSA = "06092a864886f70d010101";
    private static final String ED25519 = "06032b6570";

    /** Bytes of a point, by the AlgorithmIdentifier of a key: P-256, P-384, P-521. */
    private static final Map<String, Integer> POINTS = Map.of(
            "301306072a8648ce3d020106082a8648ce3d030107", 65,
            "301006072a8648ce3d020106052b81040022", 97,
            "301006072a8648ce3d020106052b81040023", 133);

    /** ECDSA and RSA over SHA-1 and SHA-2, and Ed25519. */
    private static final List<String> SIGNATURES = List.of(
            "06072a8648ce3d0401",
            "06082a8648ce3d040302",
            "06082a8648ce3d040303",
            "06082a8648ce3d040304",
            "06092a864886f70d010105",
            "06092a864886f70d01010b",
            "06092a864886f70d01010c",
            "06092a864886f70d01010d",
            ED25519);

    /** AlgorithmIdentifiers of signatures. */
    private static final Set<String> ALGORITHMS = algorithms();

    private static final String KEY_USAGE = "0603551d0f";
    private static final String BASIC_CONSTRAINTS = "0603551d13";
    private static final String EXTENDED_KEY_USAGE = "0603551d25";
    private static final String POLICIES = "0603551d20";

    /** Mappings and constraints of policies, and the end of any policy. */
    private static final Pattern NOT_EVALUATED = Pattern.compile("0603551d(21|24|36)");

    /**
     * Extensions that the JDK reads, and refuses when they are critical and it can't: key identifiers, other names and their constraints,
     * where to find what, and what belongs into revocation lists.
     */
    private static final Pattern NOT_CRITICAL = Pattern.compile("0603551d(0e|10|11|12|14|15|1b|1c|1d|1e|1f|23|2e)"
            + "|06082b0601050507010[1b]|06092b0601050507300105|06096086480186f8420101");

    private CertificateForm() {}

    /** @throws MalformedException that names the place and what is wrong there */
    static void check(byte[] der) {
        Der whole = new Der(der, "certificate").enterOnly(Der.SEQUENCE);
        Der body = whole.enter(Der.SEQUENCE);
        String algorithm = whole.hex(Der.SEQUENCE);
        if (!ALGORITHMS.contains(algorithm)) {
            throw whole.malformed("signature algorithm " + algorithm + " is not accepted");
        }
        bits(whole);
        whole.end();
        boolean extended = body.isNext(Der.FIELD_0);
        if (extended) {
            body.require("a003020102", "version 3, or 1 without a number");
        }
        body.integer(Der.INTEGER);
        if (!body.hex(Der.SEQUENCE).equals(algorithm)) {
            throw body.malformed("two signature algorithms");
        }
        name(body.enter(Der.SEQUENCE));
        Der validity = body.enter(Der.SEQUENCE);
        time(validity);
        time(validity);
        validity.end();
        name(body.enter(Der.SEQUENCE));
        key(body.enter(Der.SEQUENCE));
        if (extended && body.hasMore()) {
            extensions(body.enterOnly(Der.FIELD_3).enterOnly(Der.SEQUENCE));
        }
        body.end();
    }

    /** With RSASSA-PSS (RFC 4056): SHA-2, MGF1 with the same digest, and a salt of its length; digests without parameters, or with NULL. */
    private static Set<String> algorithms() {
        Set<String> all = new HashSet<>();
        SIGNATURES.forEach(oid -> all.addAll(plain(oid)));
        for (int i = 1; i <= 3; i++) {
            String sha = "060960864801650304020" + i;
            String end = "a2030201%d0".formatted(i + 1);
            all.add("303d06092a864886f70d01010a3030a00d300b" + sha + "a11a301806092a864886f70d010108300b" + sha + end);
            all.add("304106092a864886f70d01010a3034a00f300d" + sha + "0500a11c301a06092a864886f70d010108300d" + sha
                    + "0500" + end);
        }
        return all;
    }

    /** The AlgorithmIdentifiers without parameters, and with NULL. */
    private static List<String> plain(String oid) {
        int length = oid.length() / 2;
        return List.of("30%02x%s".formatted(length, oid), "30%02x%s0500".formatted(length + 2, oid));
    }

    /** Whole bytes, at least one. */
    private static byte[] bits(Der in) {
        byte[] bits = in.contents(Der.BITS);
        if (bits.length < 2 || bits[0] != 0) {
            throw in.malformed("a bit string that is empty, or has unused bits");
        }
        return Arrays.copyOfRange(bits, 1, bits.length);
    }

    private static String oid(Der in) {
        byte[] oid = in.contents(Der.OID);
        boolean ended = true;
        boolean shortest = true;
        for (byte one : oid) {
            shortest &= !ended || one != (byte) 0x80;
            ended = one >= 0;
        }
        if (oid.length == 0 || oid.length > MAX_OID || !ended || !shortest) {
            throw in.malformed("an object identifier that is empty, cut off, not in its shortest form, or over "
                    + MAX_OID + " bytes");
        }
        return "06%02x%s".formatted(oid.length, HEX.formatHex(oid));
    }

    private static void name(Der parts) {
        do {
            Der set = parts.enter(Der.SET);
            do {
                Der one = set.enter(Der.SEQUENCE);
                oid(one);
                int tag = one.tag();
                if (!isText(tag, one.contents(tag))) {
                    throw one.malformed("a name's value of tag %02x that is not such a text".formatted(tag));
                }
                one.end();
            } while (set.hasMore());
        } while (parts.hasMore());
    }

    /** Without control characters: the JDK drops those at the ends of a name before it compares. */
    private static boolean isText(int tag, byte[] value) {
        try {
            String text = switch (tag) {
                case UTF8 -> StrictText.utf8(value);
                case PRINTABLE, IA5, T61 -> new String(value, StandardCharsets.ISO_8859_1);
                case BMP -> new String(value, StandardCharsets.UTF_16BE);
                default -> "\0";
            };
            boolean good = tag == BMP
                    ? value.length % 2 == 0
                            && IntStream.range(0, value.length / 2).noneMatch(i -> (value[2 * i] & 0xF8) == 0xD8)
                    : tag == UTF8 || tag == T61 || text.chars().allMatch(c -> c < 0x80);
            return good && text.chars().noneMatch(c -> c < ' ' || c == 0x7F);
        } catch (MalformedException e) {
            return false;
        }
    }

    private static void time(Der in) {
        boolean utc = in.isNext(Der.UTC_TIME);
        String text = new String(in.contents(utc ? Der.UTC_TIME : Der.TIME), StandardCharsets.ISO_8859_1);
        String whole = utc ? (text.compareTo("5") < 0 ? "20" : "19") + text : text;
        try {
            if (TIME.matcher(whole).matches()) {
                var unused = LocalDateTime.parse(whole, STRICT);
                return;
            }
        } catch (DateTimeException e) {
            // Reported below.
        }
        throw in.malformed("not a time in seconds, in UTC");
    }

    private static void key(Der spki) {
        String algorithm = spki.hex(Der.SEQUENCE);
        byte[] key = bits(spki);
        spki.end();
        Integer point = POINTS.get(algorithm);
        boolean good = point != null
                ? key.length == point && key[0] == 4
                : plain(ED25519).contains(algorithm)
                        ? key.length == 32
                        : plain(RSA).contains(algorithm) && isRsa(new Der(key, "RSA key").enterOnly(Der.SEQUENCE));
        if (!good) {
            throw spki.malformed(
                    "a key that is not of ECDSA on P-256, P-384 or P-521, RSA of 1,024 to 16,384 bits, or Ed25519");
        }
    }

    /** Within the JDK's limits, without which one key could take minutes. */
    private static boolean isRsa(Der numbers) {
        BigInteger modulus = numbers.integer(Der.INTEGER, MAX_RSA / 8 + 1);
        BigInteger exponent = numbers.integer(Der.INTEGER, MAX_RSA / 8 + 1);
        numbers.end();
        int bits = modulus.signum() * modulus.bitLength();
        return bits >= 1024
                && bits <= MAX_RSA
                && exponent.compareTo(BigInteger.valueOf(3)) >= 0
                && exponent.compareTo(modulus) <= 0
                && (bits <= 3072 || exponent.bitLength() <= 64);
    }

    private static void extensions(Der each) {
        Set<String> seen = new HashSet<>();
        do {
            Der one = each.enter(Der.SEQUENCE);
            String oid = oid(one);
            boolean critical = one.isNext(Der.BOOLEAN) && flag(one);
            byte[] value = one.contents(Der.OCTETS);
            one.end();
            if (!seen.add(oid)
                    || NOT_EVALUATED.matcher(oid).matches()
                    || (critical && NOT_CRITICAL.matcher(oid).matches())) {
                throw one.malformed("extension " + oid + " twice, critical, or not evaluated here");
            }
            extension(oid, critical, new Der(value, "extension " + oid));
        } while (each.hasMore());
    }

    private static boolean flag(Der in) {
        byte[] flag = in.contents(Der.BOOLEAN);
        if (flag.length != 1 || (flag[0] != 0 && flag[0] != -1)) {
            throw in.malformed("a flag that is neither true nor false");
        }
        return flag[0] != 0;
    }

    private static void extension(String oid, boolean critical, Der value) {
        if (oid.equals(KEY_USAGE)) {
            byte[] bits = value.contents(Der.BITS);
            boolean good = bits.length == 2 || bits.length == 3;
            if (!good || bits[0] < 0 || bits[0] > 7 || (bits[bits.length - 1] & (1 << bits[0]) - 1) != 0) {
                throw value.malformed("not a key usage");
            }
            value.end();
        } else if (oid.equals(BASIC_CONSTRAINTS)) {
            basicConstraints(value.enterOnly(Der.SEQUENCE));
        } else if (oid.equals(EXTENDED_KEY_USAGE)) {
            Der uses = value.enterOnly(Der.SEQUENCE);
            do {
                oid(uses);
            } while (uses.hasMore());
        } else if (oid.equals(POLICIES) && critical) {
            policies(value.enterOnly(Der.SEQUENCE));
        }
    }

    private static void basicConstraints(Der parts) {
        boolean authority = parts.isNext(Der.BOOLEAN) && flag(parts);
        if (authority && parts.hasMore()) {
            BigInteger length = parts.integer(Der.INTEGER, 4);
            if (length.signum() < 0) {
                throw parts.malformed("a path length of " + length);
            }
        }
        parts.end();
    }

    private static void policies(Der each) {
        do {
            Der policy = each.enter(Der.SEQUENCE);
            oid(policy);
            if (policy.hasMore()) {
                Der qualifiers = policy.enterOnly(Der.SEQUENCE);
                do {
                    Der qualifier = qualifiers.enter(Der.SEQUENCE);
                    oid(qualifier);
                    qualifier.enterOnly(qualifier.tag());
                } while (qualifiers.hasMore());
            }
        } while (each.hasMore());
    }
}
