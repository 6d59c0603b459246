package io.tombolo.doctor;

import io.tombolo.http.HttpAnswer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Compares this machine's clock with those of the servers that say what time it is: all that speak HTTP. */
final class ClocksCheck implements Check {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final DateTimeFormatter DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT);

    @Override
    public String name() {
        return "clocks";
    }

    @Override
    public List<Finding> look(Patient patient) throws Exception {
        List<Finding> found = new ArrayList<>();
        for (String url : patient.where().servers()) {
            ask(patient, url).ifPresent(found::add);
        }
        return found;
    }

    private static Optional<Finding> ask(Patient patient, String url) throws InterruptedException {
        try {
            Instant asked = patient.clock().instant();
            HttpAnswer answer = patient.get(url, "/");
            Instant answered = patient.clock().instant();
            return answer.header("date").flatMap(date -> skew(url, date, asked, answered));
        } catch (IOException away) {
            // Its own check says so.
            return Optional.empty();
        }
    }

    /** The header is of whole seconds, and of a moment between the question and the answer. */
    static Optional<Finding> skew(String url, String date, Instant asked, Instant answered) {
        Instant there;
        try {
            there = ZonedDateTime.parse(date, DATE).toInstant();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
        Duration early = Duration.between(there.plusSeconds(1), asked);
        Duration late = Duration.between(answered, there);
        Duration off = early.compareTo(late) > 0 ? early : late;
        return off.compareTo(LIMIT) <= 0
                ? Optional.empty()
                : Optional.of(new Finding(
                        Fault.CLOCK_SKEW,
                        url,
                        "its clock is " + off.toSeconds() + " s " + (early.compareTo(late) > 0 ? "behind" : "ahead of")
                                + " this machine's, limit " + LIMIT.toSeconds() + " s"));
    }
}
