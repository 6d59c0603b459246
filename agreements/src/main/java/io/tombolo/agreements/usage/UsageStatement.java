package io.tombolo.agreements.usage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.Party;
import io.tombolo.agreements.Terms;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.schemas.json.BoundedJson;
import io.tombolo.schemas.signed.UsageReceipt;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** What one organisation read of another in one month, and its price. Both sides make the same text of the same receipts. */
public final class UsageStatement {
    private static final String FORMAT = "tombolo-usage-statement/1";
    /** What a secured node sends at once, at most. */
    private static final long ONE_ANSWER = 8L << 20;
    /** Salt, frames, and a batch and a transaction's marker for each, at worst. */
    private static final int BYTES_MORE = 300;
    /** The broker's metric is a rate. */
    private static final double TOLERANCE = 1.2;

    private static final JsonMapper JSON = BoundedJson.mapper(1_000_000);

    private final YearMonth month;
    private final String provider;
    private final String consumer;
    private final List<AgreementUsage> agreements;

    private UsageStatement(YearMonth month, String provider, String consumer, List<AgreementUsage> agreements) {
        this.month = month;
        this.provider = provider;
        this.consumer = consumer;
        this.agreements = agreements;
    }

    /**
     * The statements of a month (UTC), one for each two organisations, by their names.
     *
     * @param receipts of an agreement, by its id
     */
    public static List<UsageStatement> of(
            YearMonth month, Collection<Agreement> agreements, Function<String, Collection<UsageReceipt>> receipts) {
        Instant from = month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant until =
                month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        List<UsageStatement> statements = new ArrayList<>();
        for (Terms pair : agreements.stream().map(Agreement::terms).toList()) {
            String provider = pair.provider().name();
            String consumer = pair.consumer().name();
            if (statements.stream().noneMatch(one -> one.provider.equals(provider) && one.consumer.equals(consumer))) {
                List<AgreementUsage> used = agreements.stream()
                        .filter(one -> one.terms().provider().name().equals(provider)
                                && one.terms().consumer().name().equals(consumer))
                        .sorted(Comparator.comparing(Agreement::id))
                        .map(one -> AgreementUsage.of(one, receipts.apply(one.id()), from, until))
                        .filter(one -> !one.isEmpty())
                        .toList();
                statements.add(new UsageStatement(month, provider, consumer, used));
            }
        }
        statements.sort(
                Comparator.comparing((UsageStatement one) -> one.provider).thenComparing(one -> one.consumer));
        return statements;
    }

    /** What is signed: a line for each fact, so that two statements differ in the lines that one of them lacks. */
    public String text() {
        List<String> lines =
                new ArrayList<>(List.of(FORMAT, "month " + month, "provider " + provider, "consumer " + consumer));
        for (AgreementUsage one : agreements) {
            Terms terms = one.agreement().terms();
            lines.add("agreement " + terms.id() + " dataset " + terms.dataset() + " receipts " + one.receipts()
                    + " events " + one.events() + " bytes " + one.bytes() + " price "
                    + terms.pricePerMillion().toPlainString() + " amount " + one.amount() + " " + terms.currency());
            one.read().forEach(range -> lines.add("read " + terms.id() + " " + range));
            one.gaps().forEach(range -> lines.add("gap " + terms.id() + " " + range));
            one.overlaps().forEach(range -> lines.add("overlap " + terms.id() + " " + range));
            one.withoutAgreement().forEach(range -> lines.add("without-agreement " + terms.id() + " " + range));
        }
        return String.join("\n", lines) + "\n";
    }

    /** Signed by the side that makes it: {@code note} counts, the fields beside it are for readers. */
    public ObjectNode json(String organisation, KeyPair key) {
        ObjectNode json = JSON.createObjectNode()
                .put("format", FORMAT)
                .put("month", month.toString())
                .put("provider", provider)
                .put("consumer", consumer);
        ArrayNode all = json.putArray("agreements");
        for (AgreementUsage one : agreements) {
            Terms terms = one.agreement().terms();
            ObjectNode shown = all.addObject()
                    .put("agreement", terms.id())
                    .put("dataset", terms.dataset().toString())
                    .put("receipts", one.receipts())
                    .put("events", one.events())
                    .put("bytes", one.bytes())
                    .put("bytes_stated", one.bytesStated())
                    .put("price_per_million", terms.pricePerMillion().toPlainString())
                    .put("currency", terms.currency())
                    .put("amount_exact", one.exact().toPlainString())
                    .put("amount", one.amount().toPlainString());
            one.read().forEach(shown.putArray("read")::add);
            one.gaps().forEach(shown.putArray("gaps")::add);
            one.overlaps().forEach(shown.putArray("overlaps")::add);
            one.withoutAgreement().forEach(shown.putArray("without_agreement")::add);
        }
        json.put(
                "note",
                NoteSigner.sign(text(), NoteSigner.ed25519(organisation, key)).format());
        return json;
    }

    /**
     * The signed text of a file that {@link #json} made.
     *
     * @param parties who may have signed it
     * @throws MalformedException when it is something else, or is not signed by one of them
     */
    public static String read(byte[] bytes, Collection<Party> parties) {
        try {
            JsonNode json = JSON.readTree(bytes);
            SignedNote note = SignedNote.parse(json.path("note").asText());
            if (!note.text().startsWith(FORMAT + "\n")) {
                throw new MalformedException("statement: must be " + FORMAT);
            }
            if (parties.stream().noneMatch(one -> one.signed(note))) {
                throw new MalformedException("statement: not signed by a side of the agreements");
            }
            return note.text();
        } catch (JsonProcessingException e) {
            throw new MalformedException("statement: not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new MalformedException("statement: not JSON: " + e.getMessage());
        }
    }

    /**
     * How many of the bytes that a broker sent no receipt explains. Approximate, and only what is more than one large answer: a reader fetches
     * ahead, and each record has some bytes more on its way than key and value.
     */
    public long withoutReceipt(long sent) {
        double explained = ONE_ANSWER;
        for (AgreementUsage one : agreements) {
            explained += one.bytesStated() * TOLERANCE + one.eventsStated() * (double) BYTES_MORE;
        }
        return Math.max(0, Math.round(sent - explained));
    }

    /** The lines of this statement that another one does not have. */
    public static List<String> onlyIn(String one, String other) {
        List<String> theirs = other.lines().toList();
        return one.lines().filter(line -> !theirs.contains(line)).toList();
    }

    public String provider() {
        return provider;
    }

    public String consumer() {
        return consumer;
    }
}
