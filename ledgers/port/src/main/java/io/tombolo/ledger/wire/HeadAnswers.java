package io.tombolo.ledger.wire;

import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.Refusal;
import io.tombolo.schemas.anchor.AnchoredNote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a transaction answered, one decision per head. Text, version 1: the lines {@code tombolo answers 1}, transaction id
 * and timestamp in milliseconds, then per head one of
 *
 * <pre>
 * anchored
 * known &lt;length&gt;                                 followed by an {@link AnchoredNote} of so many characters
 * refused &lt;code&gt; recorded|unrecorded &lt;length&gt;     followed by the line of detail, then the ledger's anchor (length 0: none)
 * </pre>
 */
public record HeadAnswers(String transactionId, Instant timestamp, List<HeadDecision> decisions) {
    private static final String FIRST_LINE = "tombolo answers 1";

    public HeadAnswers {
        decisions = List.copyOf(decisions);
    }

    /** Whether committing the transaction would change anything; if not, it need not be submitted. */
    public boolean changesTheLedger() {
        return decisions.stream()
                .anyMatch(decision -> decision instanceof HeadDecision.Anchored
                        || (decision instanceof HeadDecision.Refused refused && refused.recorded()));
    }

    /** Whether the transaction writes a new anchor. */
    public boolean anchorsAnything() {
        return decisions.stream().anyMatch(HeadDecision.Anchored.class::isInstance);
    }

    /**
     * The decisions as the port's outcomes, once the transaction is committed or changes nothing.
     *
     * @param heads the heads that were asked about, in the same order
     * @throws IllegalArgumentException when there aren't as many answers as heads
     */
    public List<AnchorOutcome> outcomes(List<HeadToAnchor> heads, String ledger) {
        if (heads.size() != decisions.size()) {
            throw new IllegalArgumentException(heads.size() + " heads, " + decisions.size() + " answers");
        }
        List<AnchorOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < heads.size(); i++) {
            outcomes.add(outcome(heads.get(i), decisions.get(i), ledger));
        }
        return List.copyOf(outcomes);
    }

    private AnchorOutcome outcome(HeadToAnchor head, HeadDecision decision, String ledger) {
        if (decision instanceof HeadDecision.Known known) {
            return new AnchorOutcome.Committed(AnchoredNotes.anchor(known.first(), ledger));
        } else if (decision instanceof HeadDecision.Refused refused) {
            return new AnchorOutcome.Refused(
                    refused.why(), refused.onLedger().map(anchor -> AnchoredNotes.anchor(anchor, ledger)));
        }
        AnchoredNote anchored = new AnchoredNote(transactionId, timestamp, head.signedNote());
        return new AnchorOutcome.Committed(AnchoredNotes.anchor(anchored, ledger));
    }

    public String encode() {
        StringBuilder text =
                new StringBuilder(FIRST_LINE + "\n" + transactionId + "\n" + timestamp.toEpochMilli() + "\n");
        for (HeadDecision decision : decisions) {
            if (decision instanceof HeadDecision.Anchored) {
                text.append("anchored\n");
            } else if (decision instanceof HeadDecision.Known known) {
                String anchor = known.first().encode();
                text.append("known ").append(anchor.length()).append('\n').append(anchor);
            } else if (decision instanceof HeadDecision.Refused refused) {
                String anchor = refused.onLedger().map(AnchoredNote::encode).orElse("");
                text.append("refused ").append(refused.why().code().name());
                text.append(refused.recorded() ? " recorded " : " unrecorded ").append(anchor.length());
                text.append('\n')
                        .append(refused.why().detail().replace('\n', ' '))
                        .append('\n')
                        .append(anchor);
            }
        }
        return text.toString();
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static HeadAnswers decode(String text) {
        Lines lines = new Lines(text);
        lines.expect(FIRST_LINE);
        String transactionId = lines.next("transaction id");
        Instant timestamp = Instant.ofEpochMilli(Lines.number(lines.next("timestamp"), "timestamp"));
        List<HeadDecision> decisions = new ArrayList<>();
        while (!lines.atEnd()) {
            decisions.add(decision(lines));
        }
        return new HeadAnswers(transactionId, timestamp, decisions);
    }

    private static HeadDecision decision(Lines lines) {
        String[] words = lines.next("answer").split(" ", -1);
        if (words.length == 1 && words[0].equals("anchored")) {
            return new HeadDecision.Anchored();
        } else if (words.length == 2 && words[0].equals("known")) {
            return new HeadDecision.Known(AnchoredNote.decode(lines.take(Lines.number(words[1], "length"), "anchor")));
        } else if (words.length == 4 && words[0].equals("refused")) {
            Refusal why = new Refusal(Refusal.Code.valueOf(words[1]), lines.next("detail"));
            String anchor = lines.take(Lines.number(words[3], "length"), "anchor");
            Optional<AnchoredNote> onLedger =
                    anchor.isEmpty() ? Optional.empty() : Optional.of(AnchoredNote.decode(anchor));
            return new HeadDecision.Refused(why, onLedger, words[2].equals("recorded"));
        }
        throw new IllegalArgumentException("answer: '" + Lines.shortened(String.join(" ", words)) + "'");
    }
}
