package io.tombolo.ledger.wire;

import io.tombolo.ledger.Refusal;
import io.tombolo.ledger.RegistrationOutcome;

/** The answer to a registration: the line {@code registered}, or {@code refused <code>} and a line of detail. */
public final class RegistrationAnswer {
    private RegistrationAnswer() {}

    public static String encode(RegistrationOutcome outcome) {
        if (outcome instanceof RegistrationOutcome.Refused refused) {
            return "refused " + refused.why().code().name() + "\n"
                    + refused.why().detail().replace('\n', ' ') + "\n";
        }
        return "registered\n";
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static RegistrationOutcome decode(String text) {
        Lines lines = new Lines(text);
        String first = lines.next("answer");
        if (first.equals("registered")) {
            return new RegistrationOutcome.Registered();
        } else if (first.startsWith("refused ")) {
            Refusal.Code code = Refusal.Code.valueOf(first.substring("refused ".length()));
            return new RegistrationOutcome.Refused(new Refusal(code, lines.next("detail")));
        }
        throw new IllegalArgumentException("answer: '" + Lines.shortened(first) + "'");
    }
}
