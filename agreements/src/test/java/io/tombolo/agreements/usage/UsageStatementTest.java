package io.tombolo.agreements.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.agreements.Action;
import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.Terms;
import io.tombolo.agreements.Two;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.schemas.Origin;
import io.tombolo.schemas.signed.UsageReceipt;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UsageStatementTest {
    private static final YearMonth DECEMBER = YearMonth.of(2026, 12);
    private static final Instant NOON = Instant.parse("2026-12-01T12:00:00Z");

    private static UsageReceipt receipt(long from, long to, long events, long bytes, Instant minute) {
        return new UsageReceipt(
                Two.terms().id(),
                Origin.parse("acme.example/flights/0").orElseThrow(),
                from,
                to,
                Hash.of(new byte[32]),
                events,
                bytes,
                minute);
    }

    private static UsageStatement statement(YearMonth month, Agreement agreement, List<UsageReceipt> receipts) {
        List<UsageStatement> all = UsageStatement.of(month, List.of(agreement), id -> receipts);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    @Test
    void namesWhatWasReadWhatIsMissingAndWhatCameTwice() {
        List<UsageReceipt> receipts = List.of(
                receipt(0, 1_000, 1_000, 5_000, NOON),
                receipt(500, 1_500, 1_000, 5_001, NOON.plusSeconds(60)),
                receipt(2_000, 2_100, 90, 700, NOON.plusSeconds(120)),
                receipt(2_000, 2_100, 90, 700, NOON.plusSeconds(120)));

        assertThat(statement(DECEMBER, Two.inForce(), receipts).text().lines())
                .containsExactly(
                        "tombolo-usage-statement/1",
                        "month 2026-12",
                        "provider acme.example",
                        "consumer partner.example",
                        "agreement 0123456789abcdef0123456789abcdef dataset acme.example/flights receipts 3 events 1590 bytes 8200"
                                + " price 12.50 amount 0.02 EUR",
                        "read 0123456789abcdef0123456789abcdef acme.example/flights/0 0-1500",
                        "read 0123456789abcdef0123456789abcdef acme.example/flights/0 2000-2100",
                        "gap 0123456789abcdef0123456789abcdef acme.example/flights/0 1500-2000",
                        "overlap 0123456789abcdef0123456789abcdef acme.example/flights/0 500-1000");
    }

    @Test
    void theOrderInWhichReceiptsCameDoesNotMatterAndEachLeafCountsOnce() {
        Agreement agreement = Two.inForce();
        Random random = new Random(19);
        for (int run = 0; run < 200; run++) {
            List<UsageReceipt> receipts = new ArrayList<>();
            Set<Long> leaves = new HashSet<>();
            for (int i = 0; i < 12; i++) {
                long from = random.nextInt(60);
                long to = from + 1 + random.nextInt(20);
                receipts.add(receipt(from, to, to - from, 7, NOON.plusSeconds(60L * random.nextInt(5))));
                for (long leaf = from; leaf < to; leaf++) {
                    leaves.add(leaf);
                }
            }
            String once = statement(DECEMBER, agreement, receipts).text();
            Collections.shuffle(receipts, random);

            assertThat(statement(DECEMBER, agreement, receipts).text()).isEqualTo(once);
            assertThat(once).contains(" events " + leaves.size() + " bytes ");
        }
    }

    @Test
    void aLeafBelongsToTheMonthOfItsFirstReceipt() {
        Instant newYear = Instant.parse("2027-01-01T00:00:00Z");
        List<UsageReceipt> receipts =
                List.of(receipt(0, 10, 10, 100, newYear.minusSeconds(60)), receipt(0, 15, 15, 150, newYear));

        assertThat(statement(DECEMBER, Two.inForce(), receipts).text()).contains(" events 10 bytes 100 ");
        assertThat(statement(DECEMBER.plusMonths(1), Two.inForce(), receipts).text())
                .contains(" events 5 bytes 50 ")
                .contains("overlap 0123456789abcdef0123456789abcdef acme.example/flights/0 0-10");
        assertThat(statement(DECEMBER.minusMonths(1), Two.inForce(), receipts).text())
                .doesNotContain("events");
    }

    @Test
    void aReceiptWhileTheAgreementWasNotInForceIsListedAndNotCounted() {
        Agreement inForce = Two.inForce();
        Agreement suspended = ((Agreement.Outcome.Changed) Agreement.take(
                        Optional.of(inForce),
                        inForce.next(Action.SUSPEND, NOON, "-").signed(Two.OWNER, Two.OWNER_KEY),
                        Optional.empty(),
                        NOON))
                .agreement();
        Duration clocks = Agreement.CLOCKS;
        List<UsageReceipt> receipts = List.of(
                receipt(0, 10, 10, 100, NOON),
                receipt(10, 20, 10, 100, NOON.plus(clocks).minusSeconds(60)),
                receipt(20, 30, 10, 100, NOON.plus(clocks)));

        assertThat(statement(DECEMBER, suspended, receipts).text())
                .contains(" receipts 2 events 20 ")
                .contains("without-agreement 0123456789abcdef0123456789abcdef acme.example/flights/0 20-30");
        assertThat(statement(DECEMBER, inForce, receipts).text())
                .contains(" receipts 3 events 30 ")
                .doesNotContain("without");
    }

    @Test
    void thePriceIsExactAndRoundedOnceHalfUp() {
        Agreement agreement = Two.inForce();
        ObjectNode json = statement(DECEMBER, agreement, List.of(receipt(0, 123_456_789, 123_456_789, 0, NOON)))
                .json(Two.OWNER, Two.OWNER_KEY);

        assertThat(agreement.terms().pricePerMillion()).isEqualTo("12.50");
        assertThat(json.at("/agreements/0/amount_exact").asText()).isEqualTo("1543.20986250");
        assertThat(json.at("/agreements/0/amount").asText()).isEqualTo("1543.21");
        ObjectNode half = statement(DECEMBER, agreement, List.of(receipt(0, 400, 400, 0, NOON)))
                .json(Two.OWNER, Two.OWNER_KEY);
        assertThat(half.at("/agreements/0/amount_exact").asText()).isEqualTo("0.00500000");
        assertThat(half.at("/agreements/0/amount").asText()).isEqualTo("0.01");
    }

    @Test
    void onlyWhatASideSignedIsRead() {
        Terms terms = Two.terms();
        ObjectNode json = statement(DECEMBER, Two.inForce(), List.of(receipt(0, 10, 10, 100, NOON)))
                .json(Two.OWNER, Two.OWNER_KEY);
        byte[] file = json.toString().getBytes(StandardCharsets.UTF_8);

        assertThat(UsageStatement.read(file, List.of(terms.consumer(), terms.provider())))
                .isEqualTo(json.path("note").asText().split("\n\n", 2)[0] + "\n");
        assertThatThrownBy(() -> UsageStatement.read(file, List.of(terms.consumer())))
                .isInstanceOf(MalformedException.class)
                .hasMessage("statement: not signed by a side of the agreements");
        byte[] altered = json.toString().replace("events 10 ", "events 11 ").getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> UsageStatement.read(altered, List.of(terms.provider())))
                .isInstanceOf(MalformedException.class);
        byte[] step = json.put("note", Two.inForce().last().note().format())
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> UsageStatement.read(step, List.of(terms.provider())))
                .hasMessage("statement: must be tombolo-usage-statement/1");
    }
}
