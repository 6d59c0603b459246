package io.tombolo.ledger;

import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How many members of a ledger must approve the name of an organisation that is new to it, before its first dataset is registered.
 *
 * @param needed 1 to the number of members; 0 with no members where there is no rule
 * @param members memberships (Fabric: MSP ids), in alphabetical order, each once
 */
public record NameRule(int needed, List<String> members) {
    /** A name belongs to the membership that registers it first: the rule of a ledger that was given no other. */
    public static final NameRule OFF = new NameRule(0, List.of());

    /** Members that a rule can name. */
    public static final int MAX_MEMBERS = 100;

    private static final String OFF_TEXT = "off";
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,3}");
    private static final Pattern MEMBERSHIP = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    public NameRule {
        members = members.stream().sorted().toList();
        for (String member : members) {
            if (!isMembership(member)) {
                throw new IllegalArgumentException("name rule: member '" + shortened(member)
                        + "', must be 1 to 128 letters, digits, '.', '_' or '-'");
            }
        }
        if (new HashSet<>(members).size() < members.size()) {
            throw new IllegalArgumentException("name rule: a member twice among " + shortened(members.toString()));
        }
        if (members.size() > MAX_MEMBERS) {
            throw new IllegalArgumentException("name rule: " + members.size() + " members, limit " + MAX_MEMBERS);
        }
        if (needed > members.size() || needed < Math.min(1, members.size())) {
            throw new IllegalArgumentException("name rule: " + needed + " of " + members.size()
                    + " members must approve, must be 1 to " + members.size());
        }
    }

    /** Whether no approval is needed. */
    public boolean isOff() {
        return members.isEmpty();
    }

    /** Whether a text may be a membership's. */
    public static boolean isMembership(String text) {
        return MEMBERSHIP.matcher(text).matches();
    }

    /** {@code off}, or the number and the members with a space between each. */
    public String text() {
        return isOff() ? OFF_TEXT : needed + " " + String.join(" ", members);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public static NameRule parse(String text) {
        if (text.equals(OFF_TEXT)) {
            return OFF;
        }
        List<String> words = List.of(text.split(" ", -1));
        if (!NUMBER.matcher(words.get(0)).matches()) {
            throw new IllegalArgumentException(
                    "name rule '" + shortened(text) + "': must be '" + OFF_TEXT + "' or begin with a number from 1 on");
        }
        return new NameRule(Integer.parseInt(words.get(0)), words.subList(1, words.size()));
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
