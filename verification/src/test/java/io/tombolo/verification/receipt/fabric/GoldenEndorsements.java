package io.tombolo.verification.receipt.fabric;

import static io.tombolo.verification.receipt.fabric.GoldenReceipts.ALTERED;
import static io.tombolo.verification.receipt.fabric.GoldenReceipts.MALFORMED;
import static io.tombolo.verification.receipt.fabric.GoldenReceipts.NOT_TRUSTED;
import static io.tombolo.verification.receipt.fabric.GoldenReceipts.ONE;
import static io.tombolo.verification.receipt.fabric.GoldenReceipts.THREE;
import static io.tombolo.verification.receipt.fabric.GoldenReceipts.TWO;
import static io.tombolo.verification.receipt.fabric.GoldenReceipts.VOUCHED;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Golden receipts about endorsements: how many and whose, their signatures, and the text of their certificates. */
final class GoldenEndorsements {
    private final GoldenReceipts golden;
    private final TestAuthority.Identity one;
    private final TestAuthority.Identity two;
    private final TestAuthority.Identity three;

    GoldenEndorsements(GoldenReceipts golden) {
        this.golden = golden;
        one = golden.one;
        two = golden.two;
        three = golden.three;
    }

    void make() throws IOException {
        endorsements();
        signatures();
        identities();
    }

    private void endorsements() throws IOException {
        with("no-endorsements", receipt -> {}, MALFORMED);
        with("below-the-quorum", receipt -> receipt.by(ONE, one), NOT_TRUSTED);
        with(
                "a-member-twice",
                receipt -> receipt.by(ONE, one).by(ONE, golden.root.peer("CN=peer1, OU=peer, O=" + ONE)),
                NOT_TRUSTED);
        with("an-endorsement-twice", receipt -> receipt.by(ONE, one).by(ONE, one), NOT_TRUSTED);
        with(
                "a-member-twice-and-a-quorum",
                receipt -> receipt.by(ONE, one).by(ONE, one).by(TWO, two),
                VOUCHED);
        with(
                "one-more-than-the-quorum",
                receipt -> receipt.by(ONE, one).by(TWO, two).by(THREE, three),
                VOUCHED);
        with(
                "superfluous-of-an-unknown-member",
                receipt -> receipt.by(ONE, one).by(TWO, two).by("four.example", three),
                VOUCHED);
        with("an-unknown-member-for-the-quorum", receipt -> receipt.by(ONE, one).by("four.example", two), NOT_TRUSTED);
        with(
                "a-member-in-another-ones-name",
                receipt -> receipt.by(ONE, one).by(TWO, golden.root.peer("CN=x, OU=peer, O=" + TWO)),
                NOT_TRUSTED);
        with(
                "superfluous-in-another-ones-name",
                receipt -> receipt.by(ONE, one).by(TWO, two).by(THREE, one),
                VOUCHED);
        TestAuthority.Identity shared =
                golden.second.peer("CN=peer0, OU=peer, O=" + TWO, one.keys(), TestAuthority.days(golden.then, 365));
        with("one-key-for-two-members", receipt -> receipt.by(ONE, one).by(TWO, shared), NOT_TRUSTED);
        with(
                "one-key-for-two-members-and-a-quorum",
                receipt -> receipt.by(ONE, one).by(TWO, shared).by(TWO, two),
                VOUCHED);
        with(
                "a-hundred-endorsements",
                receipt -> {
                    receipt.by(TWO, two);
                    for (int i = 0; i < 99; i++) {
                        receipt.by(ONE, one);
                    }
                },
                VOUCHED);
        with(
                "a-hundred-and-one-endorsements",
                receipt -> {
                    receipt.by(TWO, two);
                    for (int i = 0; i < 100; i++) {
                        receipt.by(ONE, one);
                    }
                },
                MALFORMED);
        endorsement("superfluous-false", last -> endorser(last, SignatureVariants.flipped(last.signature())), ALTERED);
        endorsement("superfluous-without-signature", last -> endorser(last, ByteString.EMPTY), ALTERED);
        endorsement(
                "superfluous-garbage",
                last -> new FabricReceipt.Endorsement(ByteString.copyFromUtf8("garbage"), last.signature()),
                MALFORMED);
        endorsement(
                "superfluous-empty",
                last -> new FabricReceipt.Endorsement(ByteString.EMPTY, ByteString.EMPTY),
                MALFORMED);
    }

    private void signatures() throws IOException {
        endorsement("high-s", last -> endorser(last, Repacked.highS(last.signature())), ALTERED);
        endorsement(
                "der-byte-behind",
                last -> endorser(last, last.signature().concat(ByteString.copyFrom(new byte[1]))),
                ALTERED);
        endorsement(
                "der-cut",
                last -> endorser(
                        last, last.signature().substring(0, last.signature().size() - 1)),
                ALTERED);
        endorsement(
                "der-long-form-length", last -> endorser(last, SignatureVariants.longForm(last.signature())), ALTERED);
        endorsement(
                "der-indefinite-length",
                last -> endorser(last, SignatureVariants.indefinite(last.signature())),
                ALTERED);
        endorsement(
                "der-zero-before-r", last -> endorser(last, SignatureVariants.zeroBeforeR(last.signature())), ALTERED);
        endorsement("der-empty-s", last -> endorser(last, SignatureVariants.hex("300802040102030402 00")), ALTERED);
        endorsement("der-r-zero", last -> endorser(last, SignatureVariants.hex("3006020100020101")), ALTERED);
        endorsement("der-s-zero", last -> endorser(last, SignatureVariants.hex("3006020101020100")), ALTERED);
        endorsement("der-r-negative", last -> endorser(last, SignatureVariants.hex("30060201ff020101")), ALTERED);
        endorsement("der-a-set", last -> endorser(last, SignatureVariants.tagged(last.signature(), 0x31)), ALTERED);
        endorsement(
                "der-r-is-the-order",
                last -> endorser(last, SignatureVariants.raw(SignatureVariants.ORDER, BigInteger.ONE)),
                ALTERED);
        endorsement("r-and-s-without-der", last -> endorser(last, SignatureVariants.plain(last.signature())), ALTERED);
        endorsement(
                "of-another-endorser",
                last -> endorser(
                        last,
                        TestAuthority.endorsement(new ForgedReceipt().receipt(), ONE, one)
                                .signature()),
                ALTERED);
    }

    private void identities() throws IOException {
        pem("pem-with-a-line-before", text -> "x\n" + text);
        pem("pem-with-a-line-behind", text -> text + "x\n");
        pem("pem-without-the-last-newline", text -> text.substring(0, text.length() - 1));
        pem("pem-with-carriage-returns", text -> text.replace("\n", "\r\n"));
        pem("pem-in-one-line", GoldenEndorsements::inOneLine);
        pem("pem-twice", text -> text + text);
        pem("pem-of-another-kind", text -> text.replace("CERTIFICATE", "TRUSTED CERTIFICATE"));
        pem("pem-empty", text -> "");
        pem("pem-with-a-byte-cut", text -> text.replaceFirst("M", ""));
    }

    private void with(String name, Consumer<ForgedReceipt> endorse, String verdict) throws IOException {
        ForgedReceipt receipt = new ForgedReceipt();
        endorse.accept(receipt);
        golden.bytes(name, receipt.bytes(), verdict);
    }

    /** A quorum, and one more endorsement that was changed. */
    private void endorsement(String name, UnaryOperator<FabricReceipt.Endorsement> change, String verdict)
            throws IOException {
        ForgedReceipt receipt = new ForgedReceipt().by(ONE, one).by(TWO, two).by(THREE, three);
        receipt.endorsements.set(2, change.apply(receipt.endorsements.get(2)));
        golden.bytes(name, receipt.bytes(), verdict);
    }

    /** A quorum, and one more endorsement whose certificate has another text; its signature fits it. */
    private void pem(String name, UnaryOperator<String> change) throws IOException {
        ForgedReceipt receipt = new ForgedReceipt().by(ONE, one).by(TWO, two);
        receipt.endorsements.add(TestAuthority.endorsement(receipt.receipt(), THREE, three, change));
        golden.bytes(name, receipt.bytes(), MALFORMED);
    }

    private static FabricReceipt.Endorsement endorser(FabricReceipt.Endorsement last, ByteString signature) {
        return new FabricReceipt.Endorsement(last.endorser(), signature);
    }

    private static String inOneLine(String pem) {
        String[] lines = pem.split("\n");
        String body = String.join("", Arrays.copyOfRange(lines, 1, lines.length - 1));
        return lines[0] + "\n" + body + "\n" + lines[lines.length - 1] + "\n";
    }
}
