package io.tombolo.connectors.database;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/** Dates and times as PostgreSQL writes them with {@code DateStyle=ISO}. */
final class PostgresTimes {

    private static final long MICROS = 1_000_000;

    private PostgresTimes() {}

    static String date(int days) {
        LocalDate date = LocalDate.ofEpochDay(days);
        return day(date) + era(date);
    }

    /** @param micros since midnight, up to the end of the day */
    static String time(long micros) {
        long seconds = micros / MICROS;
        String time = String.format(Locale.ROOT, "%02d:%02d:%02d", seconds / 3_600, seconds / 60 % 60, seconds % 60);
        long fraction = micros % MICROS;
        return fraction == 0
                ? time
                : time + String.format(Locale.ROOT, ".%06d", fraction).replaceAll("0+$", "");
    }

    /** @param factor how many microseconds one of {@code since} the epoch is */
    static String timestamp(long since, long factor) {
        long perSecond = MICROS / factor;
        long micros = Math.floorMod(since, perSecond) * factor;
        return written(
                LocalDateTime.ofEpochSecond(Math.floorDiv(since, perSecond), (int) micros * 1_000, ZoneOffset.UTC), "");
    }

    /** @param iso in UTC */
    static String zoned(String iso) {
        return written(LocalDateTime.parse(iso.substring(0, iso.length() - 1)), "+00");
    }

    private static String written(LocalDateTime time, String offset) {
        long micros = time.toLocalTime().toNanoOfDay() / 1_000;
        return day(time.toLocalDate()) + " " + time(micros) + offset + era(time.toLocalDate());
    }

    private static String day(LocalDate date) {
        int year = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
        return String.format(Locale.ROOT, "%04d-%02d-%02d", year, date.getMonthValue(), date.getDayOfMonth());
    }

    private static String era(LocalDate date) {
        return date.getYear() > 0 ? "" : " BC";
    }
}
