package io.tombolo.verification.receipt.timestamp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.checkpoint.Witness;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.verification.receipt.AnchoredFact;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.receipt.TimestampTrust;
import io.tombolo.verification.receipt.WitnessTrust;
import io.tombolo.verification.receipt.fabric.TestAuthority;
import io.tombolo.verification.verdict.Check;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509CRL;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.tsp.TimeStampToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampReceiptVerifierTest {
    private static final String NAME = "rfc3161:tsa.example";
    private static final Instant THEN = Instant.parse("2026-11-30T12:00:00Z");
    private static final String TEXT =
            new Checkpoint("acme.example/flights/0", 42, Hash.of(Hash.sha256().digest(new byte[] {1}))).text();
    private static final TestTimestamps AUTHORITY = new TestTimestamps("TSA", THEN);
    private static final byte[] RECEIPT = AUTHORITY.receipt(TEXT);

    private static final KeyPair RSA = TestTimestamps.rsa("RSA");

    private final TimestampTrust trust = TimestampTrust.of(NAME, List.of(AUTHORITY.root()));
    private final TimestampReceiptVerifier verifier = new TimestampReceiptVerifier();

    @Test
    void aTokenConfirmsTheHeadNoLaterThanItsTimeAndAccuracy() {
        ReceiptCheck check = verifier.check(RECEIPT, trust);

        assertThat(check)
                .isInstanceOfSatisfying(
                        ReceiptCheck.Vouched.class,
                        vouched -> assertThat(vouched.fact())
                                .isEqualTo(new AnchoredFact(
                                        "acme.example/flights/0",
                                        42,
                                        Checkpoint.parse(TEXT).root(),
                                        THEN.plusMillis(1_500),
                                        NAME + "/1267")));
    }

    @Test
    void bouncyCastleTakesTheSameToken() throws Exception {
        TimeStampToken token = new TimeStampToken(new CMSSignedData(AUTHORITY.token(TEXT)));

        token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(AUTHORITY.signer()));
        assertThat(token.getTimeStampInfo().getGenTime()).isEqualTo(THEN);
    }

    /** Whatever is changed, nothing is confirmed: not another head, and not the same one either. */
    @ParameterizedTest
    @ValueSource(ints = {0x01, 0x02, 0x20, 0x80, 0xFF})
    void noByteOfItMayChange(int bits) {
        for (int i = 0; i < RECEIPT.length; i++) {
            byte[] changed = RECEIPT.clone();
            changed[i] ^= (byte) bits;

            assertThat(verifier.check(changed, trust))
                    .as("byte %d of %d", i, RECEIPT.length)
                    .isNotInstanceOf(ReceiptCheck.Vouched.class);
        }
    }

    @Test
    void noPartOfItIsAReceiptAndNothingMayFollow() {
        for (int length = 0; length < RECEIPT.length; length++) {
            assertThat(verifier.check(Arrays.copyOf(RECEIPT, length), trust))
                    .isInstanceOf(ReceiptCheck.Unreadable.class);
        }
        assertThat(verifier.check(Arrays.copyOf(RECEIPT, RECEIPT.length + 1), trust))
                .isInstanceOf(ReceiptCheck.Unreadable.class);
    }

    @Test
    void aTokenOverAnotherTextConfirmsNothing() {
        byte[] moved = TestTimestamps.receipt(TEXT, AUTHORITY.token("another\n"));

        assertAltered(moved, "time-stamp imprint", "time-stamped ");
    }

    @Test
    void theSignatureBindsTheCertificateThatItNames() {
        byte[] named = AUTHORITY.copy().naming(AUTHORITY.root()).receipt(TEXT);

        assertAltered(named, "time-stamp signature", "the signature names another certificate than it is checked with");
    }

    /** SHA-1 says which certificate is meant, no more: a signature, a use and a chain must be right all the same. */
    @Test
    void theCertificateMayBeNamedBySha1AndByBoth() {
        for (TestTimestamps named : List.of(
                AUTHORITY.copy().namingBySha1(), AUTHORITY.copy().namingBySha1().without())) {
            assertThat(verifier.check(named.receipt(TEXT), trust)).isInstanceOf(ReceiptCheck.Vouched.class);
            byte[] receipt = named.receipt(TEXT);
            for (int i = TEXT.length(); i < receipt.length; i++) {
                receipt[i] ^= 1;
                assertThat(verifier.check(receipt, trust)).as("byte %d", i).isNotInstanceOf(ReceiptCheck.Vouched.class);
                receipt[i] ^= 1;
            }
        }
        assertAltered(
                AUTHORITY
                        .copy()
                        .namingBySha1()
                        .without()
                        .naming(AUTHORITY.root())
                        .receipt(TEXT),
                "time-stamp signature",
                "the signature names another certificate than it is checked with");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SHA256withRSA",
                "SHA384withRSA",
                "SHA512withRSA",
                "SHA256withRSAandMGF1",
                "SHA384withRSAandMGF1",
                "SHA512withRSAandMGF1"
            })
    void rsaAndPssCountWithEachDigest(String algorithm) {
        byte[] receipt = AUTHORITY.copy().signing(RSA, algorithm).receipt(TEXT);

        assertThat(verifier.check(receipt, trust)).isInstanceOf(ReceiptCheck.Vouched.class);
        receipt[receipt.length - 1] ^= 1;
        assertAltered(receipt, "time-stamp signature", "not signed with the key of its certificate");
    }

    @Test
    void otherSignaturesAreRefusedByName() {
        String accepted = " is not accepted; SHA-256, SHA-384 and SHA-512 are, with RSA, RSASSA-PSS or ECDSA";

        assertUnreadable(
                AUTHORITY.copy().signing(RSA, "SHA1withRSA").receipt(TEXT), "digest algorithm SHA-1" + accepted);
        assertUnreadable(
                AUTHORITY.copy().signing(RSA, "SHA224withRSAandMGF1").receipt(TEXT),
                "digest algorithm 300b0609608648016503040204" + accepted);
        assertUnreadable(
                AUTHORITY
                        .copy()
                        .signing(TestTimestamps.rsa("RSASSA-PSS"), "SHA256withRSAandMGF1")
                        .receipt(TEXT),
                "a key that is not of ECDSA on P-256, P-384 or P-521, RSA of 1,024 to 16,384 bits, or Ed25519");
        byte[] shortSalt = AUTHORITY.copy().signing(RSA, "SHA256withRSAandMGF1").receipt(TEXT);
        String hex = HexFormat.of().formatHex(shortSalt);
        assertThat(hex).contains("a203020120");
        assertUnreadable(
                HexFormat.of().parseHex(hex.replace("a203020120", "a203020114")),
                "signature algorithm RSASSA-PSS with another digest, mask or length of the salt than the digest's"
                        + accepted);
    }

    @Test
    void onlyCertificatesForNothingButTimestampsCount() {
        String notFor =
                "CN=shaped is not for time-stamps: its extended key usage must be critical, and nothing but timeStamping";
        assertNotTrusted(
                AUTHORITY.copy().shaped(TestTimestamps.usage(false, KeyPurposeId.id_kp_timeStamping)), trust, notFor);
        assertNotTrusted(
                AUTHORITY.copy().shaped(TestTimestamps.usage(true, KeyPurposeId.id_kp_codeSigning)), trust, notFor);
        assertNotTrusted(AUTHORITY.copy().shaped(builder -> {}), trust, notFor);
        assertNotTrusted(
                AUTHORITY.copy().shaped(builder -> {
                    TestTimestamps.usage(true, KeyPurposeId.id_kp_timeStamping).to(builder);
                    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyEncipherment));
                }),
                trust,
                "CN=shaped may not sign, by its key usage");
    }

    @Test
    void certificatesMustHaveBeenValidAtTheTokensTime() {
        Instant late = TestAuthority.days(THEN, 366);
        Instant early = TestAuthority.days(THEN, -2);

        assertNotTrusted(AUTHORITY.copy().at(late), trust, "root CN=TSA root is not valid at " + late);
        assertNotTrusted(AUTHORITY.copy().at(early), trust, "root CN=TSA root is not valid at " + early);
    }

    @Test
    void anotherRootDoesNotCountAndEveryCertificateIsNeeded() {
        TimestampTrust other = TimestampTrust.of(NAME, List.of(new TestTimestamps("TSA", THEN).root()));

        assertThat(verifier.check(RECEIPT, other))
                .isInstanceOfSatisfying(
                        ReceiptCheck.NotTrusted.class,
                        check -> assertThat(last(check).compared()).startsWith("CN=TSA authority is refused: "));
        assertNotTrusted(
                AUTHORITY.copy().certificates(AUTHORITY.oneTooMany()),
                trust,
                "the certificate of CN=nobody is not needed");
        assertNotTrusted(
                AUTHORITY.copy().certificates(List.of(AUTHORITY.signer())),
                trust,
                "CN=TSA is issued by no root of the policy");
    }

    @Test
    void anAuthorityBelowTheRootMayBeTrustedByItself() {
        TimestampTrust below = TimestampTrust.of(NAME, List.of(AUTHORITY.intermediate()));
        byte[] alone =
                AUTHORITY.copy().certificates(List.of(AUTHORITY.signer())).receipt(TEXT);

        assertThat(verifier.check(RECEIPT, below)).isInstanceOf(ReceiptCheck.Vouched.class);
        assertThat(verifier.check(alone, below)).isInstanceOf(ReceiptCheck.Vouched.class);
    }

    @Test
    void aStolenKeyCountsForNoTimeAndOneGivenUpInGoodOrderForTheTimeBefore() {
        Instant later = TestAuthority.days(THEN, 1);
        Instant before = TestAuthority.days(THEN, -1);

        assertRevoked(AUTHORITY.revokesSigner(later, CRLReason.keyCompromise), "CN=TSA is revoked by CN=TSA authority");
        assertRevoked(AUTHORITY.revokesSigner(before, CRLReason.superseded), "CN=TSA is revoked by CN=TSA authority");
        assertRevoked(
                AUTHORITY.revokesIntermediate(later, CRLReason.cACompromise),
                "CN=TSA authority is revoked by CN=TSA root");
        assertThat(verifier.check(RECEIPT, revoking(AUTHORITY.revokesSigner(later, CRLReason.superseded))))
                .isInstanceOf(ReceiptCheck.Vouched.class);
    }

    @Test
    void aRevocationListThatItsAuthorityDidNotSignIsReported() {
        X509CRL forged = new TestTimestamps("TSA", THEN).revokesSigner(THEN, CRLReason.keyCompromise);

        assertRevoked(forged, "the policy's revocation list of CN=TSA authority is not signed by it");
    }

    @Test
    void theAccuracyMustBeStatedAndWithinTheLimit() {
        TimestampTrust exact = new TimestampTrust(
                NAME, List.of(AUTHORITY.root()), List.of(), Optional.of(Duration.ofMillis(1_500)), Optional.empty());

        assertThat(verifier.check(RECEIPT, exact)).isInstanceOf(ReceiptCheck.Vouched.class);
        assertNotTrusted(
                AUTHORITY.copy().accuracy(Optional.of(Duration.ofMillis(1_501))), exact, "PT1.501S, limit PT1.5S");
        assertNotTrusted(AUTHORITY.copy().accuracy(Optional.empty()), exact, "not stated, limit PT1.5S");
    }

    @Test
    void whatTheSignatureDoesNotBindMustNotBeThere() {
        assertUnreadable(AUTHORITY.copy().withUnsignedAttribute().receipt(TEXT), "bytes too many");
        assertUnreadable(
                AUTHORITY.copy().without().receipt(TEXT),
                "signed attributes: no signing certificate (RFC 2634 or RFC 5816)");
        assertUnreadable(
                AUTHORITY
                        .copy()
                        .with(new Extension(TestTimestamps.POLICY, true, new byte[] {5, 0}))
                        .receipt(TEXT),
                "critical extension 06042a030401, and none is known here");
        assertUnreadable(
                AUTHORITY.copy().certificates(List.of(AUTHORITY.intermediate())).receipt(TEXT),
                "the signer's certificate is not in the token");
        assertUnreadable(TEXT.getBytes(StandardCharsets.UTF_8), "no empty line");
        assertUnreadable(new byte[(64 << 10) + 1], "65537 bytes, limit 65536");
        assertThat(verifier.check(
                        AUTHORITY
                                .copy()
                                .with(new Extension(TestTimestamps.POLICY, false, new byte[] {5, 0}))
                                .receipt(TEXT),
                        trust))
                .isInstanceOf(ReceiptCheck.Vouched.class);
    }

    @Test
    void aPolicyThatNamesAnotherKindTrustsNoAuthority() {
        WitnessTrust witness =
                WitnessTrust.ofVkey(Witness.signer("w.example", Ed25519Keys.fromSeed(new byte[32]), Clock.systemUTC())
                        .verifier()
                        .vkey());

        assertThat(verifier.check(RECEIPT, witness)).isInstanceOf(ReceiptCheck.NotTrusted.class);
    }

    private TimestampTrust revoking(X509CRL list) {
        return new TimestampTrust(NAME, List.of(AUTHORITY.root()), List.of(list), Optional.empty(), Optional.empty());
    }

    private void assertRevoked(X509CRL list, String why) {
        ReceiptCheck check = verifier.check(RECEIPT, revoking(list));

        assertThat(check).isInstanceOf(ReceiptCheck.NotTrusted.class);
        assertThat(last(check).compared()).isEqualTo(why);
    }

    private void assertNotTrusted(TestTimestamps authority, TimestampTrust by, String why) {
        ReceiptCheck check = verifier.check(authority.receipt(TEXT), by);

        assertThat(check).isInstanceOf(ReceiptCheck.NotTrusted.class);
        assertThat(last(check).compared()).isEqualTo(why);
    }

    private void assertAltered(byte[] receipt, String name, String why) {
        ReceiptCheck check = verifier.check(receipt, trust);

        assertThat(check).isInstanceOf(ReceiptCheck.Altered.class);
        assertThat(last(check).name()).isEqualTo(name);
        assertThat(last(check).compared()).startsWith(why);
    }

    private void assertUnreadable(byte[] receipt, String why) {
        ReceiptCheck check = verifier.check(receipt, trust);

        assertThat(check).isInstanceOf(ReceiptCheck.Unreadable.class);
        assertThat(last(check).compared()).contains(why);
    }

    private static Check last(ReceiptCheck check) {
        return check.checks().get(check.checks().size() - 1);
    }
}
