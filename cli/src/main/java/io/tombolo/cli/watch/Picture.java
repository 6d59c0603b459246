package io.tombolo.cli.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What there is to show at one moment: the server's last answer, and whether it still answers.
 *
 * @param now when it is shown
 * @param before the answer before the last one
 * @param silence why there is no answer since the last one; empty while the server answers
 */
record Picture(
        String server,
        Instant now,
        ServerView view,
        @Nullable ServerView before,
        String silence) {

    boolean isStale() {
        return !silence.isEmpty();
    }

    /** How old the answer is. */
    Duration age() {
        Duration age = Duration.between(view.at(), now);
        return age.isNegative() ? Duration.ZERO : age;
    }

    /** Events in a second, between the last two answers. */
    OptionalLong rate() {
        return before == null ? OptionalLong.empty() : rate(before.events(), view.events());
    }

    /** A dataset's events in a second; none for one that was not there, or has fewer than before. */
    OptionalLong rate(ServerView.Dataset dataset) {
        if (before == null) {
            return OptionalLong.empty();
        }
        for (ServerView.Dataset former : before.datasets()) {
            if (former.name().equals(dataset.name())) {
                return rate(former.events(), dataset.events());
            }
        }
        return OptionalLong.empty();
    }

    /** None while the server reads what was written before its start: that is how fast it reads, not how fast events come. */
    private OptionalLong rate(long from, long to) {
        if (before == null) {
            return OptionalLong.empty();
        }
        long millis = Duration.between(before.at(), view.at()).toMillis();
        return isStale() || millis <= 0 || to < from || !before.isFollowing() || !view.isFollowing()
                ? OptionalLong.empty()
                : OptionalLong.of(Math.round((to - from) * 1000.0 / millis));
    }
}
