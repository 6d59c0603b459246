package io.tombolo.consumer;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.AnchoredFact;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.verdict.Check;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;

/** A ledger whose receipts are lines of text, and at their end a hash over them and a secret. */
public final class PlainReceipts implements ReceiptVerifier {
    private static final String SECRET = "signed by all";

    /** Kafka makes it by its class name. */
    public PlainReceipts() {}

    static byte[] receipt(String origin, TreeHead head) {
        String fact = String.join("\n", origin, "" + head.size(), head.root().hex());
        return (fact + "\n" + sealOf(fact)).getBytes(StandardCharsets.UTF_8);
    }

    private static String sealOf(String fact) {
        return TreeHasher.sha256()
                .leaf((SECRET + fact).getBytes(StandardCharsets.UTF_8))
                .hex();
    }

    @Override
    public ReceiptCheck check(byte[] receipt, AnchorTrust trust) {
        String[] lines = new String(receipt, StandardCharsets.UTF_8).split("\n", -1);
        if (lines.length != 4) {
            return new ReceiptCheck.Unreadable(List.of(Check.failed("receipt", "four lines")));
        }
        if (!lines[3].equals(sealOf(String.join("\n", lines[0], lines[1], lines[2])))) {
            return new ReceiptCheck.NotTrusted(List.of(Check.failed("receipt", "not signed")));
        }
        try {
            AnchoredFact fact =
                    new AnchoredFact(lines[0], Long.parseLong(lines[1]), Hash.parseHex(lines[2]), Instant.EPOCH, "tx");
            return new ReceiptCheck.Vouched(
                    fact, new TreeSet<>(((LedgerTrust) trust).members().keySet()), false, List.of());
        } catch (MalformedException | NumberFormatException e) {
            return new ReceiptCheck.Unreadable(List.of(Check.failed("receipt", "numbers")));
        }
    }
}
