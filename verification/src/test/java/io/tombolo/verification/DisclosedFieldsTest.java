package io.tombolo.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.decoded.DecodedField;
import io.tombolo.verification.decoded.DecodedPart;
import io.tombolo.verification.decoded.DecodedRecord;
import io.tombolo.verification.decoded.Withheld;
import io.tombolo.verification.evidence.CompactEvidence;
import io.tombolo.verification.evidence.Evidence;
import io.tombolo.verification.evidence.EvidenceAssembly;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.evidence.EvidenceSet;
import io.tombolo.verification.evidence.EvidenceSetFile;
import io.tombolo.verification.explain.Explanation;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Check;
import io.tombolo.verification.verdict.DisclosedField;
import io.tombolo.verification.verdict.Refusal;
import io.tombolo.verification.verdict.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class DisclosedFieldsTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("tombolo.root", "..")).resolve("schemas/vectors/disclosed");

    private final ProtectedVisits visits = new ProtectedVisits(event -> {});
    private final TrustPolicy policy = visits.log.policy();
    private final EvidenceVerifier verifier = EvidenceVerifier.standard();

    private Evidence disclosing(int leaf, DisclosedField... fields) {
        Evidence evidence = EvidenceFile.read(EvidenceFile.write(visits.log.evidence(leaf, 3, 0)));
        return evidence.with(evidence.record().disclosing(List.of(fields)));
    }

    private Verdict verdict(Evidence evidence) {
        return verifier.verify(EvidenceFile.write(evidence), policy);
    }

    @Test
    void aDisclosedFieldHasItsValueAndTheOthersAreWithheld() {
        Verdict verdict = verdict(disclosing(1, visits.key(1, "/after/diagnosis"), visits.key(1, "/after/price")));

        DecodedRecord record = DecodedRecord.of(verdict).get(0);
        assertThat(verdict.name()).isEqualTo("SEALED");
        assertThat(verdict.checks())
                .filteredOn(check -> check.name().equals("disclosed field"))
                .containsExactly(
                        Check.passed("disclosed field", "/after/diagnosis: its key opens what was committed"),
                        Check.passed("disclosed field", "/after/price: its key opens what was committed"));
        assertThat(record.after().orElseThrow())
                .containsEntry("diagnosis", "A09.1")
                .containsEntry("price", Bytes.of(new byte[] {4, (byte) 0xe2}))
                .containsEntry("born", new Withheld("clinical"))
                .containsEntry("address", Map.of("street", new Withheld("clinical"), "city", "Paris"));
        assertThat(record.before().orElseThrow()).containsEntry("diagnosis", new Withheld("clinical"));
        assertThat(((DecodedPart.Row) record.value().orElseThrow()).texts().get("after"))
                .contains(
                        "\"diagnosis\": \"A09.1\"",
                        "\"price\": \"12.50\"",
                        "\"born\": {\"withheld\": \"clinical\"}",
                        "\"scores\": {\"a/b\": {\"withheld\": \"clinical\"}, \"clear\": 2.5}");
        assertThat(record.protectedFields())
                .hasSize(20)
                .contains(
                        new DecodedField("/after/diagnosis", "clinical", Optional.of("\"A09.1\"")),
                        new DecodedField("/after/price", "billing", Optional.of("\"12.50\"")),
                        new DecodedField("/before/diagnosis", "clinical", Optional.empty()));
        assertThat(record.protectedFields())
                .filteredOn(field -> !field.isWithheld())
                .hasSize(2);
    }

    @Test
    void everyShapeOfAValueIsDisclosed() {
        List<String> fields = visits.fields(1);

        Verdict verdict = verdict(
                disclosing(1, visits.keys(1, fields.toArray(String[]::new)).toArray(DisclosedField[]::new)));

        assertThat(DecodedRecord.of(verdict).get(0).protectedFields())
                .filteredOn(field -> field.field().startsWith("/after"))
                .extracting(field -> field.field() + " " + field.json().orElse("withheld"))
                .containsExactly(
                        "/after/diagnosis \"A09.1\"",
                        "/after/price \"12.50\"",
                        "/after/born \"1982-11-26\"",
                        "/after/tags [\"urgent\", \"night\"]",
                        "/after/address/street \"Main Street 1\"",
                        "/after/addresses/0/street \"A\"",
                        "/after/addresses/1/street \"B\"",
                        "/after/scores/a~1b 1.5",
                        "/after/document/visits/0/note \"{\\\"text\\\":\\\"rest\\\"}\"",
                        "/after/scan [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]");
    }

    @Test
    void aKeyOpensNoOtherFieldOfTheSameRecordAndOfNoOtherRecord() {
        for (String field : visits.fields(1)) {
            for (String other : visits.fields(1)) {
                Evidence evidence = disclosing(
                        1, new DisclosedField(other, visits.key(1, field).key()));

                assertThat(verdict(evidence).isAccepted())
                        .as(field + " " + other)
                        .isEqualTo(field.equals(other));
            }
        }
        for (String field : visits.fields(0)) {
            assertThat(verdict(disclosing(1, visits.key(0, field))).name()).isEqualTo("NOT_OPENED");
        }
    }

    @Test
    void aDecimalInClearInAProtectedColumnIsShownAsOne() {
        // As after fields.unprotect, and as a reader with keys has it: bytes have no branch of their own beside the
        // protected ones.
        ProtectedVisits clear = new ProtectedVisits(event ->
                ((GenericRecord) event.get("after")).put("price", ByteBuffer.wrap(new byte[] {4, (byte) 0xe2})));
        byte[] file = EvidenceFile.write(clear.log.evidence(1, 3, 0));

        DecodedRecord record =
                DecodedRecord.of(verifier.verify(file, clear.log.policy())).get(0);

        assertThat(((DecodedPart.Row) record.value().orElseThrow()).texts().get("after"))
                .contains("\"price\": \"12.50\"");
        assertThat(record.protectedFields()).noneMatch(field -> field.field().equals("/after/price"));
        assertThat(record.after().orElseThrow()).containsEntry("price", Bytes.of(new byte[] {4, (byte) 0xe2}));
    }

    @Test
    void refusesAKeyThatDoesNotOpenWhatItIsSaidToOpen() {
        DisclosedField good = visits.key(1, "/after/diagnosis");
        byte[] damaged = good.key().toArray();
        damaged[31] ^= 1;

        assertThat(refusal(disclosing(1, good, new DisclosedField("/after/diagnosis/x", good.key()))))
                .isEqualTo("NOT_OPENED disclosed field: /after/diagnosis/x: the record has no protected value there");
        assertThat(refusal(disclosing(1, new DisclosedField(good.field(), Bytes.of(damaged)))))
                .isEqualTo("NOT_OPENED disclosed field: /after/diagnosis: the value commits to another key");
        assertThat(refusal(disclosing(2, new DisclosedField("/after/diagnosis", good.key()))))
                .isEqualTo("NOT_OPENED disclosed field: /after/diagnosis: the record has no protected value there");
        assertThat(refusal(disclosing(1, new DisclosedField("/after/photo", good.key()))))
                .isEqualTo("NOT_OPENED disclosed field: /after/photo: the record has no protected value there");
        assertThat(verifier.inspect(
                                EvidenceFile.write(disclosing(1, new DisclosedField(good.field(), Bytes.of(damaged)))))
                        .name())
                .isEqualTo("NOT_OPENED");
    }

    private String refusal(Evidence evidence) {
        Verdict.Refused refused = (Verdict.Refused) verdict(evidence);
        assertThat(DecodedRecord.of(refused)).isEmpty();
        return refused.refusal() + " " + refused.detail();
    }

    @Test
    void namesWhatIsWrongWithADisclosure() {
        DisclosedField good = visits.key(1, "/after/diagnosis");

        assertThatThrownBy(() -> new DisclosedField("/after/diagnosis", Bytes.of(new byte[31])))
                .isInstanceOf(MalformedException.class)
                .hasMessage("disclosed key of /after/diagnosis: 31 bytes, must be 32");
        assertThatThrownBy(() -> new DisclosedField("diagnosis", good.key()))
                .hasMessage(
                        "disclosed field of 9 characters: must be a JSON Pointer that begins with /, at most 10000");
        assertThatThrownBy(() -> disclosing(1, good, good)).hasMessage("disclosed: a field twice");
        assertThat(new String(EvidenceFile.write(disclosing(1)), StandardCharsets.UTF_8))
                .contains("\"tombolo-evidence/1\"")
                .doesNotContain("disclosed");
        assertThat(good).asString().doesNotContain(good.key().base64());
    }

    @Test
    void whatIsDisclosedIsInNoFileOfTheFormatThatOlderVerifiersRead() {
        String file = new String(
                EvidenceFile.write(disclosing(1, visits.key(1, "/after/diagnosis"))), StandardCharsets.UTF_8);

        Verdict verdict = verifier.verify(
                file.replace("tombolo-evidence/2", "tombolo-evidence/1").getBytes(StandardCharsets.UTF_8), policy);

        assertThat(verdict.name()).isEqualTo("MALFORMED");
        assertThat(((Verdict.Refused) verdict).detail()).isEqualTo("evidence.record: unknown member 'disclosed'");
    }

    @Test
    void theCompactFormAndTheJsonFormDiscloseTheSame() {
        Evidence evidence = disclosing(1, visits.key(1, "/after/diagnosis"), visits.key(1, "/before/born"));

        byte[] compact = CompactEvidence.write(evidence);

        assertThat(EvidenceFile.read(compact)).isEqualTo(evidence);
        assertThat(verifier.verify(compact, policy)).isEqualTo(verdict(evidence));
        assertThat(new RememberingVerifier(EvidenceVerifier.receipts(), 10).verify(compact, policy))
                .isEqualTo(verdict(evidence));
    }

    @Test
    void aRememberingVerifierChecksEachFilesKeys() {
        RememberingVerifier remembering = new RememberingVerifier(EvidenceVerifier.receipts(), 10);
        byte[] plain = EvidenceFile.write(visits.log.evidence(1, 3, 0));
        DisclosedField good = visits.key(1, "/after/diagnosis");
        byte[] opened = EvidenceFile.write(disclosing(1, good));
        byte[] wrong = EvidenceFile.write(disclosing(1, new DisclosedField("/after/born", good.key())));

        assertThat(remembering.verify(plain, policy)).isEqualTo(verifier.verify(plain, policy));
        assertThat(remembering.verify(opened, policy)).isEqualTo(verifier.verify(opened, policy));
        assertThat(remembering.verify(opened, policy)).isEqualTo(verifier.verify(opened, policy));
        assertThat(remembering.verify(wrong, policy).name()).isEqualTo("NOT_OPENED");
    }

    @Test
    void severalEventsInOneFileDiscloseTheirOwnFields() {
        EvidenceSet set = EvidenceAssembly.join(
                List.of(
                        disclosing(0, visits.key(0, "/after/diagnosis")),
                        disclosing(1),
                        disclosing(2, visits.key(2, "/before/diagnosis"))),
                visits.log.tiles());
        byte[] file = EvidenceSetFile.write(set);

        Verdict verdict = verifier.verify(file, policy);

        assertThat(EvidenceSetFile.read(file)).isEqualTo(set);
        assertThat(DecodedRecord.of(verdict))
                .extracting(record -> record.protectedFields().stream()
                        .filter(field -> !field.isWithheld())
                        .map(DecodedField::field)
                        .toList())
                .containsExactly(List.of("/after/diagnosis"), List.of(), List.of("/before/diagnosis"));
        assertThat(verifier.verify(
                                EvidenceSetFile.write(set.with(Stream.of(0, 1, 2)
                                        .map(leaf -> disclosing(leaf, visits.key(0, "/after/diagnosis"))
                                                .record())
                                        .toList())),
                                policy)
                        .name())
                .isEqualTo("NOT_OPENED");
    }

    @Test
    void anExplanationShowsWhatIsDisclosedAndWhatIsWithheld() {
        byte[] file = EvidenceFile.write(disclosing(1, visits.key(1, "/after/diagnosis")));

        List<String> lines = Explanation.of(file, Optional.of(policy), verifier).lines();

        assertThat(lines)
                .contains(
                        "   a key for /after/diagnosis",
                        "   disclosed /after/diagnosis of group clinical: \"A09.1\"",
                        "   withheld  /after/price of group billing",
                        "   ok   disclosed field: /after/diagnosis: its key opens what was committed");
        assertThat(String.join("\n", lines))
                .doesNotContain(visits.key(1, "/after/diagnosis").key().base64());
    }

    @Test
    void givesEveryGoldenFileItsVerdictAndItsValues() throws IOException {
        JsonNode cases = new ObjectMapper()
                .readTree(Files.readAllBytes(FOLDER.resolve("cases.json")))
                .path("cases");
        assertThat(cases.size()).isGreaterThan(40);
        TrustPolicy golden = PolicyFile.read(Files.readAllBytes(FOLDER.resolve("policy.json")));
        for (JsonNode one : cases) {
            byte[] file = Files.readAllBytes(FOLDER.resolve(one.path("file").asText()));

            Verdict verdict = verifier.verify(file, golden);

            assertThat(verdict.name())
                    .as("%s", one)
                    .isEqualTo(one.path("verdict").asText());
            if (verdict instanceof Verdict.Refused refused && refused.refusal() != Refusal.NOT_OPENED) {
                assertThat(one.has("disclosed")).isFalse();
            }
            one.path("disclosed")
                    .properties()
                    .forEach(field -> assertThat(DecodedRecord.of(verdict).stream()
                                    .flatMap(record -> record.protectedFields().stream()))
                            .as("%s", one)
                            .anyMatch(decoded -> decoded.field().equals(field.getKey())
                                    && decoded.json()
                                            .equals(Optional.of(field.getValue().asText()))));
        }
    }
}
