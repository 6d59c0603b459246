package io.tombolo.verification.receipt.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.embedded.EmbeddedLedger;
import io.tombolo.ledger.fabric.FabricIdentity;
import io.tombolo.ledger.fabric.FabricLedger;
import io.tombolo.ledger.fabric.GatewayPeer;
import io.tombolo.ledger.kit.OwnedLog;
import io.tombolo.schemas.contract.AnchorRecord;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.receipt.ReceiptCheck;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receipts of an embedded ledger with three members, and what happens to them in other hands. */
class FabricReceiptVerifierTest {
    private static final List<String> MEMBERS = List.of("one.example", "two.example", "three.example");

    @TempDir
    private static Path directory;

    private static AnchorRecord anchor;
    private static byte[] byAll;
    private static byte[] byTwo;
    private static SortedMap<String, List<X509Certificate>> authorities;
    private static SortedMap<String, List<X509Certificate>> strangers;

    private final FabricReceiptVerifier verifier = new FabricReceiptVerifier();

    @BeforeAll
    static void makeReceipts() {
        try (EmbeddedLedger embedded = embedded("ledger");
                EmbeddedLedger other = embedded("other");
                Ledger all = connect(embedded, MEMBERS);
                Ledger two = connect(embedded, MEMBERS.subList(0, 2))) {
            OwnedLog log = OwnedLog.of("acme.example", "flights");
            all.register(log.registration());
            anchor = ((AnchorOutcome.Committed)
                            all.anchor(List.of(log.head(0, 12))).get(0))
                    .anchor();
            byAll = all.receipt(log.origin(), 12).orElseThrow();
            byTwo = two.receipt(log.origin(), 12).orElseThrow();
            authorities = certificates(embedded.trustAnchors());
            strangers = certificates(other.trustAnchors());
        }
    }

    @Test
    void vouchesForTheAnchorThatAllMembersSigned() {
        ReceiptCheck check = verifier.check(byAll, trust(authorities, 3));

        assertThat(check).isInstanceOf(ReceiptCheck.Vouched.class);
        ReceiptCheck.Vouched vouched = (ReceiptCheck.Vouched) check;
        assertThat(vouched.members()).containsExactlyInAnyOrderElementsOf(MEMBERS);
        assertThat(vouched.development()).isTrue();
        assertThat(vouched.fact().origin()).isEqualTo(anchor.origin());
        assertThat(vouched.fact().size()).isEqualTo(12);
        assertThat(vouched.fact().root()).isEqualTo(anchor.root());
        assertThat(vouched.fact().anchoredAt()).isEqualTo(anchor.anchoredAt());
        assertThat(vouched.fact().transactionId()).isEqualTo(anchor.transactionId());
        assertThat(vouched.checks()).allMatch(one -> one.passed());
    }

    @Test
    void countsDifferentMembersAgainstTheQuorum() {
        assertThat(verifier.check(byTwo, trust(authorities, 2))).isInstanceOf(ReceiptCheck.Vouched.class);
        assertThat(verifier.check(byTwo, trust(authorities, 3))).isInstanceOf(ReceiptCheck.NotTrusted.class);
    }

    @Test
    void trustsNoCertificatesOfAnotherAuthorityWithTheSameNames() {
        assertThat(verifier.check(byAll, trust(strangers, 1))).isInstanceOf(ReceiptCheck.NotTrusted.class);
    }

    @Test
    void trustsNoOtherChannelOrChaincode() {
        LedgerTrust otherChannel = new LedgerTrust("fabric:x/anchors", "x", "anchors", authorities, 2);
        LedgerTrust otherChaincode = new LedgerTrust("fabric:tombolo/x", "tombolo", "x", authorities, 2);

        assertThat(verifier.check(byAll, otherChannel)).isInstanceOf(ReceiptCheck.NotTrusted.class);
        assertThat(verifier.check(byAll, otherChaincode)).isInstanceOf(ReceiptCheck.NotTrusted.class);
    }

    @Test
    void refusesAReceiptWithAnyByteChanged() {
        LedgerTrust trust = trust(authorities, 2);
        for (int i = 0; i < byAll.length; i++) {
            byte[] changed = byAll.clone();
            changed[i] ^= 0x10;

            assertThat(verifier.check(changed, trust)).as("byte %d", i).isInstanceOf(ReceiptCheck.Unreadable.class);
        }
    }

    @Test
    void refusesAReceiptCutShortAnywhere() {
        LedgerTrust trust = trust(authorities, 2);
        for (int length = 0; length < byAll.length; length++) {
            assertThat(verifier.check(Arrays.copyOf(byAll, length), trust))
                    .as("length %d", length)
                    .isInstanceOf(ReceiptCheck.Unreadable.class);
        }
    }

    @Test
    void refusesAnAnswerThatWasChangedAndPackedAgain() {
        FabricReceipt honest = FabricReceipt.parse(byAll);
        refusesEveryChange(
                honest.responsePayload(),
                changed -> new FabricReceipt(
                        honest.channelHeader(),
                        honest.signatureHeader(),
                        honest.proposalPayload(),
                        changed,
                        honest.endorsements()));
    }

    @Test
    void refusesAQuestionThatWasChangedAndPackedAgain() {
        FabricReceipt honest = FabricReceipt.parse(byAll);
        refusesEveryChange(
                honest.proposalPayload(),
                changed -> new FabricReceipt(
                        honest.channelHeader(),
                        honest.signatureHeader(),
                        changed,
                        honest.responsePayload(),
                        honest.endorsements()));
        refusesEveryChange(
                honest.channelHeader(),
                changed -> new FabricReceipt(
                        changed,
                        honest.signatureHeader(),
                        honest.proposalPayload(),
                        honest.responsePayload(),
                        honest.endorsements()));
        refusesEveryChange(
                honest.signatureHeader(),
                changed -> new FabricReceipt(
                        honest.channelHeader(),
                        changed,
                        honest.proposalPayload(),
                        honest.responsePayload(),
                        honest.endorsements()));
    }

    @Test
    void refusesASignatureByAnotherMember() {
        FabricReceipt honest = FabricReceipt.parse(byAll);
        FabricReceipt.Endorsement first = honest.endorsements().get(0);
        FabricReceipt.Endorsement second = honest.endorsements().get(1);

        FabricReceipt mixed =
                withEndorsements(honest, new FabricReceipt.Endorsement(first.endorser(), second.signature()));

        assertThat(verifier.check(Repacked.encode(mixed), trust(authorities, 1)))
                .isInstanceOf(ReceiptCheck.Altered.class);
    }

    @Test
    void countsAMemberThatSignedTwiceOnce() {
        FabricReceipt honest = FabricReceipt.parse(byAll);
        FabricReceipt.Endorsement first = honest.endorsements().get(0);

        FabricReceipt twice = withEndorsements(honest, first, first, first);

        assertThat(verifier.check(Repacked.encode(twice), trust(authorities, 2)))
                .isInstanceOf(ReceiptCheck.NotTrusted.class);
    }

    @Test
    void refusesTheOtherSpellingOfASignature() {
        FabricReceipt honest = FabricReceipt.parse(byAll);
        FabricReceipt.Endorsement first = honest.endorsements().get(0);

        FabricReceipt highS = withEndorsements(
                honest, new FabricReceipt.Endorsement(first.endorser(), Repacked.highS(first.signature())));

        assertThat(verifier.check(Repacked.encode(highS), trust(authorities, 1)))
                .isInstanceOf(ReceiptCheck.Altered.class);
    }

    @Test
    void refusesSignaturesThatAreNotTheOneEncodingOfTwoNumbers() {
        FabricReceipt honest = FabricReceipt.parse(byAll);
        FabricReceipt.Endorsement first = honest.endorsements().get(0);
        String good = HexFormat.of().formatHex(first.signature().toByteArray());

        for (String hostile : List.of(
                "",
                "30",
                "3008020401020304" + "0200",
                "30080200" + "020401020304",
                "300602010102010" + "0",
                "30060201ff02017f",
                "3080" + good.substring(4),
                "3081" + good.substring(2),
                good + "00",
                good.substring(0, good.length() - 2))) {
            ByteString signature = ByteString.copyFrom(HexFormat.of().parseHex(hostile));
            FabricReceipt receipt =
                    withEndorsements(honest, new FabricReceipt.Endorsement(first.endorser(), signature));

            assertThat(verifier.check(Repacked.encode(receipt), trust(authorities, 1)))
                    .as(hostile)
                    .isInstanceOf(ReceiptCheck.Altered.class);
        }
    }

    @Test
    void answersAReceiptWithAnyPartPutInAnyPlaceByAValue() {
        FabricReceipt honest = FabricReceipt.parse(byAll);
        ByteString endorser = honest.endorsements().get(0).endorser();
        ByteString signature = honest.endorsements().get(0).signature();
        List<ByteString> parts = List.of(
                ByteString.EMPTY,
                honest.channelHeader(),
                honest.signatureHeader(),
                honest.proposalPayload(),
                honest.responsePayload(),
                endorser,
                signature);

        for (ByteString one : parts) {
            for (ByteString other : parts) {
                for (FabricReceipt receipt : List.of(
                        withEndorsements(honest, new FabricReceipt.Endorsement(one, other)),
                        new FabricReceipt(
                                one, other, honest.proposalPayload(), honest.responsePayload(), honest.endorsements()),
                        new FabricReceipt(
                                honest.channelHeader(), honest.signatureHeader(), one, other, honest.endorsements()))) {
                    assertThat(verifier.check(Repacked.encode(receipt), trust(authorities, 1))
                                    .checks())
                            .isNotEmpty();
                }
            }
        }
    }

    private void refusesEveryChange(ByteString honest, Function<ByteString, FabricReceipt> with) {
        for (int i = 0; i < honest.size(); i++) {
            byte[] changed = honest.toByteArray();
            changed[i] ^= 0x01;

            assertThat(verifier.check(Repacked.encode(with.apply(ByteString.copyFrom(changed))), trust(authorities, 1)))
                    .as("byte %d", i)
                    .isNotInstanceOf(ReceiptCheck.Vouched.class);
        }
    }

    private static FabricReceipt withEndorsements(FabricReceipt receipt, FabricReceipt.Endorsement... endorsements) {
        return new FabricReceipt(
                receipt.channelHeader(),
                receipt.signatureHeader(),
                receipt.proposalPayload(),
                receipt.responsePayload(),
                List.of(endorsements));
    }

    private static LedgerTrust trust(SortedMap<String, List<X509Certificate>> members, int quorum) {
        return new LedgerTrust("fabric:tombolo/anchors", "tombolo", "anchors", members, quorum);
    }

    private static EmbeddedLedger embedded(String name) {
        return EmbeddedLedger.open(new EmbeddedLedger.Config(
                directory.resolve(name), "127.0.0.1", 0, "tombolo", "anchors", MEMBERS, Clock.systemUTC()));
    }

    private static Ledger connect(EmbeddedLedger embedded, List<String> receiptMembers) {
        var identity = embedded.enrol("acme.example");
        return FabricLedger.connect(new FabricLedger.Config(
                List.of(GatewayPeer.plainText(embedded.endpoint())),
                "tombolo",
                "anchors",
                FabricIdentity.ofPem(identity.mspId(), identity.certificatePem(), identity.privateKeyPem()),
                receiptMembers,
                directory.resolve("state-" + receiptMembers.size()),
                FabricLedger.Config.DEFAULT_PATIENCE));
    }

    private static SortedMap<String, List<X509Certificate>> certificates(Map<String, String> pems) {
        SortedMap<String, List<X509Certificate>> certificates = new TreeMap<>();
        pems.forEach((member, pem) -> {
            try {
                certificates.put(member, List.of((X509Certificate) CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))));
            } catch (CertificateException e) {
                throw new IllegalStateException(e);
            }
        });
        return certificates;
    }
}
