package io.tombolo.agreements.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.agreements.Action;
import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.OneBroker;
import io.tombolo.agreements.Refusal;
import io.tombolo.agreements.Terms;
import io.tombolo.agreements.Two;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.schemas.Origin;
import io.tombolo.schemas.signed.UsageReceipt;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OneBroker.class)
class UsageLogIT {
    private static final Hash ROOT = Hash.of(new byte[32]);
    private static final Instant MINUTE = Two.NOW;

    private static Map<String, String> kafka;
    private static Map<String, String> registry;

    @BeforeAll
    static void start(OneBroker.Clients clients) {
        kafka = clients.kafka();
        registry = clients.registry();
    }

    /** Both logs of a node whose logs have 5,000 leaves, all of them with one root. */
    private record Node(AgreementLog agreements, UsageLog usage) implements AutoCloseable {
        static Node open() {
            Clock clock = Clock.fixed(Two.NOW, ZoneOffset.UTC);
            AgreementLog agreements = AgreementLog.open(kafka, registry, Two.OWNERS_KEYS, clock);
            return new Node(
                    agreements,
                    UsageLog.open(
                            kafka,
                            registry,
                            agreements,
                            (origin, size) -> size <= 5_000 ? Optional.of(ROOT) : Optional.empty(),
                            clock));
        }

        Agreement inForce() {
            Terms terms = Two.terms(Terms.newId(), "flights", Two.party(Two.PARTNER, Two.PARTNER_KEY));
            Agreement offered = ((Agreement.Outcome.Changed) agreements.offer(terms)).agreement();
            SignedNote accept = offered.next(Action.ACCEPT, Two.NOW, "-").signed(Two.PARTNER, Two.PARTNER_KEY);
            return ((Agreement.Outcome.Changed) agreements.take(accept, Optional.empty())).agreement();
        }

        Optional<Refusal> take(UsageReceipt receipt) {
            return usage.take(receipt.agreement(), receipt.signed(Two.PARTNER, Two.PARTNER_KEY));
        }

        @Override
        public void close() {
            usage.close();
            agreements.close();
        }
    }

    private static UsageReceipt receipt(String id, String origin, long from, long to, Hash root, Instant minute) {
        return new UsageReceipt(id, Origin.parse(origin).orElseThrow(), from, to, root, 1, 50, minute);
    }

    private static UsageReceipt receipt(String id, long from, long to) {
        return receipt(id, "acme.example/flights/0", from, to, ROOT, MINUTE);
    }

    private static long recorded() throws ExecutionException, InterruptedException {
        TopicPartition at = new TopicPartition("acme.example.usage", 0);
        try (Admin admin = Admin.create(Map.copyOf(kafka))) {
            return admin.listOffsets(Map.of(at, OffsetSpec.latest()))
                    .partitionResult(at)
                    .get()
                    .offset();
        }
    }

    @Test
    void recordsAReceiptOnceAndAnotherProcessReadsIt() throws Exception {
        UsageReceipt receipt;
        try (Node node = Node.open()) {
            receipt = receipt(node.inForce().id(), 0, 1_000);
            assertThat(node.take(receipt)).isEmpty();
            long recorded = recorded();

            assertThat(node.take(receipt)).isEmpty();
            assertThat(recorded()).isEqualTo(recorded);
            assertThat(node.usage().of(receipt.agreement())).containsExactly(receipt);
        }

        try (Node again = Node.open()) {
            long recorded = recorded();

            assertThat(again.usage().of(receipt.agreement())).containsExactly(receipt);
            assertThat(again.take(receipt)).isEmpty();
            assertThat(recorded()).isEqualTo(recorded);
        }
    }

    @Test
    void refusesForgedUsageByName() throws Exception {
        try (Node node = Node.open()) {
            String id = node.inForce().id();
            assertThat(node.take(receipt(id, 0, 1))).isEmpty();
            long recorded = recorded();
            UsageReceipt good = receipt(id, 0, 1_000);
            Hash other = Hash.of(Hash.sha256().digest());

            assertThat(node.usage().take(id, good.signed(Two.PARTNER, Two.key(3))))
                    .contains(
                            new Refusal(
                                    Refusal.Code.WRONG_SIGNER,
                                    "receipt of acme.example/flights/0 0 to 1000: not signed by partner.example with the key of the terms"));
            assertThat(node.usage().take(id, good.signed(Two.OWNER, Two.OWNER_KEY)))
                    .map(Refusal::code)
                    .contains(Refusal.Code.WRONG_SIGNER);
            String unknown = "f".repeat(32);
            assertThat(node.take(receipt(unknown, 0, 1)))
                    .contains(new Refusal(Refusal.Code.UNKNOWN, "there is no agreement " + unknown));
            assertThat(node.usage().take(id, receipt(unknown, 0, 1).signed(Two.PARTNER, Two.PARTNER_KEY)))
                    .contains(new Refusal(
                            Refusal.Code.ALTERED,
                            "receipt of acme.example/flights/0 0 to 1: is about agreement " + unknown));
            assertThat(node.take(receipt(id, "acme.example/calls/0", 0, 1_000, ROOT, MINUTE)))
                    .contains(new Refusal(
                            Refusal.Code.OTHER_DATASET,
                            "receipt of acme.example/calls/0 0 to 1000: the agreement is about acme.example/flights"));
            assertThat(node.take(receipt(id, 0, 5_001)))
                    .contains(
                            new Refusal(
                                    Refusal.Code.NOT_SEALED,
                                    "receipt of acme.example/flights/0 0 to 5001: no checkpoint of 5001 leaves or more is known here yet"));
            assertThat(node.take(receipt(id, 0, 1_000_000_001)))
                    .contains(new Refusal(
                            Refusal.Code.TOO_MANY_LEAVES,
                            "receipt of acme.example/flights/0 0 to 1000000001: 1000000001 leaves, limit 1000000000"));
            assertThat(node.take(receipt(id, "acme.example/flights/0", 0, 1_000, other, MINUTE)))
                    .contains(new Refusal(
                            Refusal.Code.WRONG_ROOT,
                            "receipt of acme.example/flights/0 0 to 1000: root " + other.hex() + ", the log's is "
                                    + ROOT.hex()));
            Instant ahead = MINUTE.plusSeconds(360);
            assertThat(node.take(receipt(id, "acme.example/flights/0", 0, 1_000, ROOT, ahead)))
                    .contains(new Refusal(
                            Refusal.Code.FUTURE,
                            "receipt of acme.example/flights/0 0 to 1000: of minute " + ahead + ", here it is "
                                    + Two.NOW + ", limit PT5M ahead"));
            Instant early = Two.terms().from().minusSeconds(360);
            assertThat(node.take(receipt(id, "acme.example/flights/0", 0, 1_000, ROOT, early)))
                    .contains(new Refusal(
                            Refusal.Code.OUTSIDE_PERIOD,
                            "receipt of acme.example/flights/0 0 to 1000: of minute " + early
                                    + ", agreed from 2026-12-01T00:00:00Z until 2027-12-01T00:00:00Z"));
            SignedNote noReceipt = NoteSigner.sign("paid\n", NoteSigner.ed25519(Two.PARTNER, Two.PARTNER_KEY));
            assertThatThrownBy(() -> node.usage().take(id, noReceipt))
                    .isInstanceOf(MalformedException.class)
                    .hasMessage("format \"paid\", must be tombolo-usage/1");
            assertThat(recorded()).isEqualTo(recorded);
            assertThat(node.usage().of(id)).hasSize(1);
        }
    }

    @Test
    void refusesAFloodOfReceiptsAndNotThoseOfAnotherAgreement() {
        try (Node node = Node.open()) {
            String flooded = node.inForce().id();
            String other = node.inForce().id();
            for (int i = 0; i < Allowance.BURST; i++) {
                Hash wrong = Hash.of(Hash.sha256().digest(new byte[] {(byte) i}));
                UsageReceipt forged = receipt(flooded, "acme.example/flights/0", i, i + 1, wrong, MINUTE);
                assertThat(node.take(forged)).map(Refusal::code).contains(Refusal.Code.WRONG_ROOT);
            }

            assertThat(node.take(receipt(flooded, 0, 1_000)))
                    .contains(
                            new Refusal(
                                    Refusal.Code.TOO_OFTEN,
                                    "receipt of acme.example/flights/0 0 to 1000: more than 2000 new ones at once or 1200 a minute"));
            assertThat(node.take(receipt(other, 0, 1_000))).isEmpty();
        }
    }

    @Test
    void anAllowanceComesBackWithTime() {
        Allowance allowance = new Allowance(Two.NOW);
        for (int i = 0; i < Allowance.BURST; i++) {
            assertThat(allowance.take(Two.NOW)).isTrue();
        }

        assertThat(allowance.take(Two.NOW.plusMillis(49))).isFalse();
        assertThat(List.of(allowance.take(Two.NOW.plusMillis(50)), allowance.take(Two.NOW.plusMillis(50))))
                .containsExactly(true, false);
    }
}
