package io.tombolo.verification.trust;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.json.JsonFields;
import io.tombolo.verification.json.JsonText;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.EvmTrust;
import io.tombolo.verification.receipt.FiscoTrust;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.receipt.MemberRules;
import io.tombolo.verification.receipt.TimestampTrust;
import io.tombolo.verification.receipt.WitnessTrust;
import io.tombolo.verification.verdict.Trust;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The policy's file: a JSON object with the members that docs/evidence.md lists, and no others. Version 1 knows Fabric ledgers and how many
 * of them cross-anchor a head; version 2 has EVM chains, witnesses, time-stamping authorities, groups and retired ledgers too, and is written only for
 * what needs it.
 */
public final class PolicyFile {
    private static final String FORMAT = "tombolo-policy/1";
    public static final String FORMAT_2 = "tombolo-policy/2";
    private static final int MAX_BYTES = 4 << 20;
    private static final int MAX_KEYS = 10_000;
    private static final int MAX_LEDGERS = 100;
    private static final int MAX_MEMBERS = 1000;
    private static final int MAX_WITNESS_KEYS = 20;

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
        boolean second = format.equals(FORMAT_2);
        if (!second && !format.equals(FORMAT)) {
            throw new MalformedException("policy.format: must be " + FORMAT + " or " + FORMAT_2);
        }
        List<LogKey> keys = new ArrayList<>();
        for (JsonFields key : fields.objects("log_keys", MAX_KEYS)) {
            keys.add(new LogKey(
                    key.text("organisation"), key.bytes("key"), key.optionalTime("from"), key.optionalTime("until")));
            key.end();
        }
        List<AnchorTrust> ledgers = new ArrayList<>();
        Map<String, Instant> retired = new HashMap<>();
        for (JsonFields ledger : fields.objects("ledgers", MAX_LEDGERS)) {
            String name = ledger.text("name");
            if (second) {
                ledger.optionalTime("retired").ifPresent(time -> retired.put(name, time));
            }
            if (second && name.startsWith(WitnessTrust.PREFIX)) {
                ledgers.add(witness(ledger, name));
            } else if (second && name.startsWith(TimestampTrust.PREFIX)) {
                ledgers.add(authority(ledger, name));
            } else if (second && name.startsWith(EvmTrust.PREFIX)) {
                ledgers.add(chain(ledger, name));
            } else if (second && name.startsWith(FiscoTrust.PREFIX)) {
                ledgers.add(fisco(ledger, name));
            } else {
                ledgers.add(ledger(ledger, name));
            }
        }
        try {
            CrossAnchoring cross = cross(fields, second);
            var oldest = fields.optionalTime("oldest_anchor");
            fields.end();
            return new TrustPolicy(trust, keys, ledgers, cross, oldest, retired);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("policy." + e.getMessage());
        }
    }

    private static CrossAnchoring cross(JsonFields fields, boolean second) {
        Optional<JsonFields> group = second ? fields.optionalObject("cross_anchored") : Optional.empty();
        return group.isPresent()
                ? group(group.get())
                : new CrossAnchoring.Any(small(fields.number("cross_anchored_ledgers")));
    }

    /** Groups in groups end where the document's nesting must. */
    private static CrossAnchoring.Group group(JsonFields fields) {
        long threshold = fields.number("threshold");
        List<String> ledgers = fields.texts("ledgers", MAX_LEDGERS);
        List<CrossAnchoring.Group> groups = new ArrayList<>();
        for (JsonFields inner : fields.objects("groups", MAX_LEDGERS)) {
            groups.add(group(inner));
        }
        fields.end();
        return new CrossAnchoring.Group(small(threshold), ledgers, groups);
    }

    private static int small(long number) {
        return (int) Math.min(number, Integer.MAX_VALUE);
    }

    /** The policy as the file's object. */
    public static ObjectNode toJson(TrustPolicy policy) {
        ObjectNode json = JsonText.object();
        boolean second = policy.crossAnchoring() instanceof CrossAnchoring.Group
                || !policy.retired().isEmpty()
                || policy.consortia().size() < policy.ledgers().size();
        json.put("format", second ? FORMAT_2 : FORMAT);
        ArrayNode keys = json.putArray("log_keys");
        for (LogKey key : policy.logKeys()) {
            ObjectNode one = keys.addObject();
            one.put("organisation", key.organisation());
            one.put("key", key.key().base64());
            key.from().ifPresent(time -> one.put("from", time.toString()));
            key.until().ifPresent(time -> one.put("until", time.toString()));
        }
        ArrayNode ledgers = json.putArray("ledgers");
        for (AnchorTrust ledger : policy.ledgers()) {
            ObjectNode one = ledgers.addObject();
            if (ledger instanceof LedgerTrust consortium) {
                addLedger(one, consortium);
            } else if (ledger instanceof TimestampTrust authority) {
                addAuthority(one, authority);
            } else if (ledger instanceof EvmTrust chain) {
                addChain(one, chain);
            } else if (ledger instanceof FiscoTrust chain) {
                addFisco(one, chain);
            } else {
                addWitness(one, (WitnessTrust) ledger);
            }
            policy.retiredAt(ledger.name()).ifPresent(time -> one.put("retired", time.toString()));
        }
        if (policy.crossAnchoring() instanceof CrossAnchoring.Group group) {
            addGroup(json.putObject("cross_anchored"), group);
        } else {
            json.put("cross_anchored_ledgers", ((CrossAnchoring.Any) policy.crossAnchoring()).ledgers());
        }
        policy.oldestAnchor().map(Instant::toString).ifPresent(time -> json.put("oldest_anchor", time));
        return json;
    }

    private static void addGroup(ObjectNode json, CrossAnchoring.Group group) {
        json.put("threshold", group.threshold());
        ArrayNode ledgers = json.putArray("ledgers");
        group.ledgers().forEach(ledgers::add);
        ArrayNode groups = json.putArray("groups");
        group.groups().forEach(inner -> addGroup(groups.addObject(), inner));
    }

    private static void addWitness(ObjectNode json, WitnessTrust witness) {
        json.put("name", witness.name());
        ArrayNode keys = json.putArray("keys");
        witness.keys().forEach(keys::add);
        witness.operator().ifPresent(operator -> json.put("operator", operator));
    }

    private static WitnessTrust witness(JsonFields fields, String name) {
        List<String> keys = fields.texts("keys", MAX_WITNESS_KEYS);
        Optional<String> operator = fields.optionalText("operator");
        fields.end();
        try {
            return new WitnessTrust(name, keys, operator);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("policy: " + e.getMessage());
        }
    }

    private static void addAuthority(ObjectNode json, TimestampTrust authority) {
        json.put("name", authority.name());
        ArrayNode roots = json.putArray("roots");
        authority.roots().forEach(root -> roots.add(MemberCertificates.der(root).base64()));
        MemberCertificates.addRevocations(json, authority.revocations());
        authority.accuracy().ifPresent(accuracy -> json.put("accuracy_ms", accuracy.toMillis()));
        authority.operator().ifPresent(operator -> json.put("operator", operator));
    }

    private static TimestampTrust authority(JsonFields fields, String name) {
        List<String> roots = fields.texts("roots", MemberCertificates.MAX_CERTIFICATES);
        List<X509Certificate> certificates = MemberCertificates.certificates(fields, roots, name);
        List<X509CRL> revocations = MemberCertificates.revocations(fields, name);
        Optional<Duration> accuracy = fields.optionalNumber("accuracy_ms").map(Duration::ofMillis);
        Optional<String> operator = fields.optionalText("operator");
        fields.end();
        try {
            return new TimestampTrust(name, certificates, revocations, accuracy, operator);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("policy: " + e.getMessage());
        }
    }

    private static void addChain(ObjectNode json, EvmTrust chain) {
        json.put("name", chain.name());
        json.put("code", chain.code().base64());
        json.put("quorum", chain.quorum());
        addKeys(json, chain.members());
        chain.operator().ifPresent(operator -> json.put("operator", operator));
    }

    private static void addKeys(ObjectNode json, SortedMap<String, List<String>> keysByMember) {
        ArrayNode members = json.putArray("members");
        keysByMember.forEach((name, keys) -> {
            ObjectNode member = members.addObject();
            member.put("member", name);
            keys.forEach(member.putArray("keys")::add);
        });
    }

    private static void addFisco(ObjectNode json, FiscoTrust chain) {
        json.put("name", chain.name());
        json.put("cryptography", chain.cryptography().name().toLowerCase(Locale.ROOT));
        addKeys(json, chain.members());
        chain.operator().ifPresent(operator -> json.put("operator", operator));
    }

    private static FiscoTrust fisco(JsonFields fields, String name) {
        String profile = fields.text("cryptography");
        boolean national = profile.equals("national");
        if (!national && !profile.equals("standard")) {
            throw new MalformedException(
                    "ledger " + name + ": cryptography " + profile + ", must be standard or national");
        }
        SortedMap<String, List<String>> members = keys(fields, name);
        Optional<String> operator = fields.optionalText("operator");
        fields.end();
        try {
            return new FiscoTrust(
                    name,
                    national ? FiscoTrust.Cryptography.NATIONAL : FiscoTrust.Cryptography.STANDARD,
                    members,
                    operator);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("policy: " + e.getMessage());
        }
    }

    private static EvmTrust chain(JsonFields fields, String name) {
        String code = fields.text("code");
        long quorum = fields.number("quorum");
        SortedMap<String, List<String>> members = keys(fields, name);
        Optional<String> operator = fields.optionalText("operator");
        fields.end();
        try {
            return new EvmTrust(name, Hash.parseBase64(code), members, small(quorum), operator);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("policy: " + e.getMessage());
        }
    }

    private static SortedMap<String, List<String>> keys(JsonFields fields, String ledger) {
        SortedMap<String, List<String>> members = new TreeMap<>();
        for (JsonFields member : fields.objects("members", MAX_MEMBERS)) {
            String id = member.text("member");
            List<String> keys = member.texts("keys", MAX_WITNESS_KEYS);
            member.end();
            if (members.put(id, keys) != null) {
                throw new MalformedException("ledger " + ledger + ": member " + id + " twice");
            }
        }
        return members;
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

    private static LedgerTrust ledger(JsonFields ledger, String name) {
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
            return new LedgerTrust(name, channel, chaincode, members, small(quorum), rules);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("policy: " + e.getMessage());
        }
    }
}
