package io.tombolo.verification.trust;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.json.JsonFields;
import io.tombolo.verification.json.JsonText;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.receipt.MemberRules;
import io.tombolo.verification.verdict.Trust;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The policy's file, version 1: a JSON object with the members that docs/evidence.md lists, and no others. */
public final class PolicyFile {
    private static final String FORMAT = "tombolo-policy/1";
    private static final int MAX_BYTES = 4 << 20;
    private static final int MAX_KEYS = 10_000;
    private static final int MAX_LEDGERS = 100;
    private static final int MAX_MEMBERS = 1000;

    private PolicyFile() {}

    /**
     * Reads a policy file as the verifier's own.
     *
     * @throws MalformedException with what is wrong, and where
     */
    public static TrustPolicy read(byte[] file) {
        return read(new JsonFields(JsonText.read(file, "policy", MAX_BYTES), "policy"), Trust.POLICY);
    }

    /** The file's bytes. */
    public static byte[] write(TrustPolicy policy) {
        return JsonText.write(toJson(policy)).getBytes(StandardCharsets.UTF_8);
    }

    /** As {@link #read(byte[])}, for a policy inside another document. */
    public static TrustPolicy read(JsonFields fields, Trust trust) {
        String format = fields.text("format");
        if (!format.equals(FORMAT)) {
            throw new MalformedException("policy.format: must be " + FORMAT);
        }
        List<LogKey> keys = new ArrayList<>();
        for (JsonFields key : fields.objects("log_keys", MAX_KEYS)) {
            keys.add(new LogKey(
                    key.text("organisation"), key.bytes("key"), key.optionalTime("from"), key.optionalTime("until")));
            key.end();
        }
        List<LedgerTrust> ledgers = new ArrayList<>();
        for (JsonFields ledger : fields.objects("ledgers", MAX_LEDGERS)) {
            ledgers.add(ledger(ledger));
        }
        long cross = fields.number("cross_anchored_ledgers");
        var oldest = fields.optionalTime("oldest_anchor");
        fields.end();
        try {
            return new TrustPolicy(trust, keys, ledgers, (int) Math.min(cross, Integer.MAX_VALUE), oldest);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("policy." + e.getMessage());
        }
    }

    /** The policy as the file's object. */
    public static ObjectNode toJson(TrustPolicy policy) {
        ObjectNode json = JsonText.object();
        json.put("format", FORMAT);
        ArrayNode keys = json.putArray("log_keys");
        for (LogKey key : policy.logKeys()) {
            ObjectNode one = keys.addObject();
            one.put("organisation", key.organisation());
            one.put("key", key.key().base64());
            key.from().ifPresent(time -> one.put("from", time.toString()));
            key.until().ifPresent(time -> one.put("until", time.toString()));
        }
        ArrayNode ledgers = json.putArray("ledgers");
        policy.ledgers().forEach(ledger -> addLedger(ledgers.addObject(), ledger));
        json.put("cross_anchored_ledgers", policy.crossAnchoredLedgers());
        policy.oldestAnchor().map(Instant::toString).ifPresent(time -> json.put("oldest_anchor", time));
        return json;
    }

    private static void addLedger(ObjectNode json, LedgerTrust ledger) {
        json.put("name", ledger.name());
        json.put("channel", ledger.channel());
        json.put("chaincode", ledger.chaincode());
        json.put("quorum", ledger.quorum());
        ArrayNode members = json.putArray("members");
        ledger.members().forEach((name, certificates) -> {
            ObjectNode member = members.addObject();
            member.put("member", name);
            ArrayNode encoded = member.putArray("certificates");
            certificates.forEach(certificate ->
                    encoded.add(MemberCertificates.der(certificate).base64()));
            MemberCertificates.addRules(member, ledger.rulesOf(name));
        });
    }

    private static LedgerTrust ledger(JsonFields ledger) {
        String name = ledger.text("name");
        String channel = ledger.text("channel");
        String chaincode = ledger.text("chaincode");
        long quorum = ledger.number("quorum");
        SortedMap<String, List<X509Certificate>> members = new TreeMap<>();
        SortedMap<String, MemberRules> rules = new TreeMap<>();
        for (JsonFields member : ledger.objects("members", MAX_MEMBERS)) {
            String id = member.text("member");
            List<X509Certificate> certificates = MemberCertificates.certificates(
                    member, member.texts("certificates", MemberCertificates.MAX_CERTIFICATES), id);
            MemberRules more = MemberCertificates.rules(member, id);
            if (!more.equals(MemberRules.NONE)) {
                rules.put(id, more);
            }
            member.end();
            if (members.put(id, certificates) != null) {
                throw new MalformedException("ledger " + name + ": member " + id + " twice");
            }
        }
        ledger.end();
        try {
            return new LedgerTrust(name, channel, chaincode, members, (int) Math.min(quorum, Integer.MAX_VALUE), rules);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("policy: " + e.getMessage());
        }
    }
}
