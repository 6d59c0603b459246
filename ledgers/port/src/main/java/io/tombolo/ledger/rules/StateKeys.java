package io.tombolo.ledger.rules;

import java.util.Locale;

/**
 * The keys of the ledger's state, version 1. Origins hold no space, so that a space ends them; sizes are 16 hex digits, so
 * that ranges ascend by size. One key per head and one per anchored size: two logs never touch the same key.
 */
final class StateKeys {
    private StateKeys() {}

    static String member(String organisation) {
        return "member/" + organisation;
    }

    static String members() {
        return "member/";
    }

    static String membersEnd() {
        return "member0";
    }

    static String nameRule() {
        return "names/rule";
    }

    static String nameVote(String member) {
        return nameVotes() + member;
    }

    static String nameVotes() {
        return "names/vote/";
    }

    static String nameVotesEnd() {
        return "names/vote0";
    }

    static String nameApproval(String organisation, String member) {
        return "names/approval/" + organisation + " " + member;
    }

    static String dataset(String organisation, String dataset) {
        return "dataset/" + organisation + "/" + dataset;
    }

    static String head(String origin) {
        return "head/" + origin;
    }

    static String anchor(String origin, long size) {
        return "anchor/" + origin + " " + hex(size);
    }

    static String anchorsEnd(String origin) {
        return "anchor/" + origin + "!";
    }

    static String fork(String origin, long size, String root) {
        return "fork/" + origin + " " + hex(size) + " " + root;
    }

    static String forks(String origin) {
        return "fork/" + origin + " ";
    }

    static String forksEnd(String origin) {
        return "fork/" + origin + "!";
    }

    private static String hex(long size) {
        return String.format(Locale.ROOT, "%016x", size);
    }
}
