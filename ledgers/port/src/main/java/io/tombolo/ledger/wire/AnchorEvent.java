package io.tombolo.ledger.wire;

import io.tombolo.ledger.AnchoringTransaction;
import io.tombolo.ledger.HeadToAnchor;
import java.util.ArrayList;
import java.util.List;

/**
 * What a transaction newly anchored, for followers: a line {@code <origin> <size>} for each head. A follower that wants more reads
 * the anchor.
 */
public record AnchorEvent(List<AnchoringTransaction.Head> heads) {
    public AnchorEvent {
        heads = List.copyOf(heads);
    }

    /**
     * Names what was anchored.
     *
     * @param argument the transaction's argument, as {@link HeadText}, to which these answers were given
     */
    public static AnchorEvent of(String argument, HeadAnswers answers) {
        List<AnchoringTransaction.Head> heads = new ArrayList<>();
        List<String> texts = HeadText.split(argument);
        for (int i = 0; i < texts.size(); i++) {
            if (answers.decisions().get(i) instanceof HeadDecision.Anchored) {
                HeadToAnchor head = HeadText.decode(texts.get(i));
                heads.add(new AnchoringTransaction.Head(head.origin(), head.size()));
            }
        }
        return new AnchorEvent(heads);
    }

    public String encode() {
        StringBuilder text = new StringBuilder();
        for (AnchoringTransaction.Head head : heads) {
            text.append(head.origin()).append(' ').append(head.size()).append('\n');
        }
        return text.toString();
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static AnchorEvent decode(String text) {
        List<AnchoringTransaction.Head> heads = new ArrayList<>();
        Lines lines = new Lines(text);
        while (!lines.atEnd()) {
            String[] words = lines.next("head").split(" ", -1);
            if (words.length != 2) {
                throw new IllegalArgumentException("head: '" + Lines.shortened(String.join(" ", words)) + "'");
            }
            heads.add(new AnchoringTransaction.Head(words[0], Lines.number(words[1], "size")));
        }
        return new AnchorEvent(heads);
    }
}
