package io.tombolo.verification;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHead;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.AnchoredFact;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.verdict.Check;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/** A ledger whose receipts are lines of text under a checksum: enough to test what is done with receipts. */
final class PlainReceipts implements ReceiptVerifier {

    static byte[] receipt(String origin, TreeHead head, Instant at) {
        String text = origin + "\n" + head.size() + "\n" + head.root().hex() + "\n" + at + "\n";
        return (text + checksum(text)).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public ReceiptCheck check(byte[] receipt, AnchorTrust trust) {
        String[] lines = new String(receipt, StandardCharsets.UTF_8).split("\n", -1);
        if (lines.length != 5) {
            return new ReceiptCheck.Unreadable(List.of(Check.failed("receipt", "five lines")));
        }
        String text = String.join("\n", lines[0], lines[1], lines[2], lines[3]) + "\n";
        if (!checksum(text).equals(lines[4])) {
            return new ReceiptCheck.Altered(List.of(Check.failed("receipt", "checksum")));
        }
        AnchoredFact fact = new AnchoredFact(
                lines[0], Long.parseLong(lines[1]), Hash.parseHex(lines[2]), Instant.parse(lines[3]), "tx-1");
        return new ReceiptCheck.Vouched(
                fact,
                new TreeSet<>(((LedgerTrust) trust).members().keySet()),
                true,
                List.of(Check.passed("receipt", "checksum")));
    }

    private static String checksum(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
