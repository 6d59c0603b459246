package io.tombolo.verification.receipt.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.receipt.MemberRules;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.verdict.Check;
import java.io.InputStream;
import java.security.KeyPair;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One recorded question and answer, signed again by peers whose authorities are ours to misuse. */
class PeerCertificatesTest {
    private static final String PEER = "CN=peer0, OU=peer, O=Carriers";

    private static FabricReceipt recorded;
    private static Instant askedAt;

    private final TestAuthority root = TestAuthority.root("CN=root, O=Carriers", askedAt);
    private final TestAuthority other = TestAuthority.root("CN=root, O=Weather", askedAt);

    @BeforeAll
    static void readRecordedReceipt() throws Exception {
        try (InputStream in = PeerCertificatesTest.class.getResourceAsStream("native-receipt.bin")) {
            recorded = FabricReceipt.parse(in.readAllBytes());
            askedAt = ReceiptQuestion.of(recorded).askedAt();
        }
    }

    @Test
    void countsAPeerUnderAnIntermediateAuthority() {
        TestAuthority below = root.intermediate("CN=peers, O=Carriers");

        counts(below.peer(PEER), rules(List.of(below), List.of(), true));
    }

    @Test
    void countsAPeerUnderTwoIntermediateAuthorities() {
        TestAuthority below = root.intermediate("CN=region, O=Carriers");
        TestAuthority last = below.intermediate("CN=peers, O=Carriers");

        counts(last.peer(PEER), rules(List.of(below, last), List.of(), true));
    }

    @Test
    void refusesAPeerUnderAnIntermediateThatThePolicyDoesNotName() {
        TestAuthority below = root.intermediate("CN=peers, O=Carriers");

        refuses(below.peer(PEER), rules(List.of(), List.of(), false), "is issued by no authority of the member");
    }

    @Test
    void refusesAPeerUnderAnIntermediateOfAnotherRoot() {
        TestAuthority below = other.intermediate("CN=peers, O=Carriers");

        refuses(below.peer(PEER), rules(List.of(below), List.of(), false), "is issued by no authority of the member");
    }

    @Test
    void refusesAPeerThatARootIssuedAboveItsIntermediates() {
        TestAuthority below = root.intermediate("CN=peers, O=Carriers");

        refuses(
                root.peer(PEER),
                rules(List.of(below), List.of(), false),
                "CN=root,O=Carriers issues authorities, no peers");
    }

    @Test
    void refusesAPeerThatAnotherPeerIssued() {
        TestAuthority noAuthority = root.intermediate(PEER, false, TestAuthority.days(askedAt, 365));

        refuses(
                noAuthority.peer(PEER),
                rules(List.of(noAuthority), List.of(), false),
                "is issued by no authority of the member");
    }

    @Test
    void refusesAPeerUnderAnIntermediateThatHadRunOut() {
        TestAuthority below = root.intermediate("CN=peers, O=Carriers", true, askedAt.minusSeconds(1));

        refuses(below.peer(PEER), rules(List.of(below), List.of(), false), "is not valid at " + askedAt);
    }

    @Test
    void refusesAPeerWhoseCertificateHadRunOut() {
        TestAuthority.Identity peer = root.peer(PEER, TestAuthority.newKeys(), askedAt.minusSeconds(1));

        refuses(peer, MemberRules.NONE, "is not valid at " + askedAt);
    }

    @Test
    void refusesAPeerWhoseKeyIsInOtherHandsWheneverItSigned() {
        TestAuthority.Identity peer = root.peer(PEER);
        X509CRL later = root.revokes(peer.certificate(), TestAuthority.days(askedAt, 7), CRLReason.keyCompromise);

        refuses(peer, rules(List.of(), List.of(later), false), "is revoked by CN=root,O=Carriers");
    }

    @Test
    void refusesAPeerRevokedForReasonsNotSaid() {
        TestAuthority.Identity peer = root.peer(PEER);
        X509CRL later = root.revokes(peer.certificate(), TestAuthority.days(askedAt, 7), CRLReason.unspecified);

        refuses(peer, rules(List.of(), List.of(later), false), "is revoked by");
    }

    @Test
    void countsAPeerThatWasReplacedInGoodOrderLater() {
        TestAuthority.Identity peer = root.peer(PEER);
        X509CRL later = root.revokes(peer.certificate(), TestAuthority.days(askedAt, 7), CRLReason.superseded);

        counts(peer, rules(List.of(), List.of(later), false));
    }

    @Test
    void refusesAPeerThatHadBeenReplaced() {
        TestAuthority.Identity peer = root.peer(PEER);
        X509CRL before = root.revokes(peer.certificate(), askedAt.minusSeconds(60), CRLReason.superseded);

        refuses(peer, rules(List.of(), List.of(before), false), "is revoked by");
    }

    @Test
    void countsAPeerThatTheListDoesNotName() {
        X509CRL list = root.revokes(root.peer(PEER).certificate(), askedAt, CRLReason.keyCompromise);

        counts(root.peer(PEER), rules(List.of(), List.of(list), false));
    }

    @Test
    void refusesAPeerUnderARevokedIntermediate() {
        TestAuthority below = root.intermediate("CN=peers, O=Carriers");
        X509CRL list = root.revokes(below.certificate(), askedAt, CRLReason.cACompromise);

        refuses(
                below.peer(PEER),
                rules(List.of(below), List.of(list), false),
                "CN=peers,O=Carriers is revoked by CN=root,O=Carriers");
    }

    @Test
    void takesNoRevocationListOfAnotherAuthority() {
        TestAuthority sameName = TestAuthority.root("CN=root, O=Carriers", askedAt);
        X509CRL list = sameName.revokes(root.peer(PEER).certificate(), askedAt, CRLReason.keyCompromise);

        assertThatThrownBy(() -> trust(rules(List.of(), List.of(list), false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ledger fabric:tombolo/anchors: revocation list of CarriersMSP by CN=root,O=Carriers"
                        + " is signed by none of its authorities");
    }

    @Test
    void refusesAPeerThatDoesNotSaySoWhereRolesAreRequired() {
        counts(root.peer("CN=peer0, O=Carriers"), rules(List.of(), List.of(), false));
        refuses(
                root.peer("CN=peer0, O=Carriers"),
                rules(List.of(), List.of(), true),
                "its role is not stated, must be peer");
    }

    @Test
    void refusesAClientAsFabricsOwnAuthorityNamesIt() {
        refuses(
                root.peer("CN=user1, OU=client+OU=carriers+OU=department1, O=Carriers"),
                MemberRules.NONE,
                "its role is client, must be peer");
    }

    @Test
    void refusesAPeerThatIsAClientToo() {
        refuses(
                root.peer("CN=user1, OU=client, OU=peer, O=Carriers"),
                MemberRules.NONE,
                "its role is client, peer, must be peer");
    }

    @Test
    void readsARoleInItsExactSpellingOnly() {
        refuses(
                root.peer("CN=peer0, OU=PEER, O=Carriers"),
                rules(List.of(), List.of(), true),
                "its role is not stated");
        refuses(
                root.peer("CN=peer0, OU=Peer, O=Carriers"),
                rules(List.of(), List.of(), true),
                "its role is not stated");
        counts(root.peer("CN=peer0, OU=PEER, O=Carriers"), MemberRules.NONE);
        refuses(
                root.peer("CN=peer0, OU=peer, OU=peer, O=Carriers"),
                rules(List.of(), List.of(), true),
                "its role is peer, peer, must be peer");
    }

    @Test
    void refusesAPeerWithACriticalExtensionThatNobodyKnows() {
        refuses(root.peer(PEER, false, unknown(true)), MemberRules.NONE, "is refused: ");
        counts(root.peer(PEER, false, unknown(false)), MemberRules.NONE);
    }

    @Test
    void refusesAnAuthorityWithACriticalExtensionThatNobodyKnows() {
        TestAuthority strange = root.shaped(unknown(true));
        ReceiptCheck check = check(
                trust(strange, MemberRules.NONE),
                TestAuthority.endorsement(recorded, "CarriersMSP", strange.peer(PEER)));

        assertThat(check.checks())
                .anySatisfy(one -> assertThat(one.compared())
                        .isEqualTo("authority CN=root,O=Carriers has a critical extension that is not known here"));
        TestAuthority below = root.intermediate("CN=peers, O=Carriers", unknown(true));
        refuses(below.peer(PEER), rules(List.of(below), List.of(), false), "is refused: ");
    }

    @Test
    void refusesAnAuthorityWithNameConstraints() {
        GeneralSubtree carriers = new GeneralSubtree(new GeneralName(GeneralName.dNSName, "carriers.example"));
        TestAuthority.Shape constrained = builder -> builder.addExtension(
                Extension.nameConstraints, true, new NameConstraints(new GeneralSubtree[] {carriers}, null));
        TestAuthority below = root.intermediate("CN=peers, O=Carriers", constrained);

        refuses(
                below.peer(PEER),
                rules(List.of(below), List.of(), false),
                "authority CN=peers,O=Carriers has name constraints");
    }

    @Test
    void refusesAPeerWhoseKeyIsForOtherUses() {
        refuses(
                root.peer(PEER, false, usage(KeyUsage.keyEncipherment)),
                MemberRules.NONE,
                "has a key usage without digitalSignature");
        counts(root.peer(PEER, false, usage(KeyUsage.digitalSignature)), MemberRules.NONE);
        refuses(
                root.peer(PEER, false, extendedUsage(KeyPurposeId.id_kp_clientAuth)),
                MemberRules.NONE,
                "has extended key usages [1.3.6.1.5.5.7.3.2], none of them serverAuth");
        counts(root.peer(PEER, false, extendedUsage(KeyPurposeId.id_kp_serverAuth)), MemberRules.NONE);
        refuses(root.peer(PEER, true, builder -> {}), MemberRules.NONE, "is an authority's certificate, not a peer's");
    }

    @Test
    void refusesAnAuthorityThatMayNotSignCertificates() {
        TestAuthority below = root.intermediate("CN=peers, O=Carriers", usage(KeyUsage.cRLSign));

        refuses(below.peer(PEER), rules(List.of(below), List.of(), false), "is issued by no authority of the member");
    }

    @Test
    void takesTheWorstOfSeveralEntriesAboutOneCertificate() {
        TestAuthority.Identity peer = root.peer(PEER);
        Instant later = TestAuthority.days(askedAt, 7);
        for (List<Integer> reasons : List.of(
                List.of(CRLReason.keyCompromise, CRLReason.superseded),
                List.of(CRLReason.superseded, CRLReason.keyCompromise),
                List.of(CRLReason.keyCompromise, CRLReason.removeFromCRL),
                List.of(CRLReason.removeFromCRL))) {
            X509CRL list = root.revokes(peer.certificate(), later, reasons);

            refuses(peer, rules(List.of(), List.of(list), false), "is revoked by CN=root,O=Carriers");
        }
        X509CRL twice = root.revokes(peer.certificate(), later, List.of(CRLReason.superseded, CRLReason.superseded));
        counts(peer, rules(List.of(), List.of(twice), false));
    }

    @Test
    void triesAsManyWaysToARootAsThereMayBeAndNoMore() {
        List<TestAuthority> sameName = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            sameName.add(TestAuthority.root("CN=loop, O=Carriers", askedAt));
        }

        refuses(sameName.get(0).peer(PEER), rules(sameName, List.of(), false), "has more than 50 ways to a root");
    }

    private static TestAuthority.Shape unknown(boolean critical) {
        return builder ->
                builder.addExtension(new ASN1ObjectIdentifier("1.3.6.1.4.1.55555.1"), critical, DERNull.INSTANCE);
    }

    private static TestAuthority.Shape usage(int bits) {
        return builder -> builder.addExtension(Extension.keyUsage, true, new KeyUsage(bits));
    }

    private static TestAuthority.Shape extendedUsage(KeyPurposeId use) {
        return builder -> builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(use));
    }

    @Test
    void readsNoRoleOutOfACommonName() {
        refuses(
                root.peer("CN=\"user1,OU=peer\", OU=client, O=Carriers"),
                rules(List.of(), List.of(), true),
                "its role is client, must be peer");
    }

    @Test
    void countsOneKeyForOneMemberOnly() throws Exception {
        KeyPair keys = TestAuthority.newKeys();
        TestAuthority.Identity peer = root.peer(PEER, keys, TestAuthority.days(askedAt, 365));
        LedgerTrust sharing = new LedgerTrust(
                "fabric:tombolo/anchors",
                "tombolo",
                "anchors",
                new TreeMap<>(
                        Map.of("CarriersMSP", List.of(root.certificate()), "WeatherMSP", List.of(root.certificate()))),
                2);

        ReceiptCheck check = check(
                sharing,
                TestAuthority.endorsement(recorded, "CarriersMSP", peer),
                TestAuthority.endorsement(recorded, "WeatherMSP", peer));

        assertThat(check).isInstanceOf(ReceiptCheck.NotTrusted.class);
        assertThat(check.checks()).extracting(Check::compared).contains("its key has signed for CarriersMSP already");
    }

    private void counts(TestAuthority.Identity peer, MemberRules rules) {
        assertThat(check(trust(rules), TestAuthority.endorsement(recorded, "CarriersMSP", peer)))
                .isInstanceOf(ReceiptCheck.Vouched.class);
    }

    private void refuses(TestAuthority.Identity peer, MemberRules rules, String why) {
        ReceiptCheck check = check(trust(rules), TestAuthority.endorsement(recorded, "CarriersMSP", peer));

        assertThat(check).isInstanceOf(ReceiptCheck.NotTrusted.class);
        assertThat(check.checks()).anySatisfy(one -> assertThat(one.compared()).contains(why));
    }

    private LedgerTrust trust(MemberRules rules) {
        return trust(root, rules);
    }

    private static LedgerTrust trust(TestAuthority root, MemberRules rules) {
        return new LedgerTrust(
                "fabric:tombolo/anchors",
                "tombolo",
                "anchors",
                new TreeMap<>(Map.of("CarriersMSP", List.<X509Certificate>of(root.certificate()))),
                1,
                new TreeMap<>(Map.of("CarriersMSP", rules)));
    }

    private static MemberRules rules(List<TestAuthority> intermediates, List<X509CRL> revocations, boolean nodeOus) {
        return new MemberRules(
                intermediates.stream().map(TestAuthority::certificate).toList(), revocations, nodeOus);
    }

    private static ReceiptCheck check(LedgerTrust trust, FabricReceipt.Endorsement... endorsements) {
        FabricReceipt receipt = new FabricReceipt(
                recorded.channelHeader(),
                recorded.signatureHeader(),
                recorded.proposalPayload(),
                recorded.responsePayload(),
                List.of(endorsements));
        return new FabricReceiptVerifier().check(Repacked.encode(receipt), trust);
    }
}
