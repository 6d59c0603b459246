package io.tombolo.verification.receipt.fabric;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.verification.json.JsonText;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.receipt.MemberRules;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Makes the golden receipts of schemas/vectors/receipts, most of them hostile, with authorities that are thrown away. Each file holds a
 * receipt and the policy that it is checked against.
 */
final class GoldenReceipts {
    static final String ONE = "one.example";
    static final String TWO = "two.example";
    static final String THREE = "three.example";
    static final String VOUCHED = "VOUCHED";
    static final String NOT_TRUSTED = "NOT_TRUSTED";
    static final String ALTERED = "ALTERED";
    static final String MALFORMED = "MALFORMED";

    private final Path folder;
    private final ObjectNode index = JsonText.object();
    private final ArrayNode cases;
    final Instant then = ForgedReceipt.ANCHORED_AT.plusSeconds(5);
    final TestAuthority root = TestAuthority.root("CN=root, O=" + ONE, then);
    final TestAuthority second = TestAuthority.root("CN=root, O=" + TWO, then);
    private final TestAuthority third = TestAuthority.root("CN=root, O=" + THREE, then);
    final TestAuthority.Identity one = root.peer("CN=peer0, OU=peer, O=" + ONE);
    final TestAuthority.Identity two = second.peer("CN=peer0, OU=peer, O=" + TWO);
    final TestAuthority.Identity three = third.peer("CN=peer0, OU=peer, O=" + THREE);

    private GoldenReceipts(Path folder) {
        this.folder = folder;
        index.put("format", "tombolo-receipt-cases/1");
        cases = index.putArray("cases");
    }

    public static void main(String[] args) throws Exception {
        GoldenReceipts golden = new GoldenReceipts(Path.of(args[0]));
        Files.createDirectories(golden.folder);
        golden.envelope();
        golden.messages();
        golden.answers();
        golden.bindings();
        new GoldenEndorsements(golden).make();
        new GoldenReceiptPeers(golden).make();
        Files.write(
                golden.folder.resolve("cases.json"),
                JsonText.write(golden.index).getBytes(UTF_8));
    }

    private void envelope() throws IOException {
        byte[] good = signed(receipt -> {});
        FabricReceipt parsed = FabricReceipt.parse(good);
        byte[] fields = fields(parsed);
        bytes("good", good, VOUCHED);
        bytes("empty", new byte[0], MALFORMED);
        bytes("sixteen-zeros", new byte[16], MALFORMED);
        byte[] changed = good.clone();
        changed[changed.length - 1] ^= 1;
        bytes("wrong-checksum", changed, MALFORMED);
        bytes("no-checksum", Arrays.copyOf(good, good.length - 8), MALFORMED);
        bytes("one-byte-behind", Arrays.copyOf(good, good.length + 1), MALFORMED);
        byte[] magic = Arrays.copyOf(good, good.length - 8);
        magic[3] = '2';
        bytes("another-magic", ForgedReceipt.checked(magic), MALFORMED);
        bytes("announces-one-byte-less", ForgedReceipt.envelope(fields, fields.length - 1, new byte[0]), MALFORMED);
        bytes("announces-one-byte-more", ForgedReceipt.envelope(fields, fields.length + 1, new byte[0]), MALFORMED);
        bytes("announces-a-negative-length", ForgedReceipt.envelope(fields, -1, new byte[0]), MALFORMED);
        bytes("announces-2-gib", ForgedReceipt.envelope(fields, Integer.MAX_VALUE, new byte[0]), MALFORMED);
        bytes("input-left-over", ForgedReceipt.envelope(fields, fields.length, new byte[] {0}), MALFORMED);
        bytes("no-fields", ForgedReceipt.envelope(new byte[0], 0, new byte[0]), MALFORMED);
        int large = (1 << 20) + 1;
        bytes("over-1-mib", ForgedReceipt.envelope(new byte[large], large, new byte[0]), MALFORMED);
        byte[] header = Arrays.copyOf(good, 8);
        bytes("not-zlib", ForgedReceipt.checked(ForgedReceipt.joined(header, new byte[50])), MALFORMED);
        packed("field-6-too", ForgedReceipt.joined(fields, ForgedReceipt.message(6, "x")), MALFORMED);
        packed("field-1-as-a-number", ForgedReceipt.joined(ForgedReceipt.message(1, 1L), fields), MALFORMED);
        packed("field-4-twice", ForgedReceipt.joined(fields, ForgedReceipt.message(4, "x")), MALFORMED);
        packed("a-group", ForgedReceipt.joined(fields, new byte[] {0x33, 0x34}), MALFORMED);
        packed("cut-protobuf", Arrays.copyOf(fields, fields.length - 1), MALFORMED);
    }

    private void messages() throws IOException {
        forged("header-of-another-type", receipt -> receipt.headerType = 1, MALFORMED);
        forged("header-type-twice", receipt -> receipt.behindHeader = ForgedReceipt.message(1, 3L), MALFORMED);
        forged("header-type-as-bytes-too", receipt -> receipt.behindHeader = ForgedReceipt.message(1, "x"), MALFORMED);
        forged(
                "an-unread-number-twice",
                receipt -> receipt.behindHeader = ForgedReceipt.message(2, 1L, 2, 1L),
                VOUCHED);
        forged("channel-as-a-number-too", receipt -> receipt.behindHeader = ForgedReceipt.message(4, 1L), MALFORMED);
        forged("field-number-0", receipt -> receipt.behindHeader = new byte[] {0, 0}, MALFORMED);
        forged("status-twice", receipt -> receipt.behindReply = ForgedReceipt.message(1, 200L), MALFORMED);
        forged("answer-twice", receipt -> receipt.behindReply = ForgedReceipt.message(3, "x"), MALFORMED);
        forged("two-arguments", receipt -> receipt.arguments = List.of("AnchorReceipt", "x"), MALFORMED);
        forged(
                "four-arguments",
                receipt -> receipt.arguments = List.of("AnchorReceipt", ForgedReceipt.ORIGIN, "12", ""),
                MALFORMED);
        forged("nanos-over-a-second", receipt -> receipt.askedNanos = 1_000_000_000, MALFORMED);
        forged("seconds-below-zero", receipt -> receipt.askedSeconds = -1, MALFORMED);
        forged("seconds-after-year-9999", receipt -> receipt.askedSeconds = 253_402_300_800L, MALFORMED);
        forged("nanos-within-a-second", receipt -> receipt.askedNanos = 999_999_999, VOUCHED);
    }

    private void answers() throws IOException {
        String millis = Long.toString(ForgedReceipt.ANCHORED_AT.toEpochMilli());
        String note = ForgedReceipt.note(ForgedReceipt.ORIGIN, 12);
        answer("answer-empty", "", MALFORMED);
        answer("answer-version-2", "tombolo anchor 2\ntx-1\n" + millis + "\n\n" + note, MALFORMED);
        answer("answer-without-an-empty-line", "tombolo anchor 1\ntx-1\n" + millis + "\n" + note, MALFORMED);
        answer("answer-transaction-empty", ForgedReceipt.answer("", millis, note), MALFORMED);
        answer("answer-transaction-of-128", ForgedReceipt.answer("a".repeat(128), millis, note), VOUCHED);
        answer("answer-transaction-of-129", ForgedReceipt.answer("a".repeat(129), millis, note), MALFORMED);
        answer("answer-transaction-with-a-space", ForgedReceipt.answer("tx 1", millis, note), MALFORMED);
        answer("answer-time-with-a-zero-before", ForgedReceipt.answer("tx-1", "0" + millis, note), MALFORMED);
        answer("answer-time-with-a-sign", ForgedReceipt.answer("tx-1", "+" + millis, note), MALFORMED);
        answer("answer-time-iso", ForgedReceipt.answer("tx-1", "2026-03-01T12:00:00Z", note), MALFORMED);
        answer(
                "answer-note-without-signature",
                ForgedReceipt.answer("tx-1", millis, note.substring(0, note.indexOf("\n\n"))),
                MALFORMED);
        answer("answer-note-cut", ForgedReceipt.answer("tx-1", millis, note.substring(0, 40)), MALFORMED);
        answer(
                "answer-size-with-a-zero-before",
                ForgedReceipt.answer("tx-1", millis, note.replace("\n12\n", "\n012\n")),
                MALFORMED);
    }

    private void bindings() throws IOException {
        forged("proposal-hash-of-another-question", receipt -> receipt.proposalHash = new byte[32], ALTERED);
        forged("proposal-hash-empty", receipt -> receipt.proposalHash = new byte[0], ALTERED);
        forged("transaction-id-of-another-question", receipt -> receipt.transactionId = "00".repeat(32), ALTERED);
        forged("transaction-id-empty", receipt -> receipt.transactionId = "", ALTERED);
        forged(
                "another-function",
                receipt -> receipt.arguments = List.of("Anchor", ForgedReceipt.ORIGIN, "12"),
                ALTERED);
        forged("status-500", receipt -> receipt.status = 500, ALTERED);
        forged("status-0", receipt -> receipt.status = 0, ALTERED);
        forged(
                "asked-for-another-log",
                receipt -> receipt.arguments = List.of("AnchorReceipt", "acme.example/flights/1", "12"),
                ALTERED);
        forged(
                "asked-for-another-size",
                receipt -> receipt.arguments = List.of("AnchorReceipt", ForgedReceipt.ORIGIN, "13"),
                ALTERED);
        forged(
                "asked-for-the-size-with-a-zero-before",
                receipt -> receipt.arguments = List.of("AnchorReceipt", ForgedReceipt.ORIGIN, "012"),
                ALTERED);
        forged("another-channel", receipt -> receipt.channel = "other", NOT_TRUSTED);
        forged("another-chaincode-called", receipt -> receipt.called = "other", NOT_TRUSTED);
        forged("another-chaincode-answered", receipt -> receipt.answered = "other", NOT_TRUSTED);
        forged("channel-in-capitals", receipt -> receipt.channel = "TOMBOLO", NOT_TRUSTED);
        long anchored = ForgedReceipt.ANCHORED_AT.getEpochSecond();
        forged("asked-120-s-before-the-anchor", receipt -> receipt.askedSeconds = anchored - 120, VOUCHED);
        forged("asked-121-s-before-the-anchor", receipt -> receipt.askedSeconds = anchored - 121, ALTERED);
        forged(
                "asked-120-s-and-a-nanosecond-before-the-anchor",
                receipt -> {
                    receipt.askedSeconds = anchored - 121;
                    receipt.askedNanos = 999_999_999;
                },
                ALTERED);
        forged("asked-a-month-after-the-anchor", receipt -> receipt.askedSeconds = anchored + 30 * 86_400, VOUCHED);
        forged(
                "asked-when-certificates-had-run-out",
                receipt -> receipt.askedSeconds = anchored + 366 * 86_400,
                NOT_TRUSTED);
    }

    // --- how cases are made

    private byte[] signed(Consumer<ForgedReceipt> change) {
        ForgedReceipt receipt = new ForgedReceipt();
        change.accept(receipt);
        return receipt.by(ONE, one).by(TWO, two).bytes();
    }

    private void forged(String name, Consumer<ForgedReceipt> change, String verdict) throws IOException {
        bytes(name, signed(change), verdict);
    }

    private void answer(String name, String answer, String verdict) throws IOException {
        forged(name, receipt -> receipt.answer = answer, verdict);
    }

    private void packed(String name, byte[] fields, String verdict) throws IOException {
        bytes(name, ForgedReceipt.envelope(fields, fields.length, new byte[0]), verdict);
    }

    void bytes(String name, byte[] receipt, String verdict) throws IOException {
        write(name, receipt, MemberRules.NONE, verdict);
    }

    void write(String name, byte[] receipt, MemberRules rules, String verdict) throws IOException {
        SortedMap<String, List<X509Certificate>> members = new TreeMap<>(Map.of(
                ONE, List.of(root.certificate()),
                TWO, List.of(second.certificate()),
                THREE, List.of(third.certificate())));
        SortedMap<String, MemberRules> more = new TreeMap<>();
        if (!rules.equals(MemberRules.NONE)) {
            more.put(ONE, rules);
        }
        LedgerTrust ledger = new LedgerTrust("fabric:tombolo/anchors", "tombolo", "anchors", members, 2, more);
        ObjectNode file = JsonText.object();
        file.put("receipt", Base64.getEncoder().encodeToString(receipt));
        file.set("policy", PolicyFile.toJson(TrustPolicy.of(List.of(), List.of(ledger))));
        if (Files.exists(folder.resolve(name + ".json"))) {
            throw new IllegalStateException(name + " is there already");
        }
        Files.write(folder.resolve(name + ".json"), JsonText.write(file).getBytes(UTF_8));
        cases.addObject().put("file", name + ".json").put("verdict", verdict);
    }

    private static byte[] fields(FabricReceipt receipt) {
        List<Object> fields = new ArrayList<>(List.of(
                1, receipt.channelHeader().toByteArray(),
                2, receipt.signatureHeader().toByteArray(),
                3, receipt.proposalPayload().toByteArray(),
                4, receipt.responsePayload().toByteArray()));
        receipt.endorsements()
                .forEach(one -> fields.addAll(List.of(
                        5,
                        ForgedReceipt.message(
                                1,
                                one.endorser().toByteArray(),
                                2,
                                one.signature().toByteArray()))));
        return ForgedReceipt.message(fields.toArray());
    }
}
