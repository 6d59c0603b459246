package io.tombolo.anchors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tombolo.consumer.readside.LogHeads;
import io.tombolo.consumer.readside.SignedHead;
import io.tombolo.consumer.watch.OneInquiry;
import io.tombolo.provenance.VerifyingServer;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.evidence.Evidence;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.receipt.fabric.FabricReceiptVerifier;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.trust.CrossAnchoring;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Trust;
import io.tombolo.verification.verdict.Verdict;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each policy case, decided by evidence, by a consumer's inquiry, by an audit's heads, and by the read side: one answer. */
class AnchorDecisionsTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("tombolo.root", "..")).resolve("schemas/vectors/evidence");
    private static final Map<String, ReceiptVerifier> FABRIC = Map.of("fabric", new FabricReceiptVerifier());

    /** How an anchor was decided: the level that it gives, a refusal's name, or ignored and why. */
    private record Decision(String byEvidence, String byConsumer, String byAudit, String byReadSide) {}

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path directory;

    private static TrustPolicy policyInUse = TrustPolicy.of(List.of(), List.of());
    private static VerifyingServer withReaders;
    private static VerifyingServer withoutReaders;

    @BeforeAll
    static void startReadSides() {
        withReaders = serve("with", FABRIC);
        withoutReaders = serve("without", Map.of());
    }

    @AfterAll
    static void stopReadSides() {
        withReaders.close();
        withoutReaders.close();
    }

    @Test
    void anAnchorThatCountsCountsForAll() throws Exception {
        assertThat(decide("good-anchored", policy("policy"), FABRIC)).isEqualTo(all("ANCHORED"));
    }

    @Test
    void anAnchorOlderThanThePolicyAllowsIsIgnoredByAll() throws Exception {
        TrustPolicy policy = policy("policy");

        assertThat(decide("good-anchored", notBefore(policy, anchoredAt().plusMillis(1)), FABRIC))
                .isEqualTo(ignored("TOO_OLD"));
        assertThat(decide("good-anchored", notBefore(policy, anchoredAt()), FABRIC))
                .isEqualTo(all("ANCHORED"));
    }

    @Test
    void anAnchorOnALedgerThatWasRetiredByThenIsIgnoredByAll() throws Exception {
        TrustPolicy policy = policy("policy");

        assertThat(decide("good-anchored", retired(policy, anchoredAt()), FABRIC))
                .isEqualTo(ignored("RETIRED"));
        assertThat(decide("good-anchored", retired(policy, anchoredAt().plusMillis(1)), FABRIC))
                .isEqualTo(all("ANCHORED"));
    }

    @Test
    void anAnchorOfAKindOfLedgerThatNobodyHereReadsIsIgnoredByAll() throws Exception {
        assertThat(decide("good-anchored", policy("policy"), Map.of())).isEqualTo(ignored("NO_READER"));
    }

    @Test
    void anAnchorOnALedgerThatThePolicyDoesNotNameIsIgnoredByAll() throws Exception {
        TrustPolicy policy = policy("policy");

        // A consumer does not even ask for it.
        assertThat(decide("good-anchored", TrustPolicy.of(policy.logKeys(), List.of()), FABRIC))
                .isEqualTo(new Decision("NOT_TRUSTED", "SEALED", "SEALED", "NOT_TRUSTED"));
    }

    @Test
    void aKeyCountsInEachOfTheRangesThatThePolicyNames() throws Exception {
        Instant then = anchoredAt();
        Optional<Instant> none = Optional.empty();

        assertThat(decide("good-anchored", ranges(range(none, Optional.of(then))), FABRIC))
                .isEqualTo(ignored("KEY_NOT_VALID_THEN"));
        assertThat(decide("good-anchored", ranges(range(Optional.of(then.plusMillis(1)), none)), FABRIC))
                .isEqualTo(ignored("KEY_NOT_VALID_THEN"));
        assertThat(decide("good-anchored", ranges(range(none, Optional.of(then.plusMillis(1)))), FABRIC))
                .isEqualTo(all("ANCHORED"));
        List<LogKey> two = List.of(
                range(none, Optional.of(then.minusSeconds(60))).get(0),
                range(Optional.of(then), Optional.of(then.plusSeconds(60))).get(0));
        assertThat(decide("good-anchored", ranges(two), FABRIC)).isEqualTo(all("ANCHORED"));
        assertThat(decide("good-anchored", ranges(List.of(two.get(1), two.get(0))), FABRIC))
                .isEqualTo(all("ANCHORED"));
    }

    @Test
    void oneChannelUnderTwoNamesIsOneLedgerForAll() throws Exception {
        TrustPolicy policy = policy("policy");
        LedgerTrust ledger = policy.consortia().get(0);
        LedgerTrust again = new LedgerTrust(
                "fabric:again", ledger.channel(), ledger.chaincode(), ledger.members(), ledger.quorum());

        assertThat(decide("good-anchored", TrustPolicy.of(policy.logKeys(), List.of(ledger, again)), FABRIC))
                .isEqualTo(all("ANCHORED"));
    }

    @Test
    void everyGoldenCaseAboutAnchorsIsDecidedAlikeByAll() throws Exception {
        JsonNode cases = new ObjectMapper()
                .readTree(Files.readAllBytes(FOLDER.resolve("cases.json")))
                .path("cases");
        int decided = 0;
        for (JsonNode one : cases) {
            String file = one.path("file").asText();
            String verdict = one.path("verdict").asText();
            boolean aboutAnchors = file.startsWith("peers-")
                    || List.of(
                                    "good-anchored.json",
                                    "good-last-leaf.json",
                                    "altered-receipt.json",
                                    "another-history-by-the-owner.json")
                            .contains(file);
            // Whether the file is evidence at all is not an anchor's matter.
            boolean readable = !verdict.equals("MALFORMED") || file.equals("altered-receipt.json");
            if (!aboutAnchors || !readable || one.path("policy").isNull()) {
                continue;
            }
            TrustPolicy policy = policy(one.path("policy").asText().replace(".json", ""));
            Decision decision = decide(file.replace(".json", ""), policy, FABRIC);

            Decision due =
                    policy.ledgers().stream().noneMatch(ledger -> ledger.name().equals("fabric:tombolo/anchors"))
                            ? new Decision(verdict, "SEALED", "SEALED", verdict)
                            : one.path("policy").asText().equals("policy-retired-then.json")
                                    ? ignored("RETIRED")
                                    : all(verdict);
            assertThat(decision).as("%s", one).isEqualTo(due);
            decided++;
        }
        assertThat(decided).isGreaterThan(20);
    }

    private static Decision all(String name) {
        return new Decision(name, name, name, name);
    }

    /** Evidence that shows anchors of which none counts claims more than it holds; to a stream they just raise nothing. */
    private static Decision ignored(String why) {
        return new Decision("NOT_TRUSTED", "ignored " + why, "ignored " + why, "NOT_TRUSTED");
    }

    private Decision decide(String name, TrustPolicy policy, Map<String, ReceiptVerifier> receipts) throws Exception {
        byte[] file = Files.readAllBytes(FOLDER.resolve(name + ".json"));
        Evidence evidence = EvidenceFile.read(file);
        EvidenceVerifier verifier = new EvidenceVerifier(receipts);
        try (ShownAnchor shown = new ShownAnchor(evidence)) {
            LogHeads consumers =
                    new LogHeads(shown.client(), evidence.origin(), policy, receipts, LogHeads.CATCHING_UP);
            OneInquiry news = OneInquiry.of(consumers);
            LogHeads audits = new LogHeads(shown.client(), evidence.origin(), policy, receipts);
            List<SignedHead> heads = new ArrayList<>();
            List<Finding> findings = new ArrayList<>();
            audits.next(heads::add, findings::add);
            return new Decision(
                    verifier.verify(file, policy).name(),
                    decision(consumers, news.heads(), news.findings()),
                    decision(audits, heads, findings),
                    posted(file, policy, receipts));
        }
    }

    private static String decision(LogHeads log, List<SignedHead> heads, List<Finding> findings) {
        Optional<Finding> refused = findings.stream()
                .filter(finding -> finding.detail().startsWith("anchor "))
                .findFirst();
        if (refused.isPresent()) {
            return refused.get().refusal().name();
        }
        if (heads.stream().anyMatch(head -> head.expected().level() == Level.ANCHORED)) {
            return "ANCHORED";
        }
        return log.ignored().keySet().stream()
                .findFirst()
                .map(why -> "ignored " + why)
                .orElse("SEALED");
    }

    private static String posted(byte[] file, TrustPolicy policy, Map<String, ReceiptVerifier> receipts)
            throws Exception {
        policyInUse = policy;
        VerifyingServer server = receipts.isEmpty() ? withoutReaders : withReaders;
        HttpRequest request = HttpRequest.newBuilder(server.verify())
                .POST(HttpRequest.BodyPublishers.ofByteArray(file))
                .build();
        String body = HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
        return new ObjectMapper().readTree(body).path("verdict").asText();
    }

    private static VerifyingServer serve(String folder, Map<String, ReceiptVerifier> receipts) {
        return new VerifyingServer(directory.resolve(folder), new EvidenceVerifier(receipts), () -> policyInUse);
    }

    private static Instant anchoredAt() throws IOException {
        byte[] file = Files.readAllBytes(FOLDER.resolve("good-anchored.json"));
        Verdict verdict = EvidenceVerifier.standard().verify(file, policy("policy"));
        return ((Verdict.Accepted) verdict).times().anchor().orElseThrow();
    }

    private static TrustPolicy policy(String name) throws IOException {
        return PolicyFile.read(Files.readAllBytes(FOLDER.resolve(name + ".json")));
    }

    private static TrustPolicy notBefore(TrustPolicy policy, Instant oldest) {
        return new TrustPolicy(
                Trust.POLICY, policy.logKeys(), policy.ledgers(), CrossAnchoring.TWO, Optional.of(oldest));
    }

    private static TrustPolicy retired(TrustPolicy policy, Instant at) {
        return new TrustPolicy(
                Trust.POLICY,
                policy.logKeys(),
                policy.ledgers(),
                CrossAnchoring.TWO,
                Optional.empty(),
                Map.of(policy.ledgers().get(0).name(), at));
    }

    private static List<LogKey> range(Optional<Instant> from, Optional<Instant> until) throws IOException {
        LogKey key = policy("policy").logKeys().get(0);
        return List.of(new LogKey(key.organisation(), key.key(), from, until));
    }

    private static TrustPolicy ranges(List<LogKey> keys) throws IOException {
        return TrustPolicy.of(keys, policy("policy").ledgers());
    }
}
