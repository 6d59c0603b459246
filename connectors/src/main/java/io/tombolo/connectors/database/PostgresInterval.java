package io.tombolo.connectors.database;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Intervals as PostgreSQL writes them with {@code IntervalStyle=postgres}, from the form of ISO 8601. */
final class PostgresInterval {

    private static final Pattern ISO = Pattern.compile("P(-?\\d+)Y(-?\\d+)M(-?\\d+)DT(-?\\d+)H(-?\\d+)M(-?[\\d.]+)S");

    private final StringBuilder text = new StringBuilder();
    private boolean negativeBefore;

    private PostgresInterval() {}

    static String of(String iso) {
        Matcher parts = ISO.matcher(iso);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not an interval: " + iso);
        }
        PostgresInterval interval = new PostgresInterval();
        interval.add(Integer.parseInt(parts.group(1)), "year");
        interval.add(Integer.parseInt(parts.group(2)), "mon");
        interval.add(Integer.parseInt(parts.group(3)), "day");
        interval.time(parts.group(4), parts.group(5), new BigDecimal(parts.group(6)));
        return interval.text.toString();
    }

    private void add(int number, String unit) {
        if (number == 0) {
            return;
        }
        text.append(text.isEmpty() ? "" : " ")
                .append(negativeBefore && number > 0 ? "+" : "")
                .append(number)
                .append(' ')
                .append(unit)
                .append(number == 1 ? "" : "s");
        negativeBefore = number < 0;
    }

    private void time(String hours, String minutes, BigDecimal seconds) {
        boolean minus = hours.startsWith("-") || minutes.startsWith("-") || seconds.signum() < 0;
        long hour = Math.abs(Long.parseLong(hours));
        int minute = Math.abs(Integer.parseInt(minutes));
        BigDecimal second = seconds.abs();
        if (!text.isEmpty() && hour == 0 && minute == 0 && second.signum() == 0) {
            return;
        }
        String whole = String.format(Locale.ROOT, "%02d", second.intValue());
        String fraction = second.remainder(BigDecimal.ONE).signum() == 0
                ? ""
                : second.remainder(BigDecimal.ONE)
                        .stripTrailingZeros()
                        .toPlainString()
                        .substring(1);
        text.append(text.isEmpty() ? "" : " ")
                .append(minus ? "-" : negativeBefore ? "+" : "")
                .append(String.format(Locale.ROOT, "%02d:%02d:", hour, minute))
                .append(whole)
                .append(fraction);
    }
}
