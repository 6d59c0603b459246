package io.tombolo.verification.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.verification.json.JsonText;
import io.tombolo.verification.trust.PolicyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adds the cases about the compact form to {@code schemas/vectors/evidence}: golden JSON files in it, evidence from a log of 10^9 leaves,
 * and what is not evidence. Run it again only for a new version of the form.
 */
final class GoldenCompact {
    private final Path folder;
    private final List<JsonNode> kept = new ArrayList<>();
    private final List<ObjectNode> added = new ArrayList<>();

    private GoldenCompact(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] args) throws IOException {
        GoldenCompact golden = new GoldenCompact(Path.of(args[0]));
        ObjectNode index = JsonText.read(golden.bytes("cases.json"), "cases", 1 << 20);
        index.path("cases").forEach(known -> {
            if (!known.path("file").asText().startsWith("compact-")) {
                golden.kept.add(known);
            }
        });
        golden.sameAsJson();
        golden.large();
        ArrayNode cases = index.putArray("cases");
        golden.kept.forEach(cases::add);
        golden.added.forEach(cases::add);
        Files.write(golden.folder.resolve("cases.json"), JsonText.write(index).getBytes(UTF_8));
    }

    /** Each has the verdict of the JSON file that it is made of. */
    private void sameAsJson() throws IOException {
        for (JsonNode one : List.copyOf(kept)) {
            String file = one.path("file").asText();
            boolean chosen = List.of(
                            "good-anchored.json",
                            "good-sealed.json",
                            "altered-value.json",
                            "altered-receipt.json",
                            "forms-avro.json",
                            "forms-null-both.json",
                            "forms-form-1.json",
                            "forms-second-generation.json",
                            "forms-extension-line.json",
                            "forms-old-key-at-its-end.json")
                    .contains(file);
            if (chosen
                    || (file.startsWith("witness-") && !file.contains("no-note"))
                    || file.startsWith("timestamp-two")) {
                Evidence evidence = EvidenceFile.read(bytes(file));
                if (EvidenceFile.isCanonical(bytes(file), evidence)) {
                    JsonNode policy = one.path("policy");
                    add(
                            file.replace(".json", ""),
                            CompactEvidence.write(evidence),
                            policy.isNull() ? null : policy.asText(),
                            one.path("verdict").asText());
                }
            }
        }
    }

    private void large() throws IOException {
        Evidence evidence = LargeLog.evidence();
        byte[] good = CompactEvidence.write(evidence);
        String policy = "policy-compact-three-witnesses.json";
        Files.write(folder.resolve(policy), PolicyFile.write(evidence.claims()));
        Files.write(folder.resolve("compact-three-witnesses.json"), EvidenceFile.write(evidence));
        added.add(entry("compact-three-witnesses.json", policy, "CROSS_ANCHORED"));
        add("three-witnesses", good, policy, "CROSS_ANCHORED");
        add("cut-off", Arrays.copyOf(good, good.length - 1), policy, "MALFORMED");
        add("bytes-behind", Arrays.copyOf(good, good.length + 1), policy, "MALFORMED");
        int origin = 5;
        byte[] longer = new CborWriter()
                .raw(Arrays.copyOf(good, origin))
                .raw(new byte[] {0x78, (byte) evidence.origin().length()})
                .raw(Arrays.copyOfRange(good, origin + 1, good.length))
                .toBytes();
        add("a-length-in-a-longer-form", longer, policy, "MALFORMED");
        byte[] huge = new CborWriter()
                .raw(Arrays.copyOf(good, origin))
                .raw(new byte[] {0x7b, 0x7f, -1, -1, -1, -1, -1, -1, -1})
                .toBytes();
        add("a-huge-length", huge, policy, "MALFORMED");
        int record = origin + 1 + evidence.origin().length();
        int entry = record + CompactWriter.record(evidence.record()).length;
        int digest = good.length - 1 - CompactEvidence.DIGEST;
        byte[] spelt = CompactWriter.sealed(new CborWriter()
                .raw(Arrays.copyOf(good, entry))
                .bytes(evidence.entry().toArray())
                .raw(Arrays.copyOfRange(good, entry + 1, digest))
                .toBytes());
        add("an-entry-that-follows", spelt, policy, "ALTERED");
        byte[] altered = good.clone();
        altered[entry - 20] ^= 1;
        add("altered-record", altered, policy, "ALTERED");
        byte[] signature = good.clone();
        signature[entry + 1 + 5 + 3 + 30 * 32 + 1 + 5 + 2 + 7] ^= 1;
        add("altered-signature", signature, policy, "ALTERED");
        byte[] damaged = good.clone();
        damaged[digest - 40] ^= 1;
        add("a-witness-key-damaged", damaged, policy, "ALTERED");
        byte[] deep = new CborWriter()
                .raw(Arrays.copyOf(good, entry))
                .raw(new byte[] {0, 0, 0x40, 0x60, (byte) 0x80, (byte) 0x80, (byte) 0x81})
                .raw(new byte[] {(byte) 0xa1, 0x61, 'a'})
                .raw(nested(5_000))
                .toBytes();
        add("deeply-nested", deep, policy, "MALFORMED");
        add("nothing-behind-the-tag", Arrays.copyOf(good, 3), null, "MALFORMED");
    }

    private static byte[] nested(int levels) {
        byte[] nested = new byte[levels];
        Arrays.fill(nested, (byte) 0x81);
        return nested;
    }

    private void add(String name, byte[] file, @Nullable String policy, String verdict) throws IOException {
        Files.write(folder.resolve("compact-" + name + ".cbor"), file);
        added.add(entry("compact-" + name + ".cbor", policy, verdict));
    }

    private static ObjectNode entry(String file, @Nullable String policy, String verdict) {
        return JsonText.object().put("file", file).put("policy", policy).put("verdict", verdict);
    }

    private byte[] bytes(String file) throws IOException {
        return Files.readAllBytes(folder.resolve(file));
    }
}
