package io.tombolo.verification;

import io.tombolo.verification.verdict.Check;
import io.tombolo.verification.verdict.Refusal;
import java.util.ArrayList;
import java.util.List;

/** The checks of one verdict as they are made; the first that fails ends it. */
final class CheckList {
    private final List<Check> checks = new ArrayList<>();

    /** A check failed: what it is refused for. */
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;

        private final Refusal refusal;
        private final String detail;

        Failed(Refusal refusal, String detail) {
            super(detail, null, false, false);
            this.refusal = refusal;
            this.detail = detail;
        }

        Refusal refusal() {
            return refusal;
        }

        String detail() {
            return detail;
        }
    }

    void check(boolean holds, String name, String compared, Refusal otherwise) throws Failed {
        if (!holds) {
            throw fail(name, compared, otherwise);
        }
        checks.add(Check.passed(name, compared));
    }

    Failed fail(String name, String compared, Refusal refusal) {
        checks.add(Check.failed(name, compared));
        return new Failed(refusal, name + ": " + compared);
    }

    void addAll(List<Check> more) {
        checks.addAll(more);
    }

    /** Those made since there were so many. */
    List<Check> from(int first) {
        return List.copyOf(checks.subList(first, checks.size()));
    }

    List<Check> all() {
        return List.copyOf(checks);
    }
}
