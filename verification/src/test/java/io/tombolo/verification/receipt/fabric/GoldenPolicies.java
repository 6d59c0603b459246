package io.tombolo.verification.receipt.fabric;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.merkle.note.Ed25519;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.json.JsonText;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.receipt.MemberRules;
import io.tombolo.verification.trust.CrossAnchoring;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.CRLReason;

/** Makes the golden policies of schemas/vectors/policies: one for each rule of the policy's file, kept and broken. */
final class GoldenPolicies {
    private static final Instant THEN = ForgedReceipt.ANCHORED_AT;
    private static final String ONE = "one.example";

    private final Path folder;
    private final ObjectNode index = JsonText.object();
    private final ArrayNode cases;
    private final TestAuthority root = TestAuthority.root("CN=root, O=" + ONE, THEN);
    private final TestAuthority second = TestAuthority.root("CN=root, O=two.example", THEN);
    private final String policy;

    private GoldenPolicies(Path folder) {
        this.folder = folder;
        index.put("format", "tombolo-policy-cases/1");
        cases = index.putArray("cases");
        TestAuthority below = root.intermediate("CN=below, O=" + ONE);
        X509CRL list = root.revokes(below.certificate(), THEN, CRLReason.superseded);
        MemberRules rules = new MemberRules(List.of(below.certificate()), List.of(list), true);
        Map<String, List<X509Certificate>> members =
                Map.of(ONE, List.of(root.certificate()), "two.example", List.of(second.certificate()));
        LedgerTrust ledger = new LedgerTrust(
                "fabric:tombolo/anchors",
                "tombolo",
                "anchors",
                new TreeMap<>(members),
                2,
                new TreeMap<>(Map.of(ONE, rules)));
        byte[] key = ForgedReceipt.joined(
                new byte[] {1}, Ed25519.raw(Ed25519Keys.fromSeed(new byte[32]).getPublic()));
        LogKey logKey = new LogKey("acme.example", Bytes.of(key), Optional.of(THEN), Optional.of(THEN.plusSeconds(1)));
        policy = new String(
                PolicyFile.write(new TrustPolicy(
                        io.tombolo.verification.verdict.Trust.POLICY,
                        List.of(logKey),
                        List.of(ledger),
                        CrossAnchoring.TWO,
                        Optional.of(THEN))),
                UTF_8);
    }

    public static void main(String[] args) throws Exception {
        GoldenPolicies golden = new GoldenPolicies(Path.of(args[0]));
        Files.createDirectories(golden.folder);
        golden.document();
        golden.members();
        golden.numbers();
        golden.keys();
        golden.times();
        golden.ledgers();
        golden.certificates();
        Files.write(
                golden.folder.resolve("cases.json"),
                JsonText.write(golden.index).getBytes(UTF_8));
    }

    private void document() throws IOException {
        text("good", policy, true);
        text("in-one-line", policy.replaceAll("\n *", ""), true);
        text("empty", "", false);
        text("a-list", "[]", false);
        text("null", "null", false);
        text("two-objects", policy + policy, false);
        text("a-comment", policy.replaceFirst("\\{", "{ // comment"), false);
        text("a-comma-too-many", policy.replaceFirst("\n}\n$", ",\n}\n"), false);
        text("a-member-twice", policy.replaceFirst("\\{", "{\"format\": \"tombolo-policy/1\","), false);
        text("a-byte-order-mark", "\ufeff" + policy, false);
        write(
                "latin-1",
                policy.replace("two.example", "tw\u00f6.example")
                        .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1),
                false);
        changed("another-format", json -> json.put("format", "tombolo-policy/3"), false);
    }

    private void members() throws IOException {
        for (String name : List.of("format", "log_keys", "ledgers", "cross_anchored_ledgers")) {
            changed("without-" + name, json -> json.remove(name), false);
            changed("null-" + name, json -> json.putNull(name), false);
        }
        for (String name : List.of("organisation", "key")) {
            changed("key-without-" + name, json -> key(json).remove(name), false);
        }
        for (String name : List.of("name", "channel", "chaincode", "quorum", "members")) {
            changed("ledger-without-" + name, json -> ledger(json).remove(name), false);
        }
        for (String name : List.of("member", "certificates")) {
            changed("member-without-" + name, json -> member(json).remove(name), false);
        }
        for (String name : List.of("from", "until")) {
            changed("key-without-" + name, json -> key(json).remove(name), true);
            changed("key-null-" + name, json -> key(json).putNull(name), true);
        }
        for (String name : List.of("intermediates", "revocations", "node_ous")) {
            changed("member-without-" + name, json -> member(json).remove(name), true);
            changed("member-null-" + name, json -> member(json).putNull(name), true);
            changed("member-text-" + name, json -> member(json).put(name, ""), false);
            changed("member-number-" + name, json -> member(json).put(name, 0), false);
        }
        changed("intermediates-false", json -> member(json).put("intermediates", false), false);
        changed("without-oldest_anchor", json -> json.remove("oldest_anchor"), true);
        changed("unknown-member", json -> json.put("comment", "x"), false);
        changed("unknown-member-of-a-key", json -> key(json).put("comment", "x"), false);
        changed("unknown-member-of-a-ledger", json -> ledger(json).put("comment", "x"), false);
        changed("unknown-member-of-a-member", json -> member(json).put("comment", "x"), false);
    }

    private void numbers() throws IOException {
        changed("quorum-0", json -> ledger(json).put("quorum", 0), false);
        changed("quorum-1", json -> ledger(json).put("quorum", 1), true);
        changed("quorum-above-the-members", json -> ledger(json).put("quorum", 3), false);
        changed("quorum-below-zero", json -> ledger(json).put("quorum", -1), false);
        changed("quorum-as-text", json -> ledger(json).put("quorum", "2"), false);
        changed("quorum-true", json -> ledger(json).put("quorum", true), false);
        text("quorum-2.0", policy.replace("\"quorum\": 2", "\"quorum\": 2.0"), false);
        text("quorum-2e0", policy.replace("\"quorum\": 2", "\"quorum\": 2e0"), false);
        text("quorum-over-63-bits", policy.replace("\"quorum\": 2", "\"quorum\": 9223372036854775808"), false);
        text("quorum-over-32-bits", policy.replace("\"quorum\": 2", "\"quorum\": 4294967298"), false);
        text("quorum-nan", policy.replace("\"quorum\": 2", "\"quorum\": NaN"), false);
        text("quorum-with-a-zero-before", policy.replace("\"quorum\": 2", "\"quorum\": 02"), false);
        changed("cross-anchored-1", json -> json.put("cross_anchored_ledgers", 1), false);
        changed("cross-anchored-more-than-ledgers", json -> json.put("cross_anchored_ledgers", 9), true);
        changed("cross-anchored-over-32-bits", json -> json.put("cross_anchored_ledgers", 1L << 40), true);
    }

    private void keys() throws IOException {
        changed("no-keys", json -> json.putArray("log_keys"), true);
        changed(
                "a-key-twice",
                json -> ((ArrayNode) json.path("log_keys")).add(key(json).deepCopy()),
                true);
        byte[] key = Base64.getDecoder().decode(key(read()).path("key").asText());
        changed("key-of-32-bytes", json -> key(json).put("key", base64(Arrays.copyOfRange(key, 1, 33))), false);
        changed("key-of-34-bytes", json -> key(json).put("key", base64(Arrays.copyOf(key, 34))), false);
        byte[] cosigner = key.clone();
        cosigner[0] = 4;
        changed("key-of-type-4", json -> key(json).put("key", base64(cosigner)), false);
        changed(
                "key-in-hex",
                json -> key(json).put("key", java.util.HexFormat.of().formatHex(key)),
                false);
        changed("key-with-a-space", json -> key(json).put("key", " " + base64(key)), false);
        changed("key-with-a-newline", json -> key(json).put("key", base64(key) + "\n"), false);
        changed(
                "key-url-safe",
                json -> key(json).put("key", "AUr_" + base64(key).substring(4)),
                false);
        changed("key-with-padding-too-many", json -> key(json).put("key", base64(key) + "===="), false);
        changed("organisation-as-number", json -> key(json).put("organisation", 1), false);
    }

    private void times() throws IOException {
        Map<String, Boolean> times = new TreeMap<>();
        for (String good : List.of(
                "2026-01-31T12:00:00Z",
                "2026-01-31T12:00:00.5Z",
                "2026-01-31T12:00:00.123456789Z",
                "2024-02-29T23:59:59Z")) {
            times.put(good, true);
        }
        for (String bad : List.of(
                "",
                "2026-01-31",
                "2026-01-31T12:00Z",
                "2026-01-31T12:00:00",
                "2026-01-31 12:00:00Z",
                "2026-01-31T12:00:00+00:00",
                "2026-01-31T13:00:00+01:00",
                "2026-01-31t12:00:00z",
                "2026-01-31T24:00:00Z",
                "2026-12-31T23:59:60Z",
                "2026-02-29T12:00:00Z",
                "2026-13-01T12:00:00Z",
                "2026-01-31T12:00:00.Z",
                "2026-01-31T12:00:00.1234567890Z",
                "+12026-01-31T12:00:00Z",
                "20260131T120000Z",
                "1769860800",
                " 2026-01-31T12:00:00Z",
                "2026-W05-6T12:00:00Z")) {
            times.put(bad, false);
        }
        int number = 0;
        for (Map.Entry<String, Boolean> time : times.entrySet()) {
            String name = (time.getValue() ? "time-" : "no-time-") + String.format("%02d", ++number);
            changed(name, json -> json.put("oldest_anchor", time.getKey()), time.getValue());
        }
        changed("time-as-number", json -> json.put("oldest_anchor", 1_769_860_800), false);
        changed("until-before-from", json -> key(json).put("until", "2020-01-01T00:00:00Z"), true);
    }

    private void ledgers() throws IOException {
        changed("no-ledgers", json -> json.putArray("ledgers"), true);
        changed(
                "a-ledger-twice",
                json -> ((ArrayNode) json.path("ledgers")).add(ledger(json).deepCopy()),
                false);
        changed(
                "one-channel-under-two-names",
                json -> ((ArrayNode) json.path("ledgers"))
                        .add(ledger(json).deepCopy().put("name", "fabric:other/anchors")),
                true);
        changed("a-ledger-of-an-unknown-kind", json -> ledger(json).put("name", "other:x"), true);
        changed(
                "a-member-of-a-ledger-twice",
                json -> ((ArrayNode) ledger(json).path("members"))
                        .add(member(json).deepCopy()),
                false);
        changed("no-members", json -> ledger(json).putArray("members"), false);
    }

    private void certificates() throws Exception {
        String der = base64(root.certificate().getEncoded());
        changed(
                "no-certificates-but-an-intermediate",
                json -> {
                    member(json).remove("revocations");
                    member(json).putArray("certificates");
                },
                true);
        changed(
                "certificate-twice",
                json -> member(json).putArray("certificates").add(der).add(der),
                true);
        changed("twenty-certificates", json -> fill(json, der, 20), true);
        changed("twenty-one-certificates", json -> fill(json, der, 21), false);
        byte[] longer = Arrays.copyOf(
                root.certificate().getEncoded(), root.certificate().getEncoded().length + 1);
        changed("certificate-with-a-byte-behind", json -> only(json, longer), false);
        changed("certificate-cut", json -> only(json, Arrays.copyOf(longer, longer.length - 2)), false);
        changed("certificate-that-is-none", json -> only(json, new byte[40]), false);
        changed(
                "certificate-in-pem",
                json -> only(
                        json,
                        ("-----BEGIN CERTIFICATE-----\n" + der + "\n-----END CERTIFICATE-----\n").getBytes(UTF_8)),
                false);
        changed(
                "certificate-with-a-newline",
                json -> member(json).putArray("certificates").add(der + "\n"),
                false);
        byte[] strangers = TestAuthority.root("CN=root, O=" + ONE, THEN)
                .revokes(root.certificate(), THEN, CRLReason.superseded)
                .getEncoded();
        changed(
                "list-by-a-stranger",
                json -> member(json).putArray("revocations").add(base64(strangers)),
                false);
        changed(
                "list-that-is-none",
                json -> member(json).putArray("revocations").add(base64(new byte[40])),
                false);
        changed(
                "list-that-is-a-certificate",
                json -> member(json).putArray("revocations").add(der),
                false);
        changed(
                "intermediate-that-is-none",
                json -> member(json).putArray("intermediates").add(base64(new byte[40])),
                false);
        changed(
                "no-intermediates-and-no-lists",
                json -> {
                    member(json).putArray("intermediates");
                    member(json).putArray("revocations");
                },
                true);
    }

    private static void fill(ObjectNode json, String der, int count) {
        ArrayNode certificates = member(json).putArray("certificates");
        for (int i = 0; i < count; i++) {
            certificates.add(der);
        }
    }

    private static void only(ObjectNode json, byte[] der) {
        member(json).putArray("certificates").add(base64(der));
    }

    private static ObjectNode key(ObjectNode json) {
        return (ObjectNode) json.path("log_keys").path(0);
    }

    private static ObjectNode ledger(ObjectNode json) {
        return (ObjectNode) json.path("ledgers").path(0);
    }

    private static ObjectNode member(ObjectNode json) {
        return (ObjectNode) ledger(json).path("members").path(0);
    }

    private ObjectNode read() {
        return JsonText.read(policy.getBytes(UTF_8), "policy", 1 << 20);
    }

    private void changed(String name, Consumer<ObjectNode> change, boolean readable) throws IOException {
        ObjectNode json = read();
        change.accept(json);
        text(name, JsonText.write(json), readable);
    }

    private void text(String name, String text, boolean readable) throws IOException {
        write(name, text.getBytes(UTF_8), readable);
    }

    private void write(String name, byte[] bytes, boolean readable) throws IOException {
        if (Files.exists(folder.resolve(name + ".json"))) {
            throw new IllegalStateException(name + " is there already");
        }
        Files.write(folder.resolve(name + ".json"), bytes);
        cases.addObject().put("file", name + ".json").put("readable", readable);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
