package io.tombolo.ledger.wire;

import io.tombolo.ledger.NameAdministration.Status;
import io.tombolo.ledger.NameRule;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a ledger answers about a name: the lines {@code caller <membership>}, {@code rule <rule>}, {@code bound <membership, or ->}, then
 * {@code vote <member> <rule>} and {@code approval <member> <membership>} for each, by member.
 */
public final class NameStatusText {
    private static final String NONE = "-";

    private NameStatusText() {}

    public static String encode(Status status) {
        StringBuilder text = new StringBuilder();
        text.append("caller ").append(status.caller()).append('\n');
        text.append("rule ").append(status.rule().text()).append('\n');
        text.append("bound ").append(status.boundTo().orElse(NONE)).append('\n');
        new TreeMap<>(status.votes())
                .forEach((member, rule) ->
                        text.append("vote " + member + " ").append(rule.text()).append('\n'));
        new TreeMap<>(status.approvals())
                .forEach((member, membership) -> text.append("approval " + member + " ")
                        .append(membership)
                        .append('\n'));
        return text.toString();
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static Status decode(String text) {
        Lines lines = new Lines(text);
        String caller = behind("caller ", lines.next("caller"));
        NameRule rule = NameRule.parse(behind("rule ", lines.next("rule")));
        String bound = behind("bound ", lines.next("bound"));
        Map<String, NameRule> votes = new TreeMap<>();
        Map<String, String> approvals = new TreeMap<>();
        while (!lines.atEnd()) {
            String line = lines.next("vote or approval");
            String[] words = line.split(" ", 3);
            if (words.length == 3 && words[0].equals("vote")) {
                votes.put(words[1], NameRule.parse(words[2]));
            } else if (words.length == 3 && words[0].equals("approval")) {
                approvals.put(words[1], words[2]);
            } else {
                throw new IllegalArgumentException("names: '" + Lines.shortened(line) + "'");
            }
        }
        return new Status(caller, rule, votes, bound.equals(NONE) ? Optional.empty() : Optional.of(bound), approvals);
    }

    private static String behind(String word, String line) {
        if (!line.startsWith(word)) {
            throw new IllegalArgumentException("'" + word + "' due, found '" + Lines.shortened(line) + "'");
        }
        return line.substring(word.length());
    }
}
