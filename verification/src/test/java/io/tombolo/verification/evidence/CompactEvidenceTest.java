package io.tombolo.verification.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.upokecenter.cbor.CBORObject;
import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Refusal;
import io.tombolo.verification.verdict.Trust;
import io.tombolo.verification.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The compact form: what the JSON form holds, in few bytes, and nothing else. */
class CompactEvidenceTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("tombolo.root", "..")).resolve("schemas/vectors/evidence");
    private static final EvidenceVerifier VERIFIER = EvidenceVerifier.standard();

    @Test
    void holdsWhatTheJsonFormHolds() throws IOException {
        int compared = 0;
        for (Path file : jsonFiles()) {
            byte[] json = Files.readAllBytes(file);
            Evidence evidence;
            try {
                evidence = EvidenceFile.read(json);
            } catch (MalformedException e) {
                continue;
            }
            byte[] compact = CompactEvidence.write(evidence);
            compared++;

            assertThat(EvidenceFile.write(EvidenceFile.read(compact)))
                    .as("%s", file)
                    .isEqualTo(EvidenceFile.write(evidence));
            assertThat(EvidenceFile.isCanonical(compact, EvidenceFile.read(compact)))
                    .isTrue();
            assertThat(compact.length).isLessThan(json.length);
            assertThat(CBORObject.DecodeFromBytes(compact).EncodeToBytes()).isEqualTo(compact);
            if (EvidenceFile.isCanonical(json, evidence)) {
                assertThat(VERIFIER.inspect(compact).name())
                        .as("%s", file)
                        .isEqualTo(VERIFIER.inspect(json).name());
            }
        }
        assertThat(compared).isGreaterThan(60);
    }

    private static List<Path> jsonFiles() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void fitsInFifteenHundredBytesBesideTheRecord() {
        Evidence evidence = LargeLog.evidence();
        byte[] compact = CompactEvidence.write(evidence);
        int beside = compact.length - CompactWriter.record(evidence.record()).length;
        TrustPolicy own = new TrustPolicy(
                Trust.POLICY,
                evidence.claims().logKeys(),
                evidence.claims().ledgers(),
                evidence.claims().crossAnchoring(),
                evidence.claims().oldestAnchor());

        Verdict verdict = VERIFIER.verify(compact, own);

        System.out.printf(
                "compact evidence, 10^9 leaves, 3 witnesses: %,d bytes, %,d beside the record; JSON %,d%n",
                compact.length, beside, EvidenceFile.write(evidence).length);
        assertThat(((Verdict.Accepted) verdict).level()).isEqualTo(Level.CROSS_ANCHORED);
        assertThat(beside).isLessThanOrEqualTo(1_500);
    }

    @Test
    void refusesEveryChangeOfAByteAndEveryLengthButItsOwn() throws IOException {
        byte[] compact = CompactEvidence.write(LargeLog.evidence());
        TrustPolicy claims = LargeLog.evidence().claims();
        TrustPolicy own = PolicyFile.read(PolicyFile.write(claims));

        assertThat(VERIFIER.verify(compact, own).isAccepted()).isTrue();
        for (int at = 0; at < compact.length; at++) {
            byte[] changed = compact.clone();
            changed[at] ^= 1;
            assertThat(VERIFIER.verify(changed, own).isAccepted())
                    .as("byte %s", at)
                    .isFalse();
            Verdict cut = VERIFIER.verify(Arrays.copyOf(compact, at), own);
            assertThat(cut.name()).as("%s bytes", at).isEqualTo(Refusal.MALFORMED.name());
        }
        Verdict.Refused longer = (Verdict.Refused) VERIFIER.verify(Arrays.copyOf(compact, compact.length + 1), own);
        assertThat(longer.refusal()).isEqualTo(Refusal.MALFORMED);
        assertThat(longer.detail())
                .isEqualTo("compact evidence, byte " + compact.length + ": end: 1 bytes behind the last value");
    }

    @Test
    void namesWhatIsWrongWithHostileBytes() {
        refuses("d9d9f7", "compact evidence, byte 3: evidence: the file ends before it");
        refuses("d9d9f79f", "compact evidence, byte 3: evidence: a length that is not definite");
        refuses("d9d9f78b", "compact evidence, byte 3: evidence: a list of 11, must be 13");
        refuses("d9d9f79bffffffffffffffff", "compact evidence, byte 3: evidence: above 2^63-1");
        refuses("d9d9f79a0000000c", "compact evidence, byte 3: evidence: 12 is not in its shortest form");
        refuses("d9d9f78d03", "compact evidence, byte 5: version: must be 1 or 2");
        refuses("d9d9f78d0140", "compact evidence, byte 5: origin: must be text");
        refuses("d9d9f78d017b7fffffffffffffff", "origin: 9223372036854775807 bytes announced, 0 left");
        refuses("d9d9f78d0161ff", "compact evidence, byte 5: origin: not UTF-8 text");
        refuses("d9d9f78d01616185000000000000", "compact evidence, byte 10: record.key: must be a list");
        refuses("d9d9f78d0161618500f6f6f6f600" + "00" + "5f", "inclusion_proof: a length that is not definite");
        refuses(
                "d9d9f78d0161618500f6f6f6f600" + "00" + "4101",
                "inclusion_proof: 1 bytes, must be up to 128 hashes of 32");
        refuses("d9d9f78d0161618500f6f6f6f603", "entry: form 3, must be 0 to 2");
    }

    @Test
    void endsAtItsLimitsOfDepthAndNumber() {
        String beginning = "d9d9f78d0161618500f6f6f6f600" + "00" + "40" + "60" + "80" + "80" + "81";
        refuses(beginning + "a16161".repeat(20_000), "ledger: nested deeper than 12");
        refuses(
                beginning + ("a1616182" + ("99ea60" + "00".repeat(60_000)).repeat(2)),
                "ledger: more than 100000 values");
        refuses(beginning + "a1616181".repeat(3), "ledger: the file ends before it");
        refuses(beginning + "a2616100616100", "ledger: a map's keys must ascend, each once");
        refuses(beginning + "a16161f97e00", "ledger: 0xf9 has no place here");
        refuses(beginning + "a161619a000186a1" + "00".repeat(200_000), "100001 elements, limit 100000");
    }

    @Test
    void refusesALongerWayToSayTheSame() {
        Evidence evidence = LargeLog.evidence();
        byte[] compact = CompactEvidence.write(evidence);
        byte[] entry = new CborWriter().bytes(evidence.entry().toArray()).toBytes();
        int at = 3 + 1 + 1 + evidence.origin().length() + 1 + CompactWriter.record(evidence.record()).length;
        byte[] spelt = CompactWriter.sealed(new CborWriter()
                .raw(Arrays.copyOf(compact, at))
                .raw(entry)
                .raw(Arrays.copyOfRange(compact, at + 1, compact.length - 1 - CompactEvidence.DIGEST))
                .toBytes());

        assertThat(EvidenceFile.write(EvidenceFile.read(spelt))).isEqualTo(EvidenceFile.write(evidence));
        assertThat(VERIFIER.inspect(spelt).name()).isEqualTo(Refusal.ALTERED.name());
    }

    private static void refuses(String hex, String message) {
        byte[] file = java.util.HexFormat.of().parseHex(hex);

        assertThatThrownBy(() -> EvidenceFile.read(file))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(message);
        assertThat(VERIFIER.inspect(file).name()).isEqualTo(Refusal.MALFORMED.name());
    }
}
