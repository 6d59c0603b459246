package io.tombolo.connectors.row;

import java.time.LocalDate;

/** Dates and instants in the one form that they are rendered in. */
final class IsoText {

    private static final int DATE_LENGTH = "2026-11-29".length();
    static final int SECONDS_LENGTH = "2026-11-29T12:00:00Z".length();
    private static final int MILLIS_LENGTH = "2026-11-29T12:00:00.000Z".length();
    private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private IsoText() {}

    /** A day that there is, as {@code 2026-11-29}. */
    static boolean isDate(String text) {
        return text.length() == DATE_LENGTH && startsWithDate(text);
    }

    /** An instant that there is, as {@code 2026-11-29T12:00:00Z} or with three digits behind the second; no leap second. */
    static boolean isTimestamp(String text) {
        int length = text.length();
        return (length == SECONDS_LENGTH || (length == MILLIS_LENGTH && text.charAt(19) == '.' && digits(text, 20, 3)))
                && text.charAt(length - 1) == 'Z'
                && startsWithDate(text)
                && text.charAt(10) == 'T'
                && text.charAt(13) == ':'
                && text.charAt(16) == ':'
                && digits(text, 11, 2)
                && digits(text, 14, 2)
                && digits(text, 17, 2)
                && number(text, 11, 2) < 24
                && number(text, 14, 2) < 60
                && number(text, 17, 2) < 60;
    }

    /** Milliseconds since 1970 of what is a date or a timestamp. */
    static long millis(String text) {
        long days = LocalDate.of(number(text, 0, 4), number(text, 5, 2), number(text, 8, 2))
                .toEpochDay();
        if (text.length() == DATE_LENGTH) {
            return days * 86_400_000L;
        }
        long seconds = days * 86_400L + number(text, 11, 2) * 3_600L + number(text, 14, 2) * 60L + number(text, 17, 2);
        return seconds * 1_000L + (text.length() == MILLIS_LENGTH ? number(text, 20, 3) : 0);
    }

    private static boolean startsWithDate(String text) {
        if (text.charAt(4) != '-' || text.charAt(7) != '-') {
            return false;
        }
        if (!digits(text, 0, 4) || !digits(text, 5, 2) || !digits(text, 8, 2)) {
            return false;
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 2);
        int day = number(text, 8, 2);
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return month >= 1 && month <= 12 && day >= 1 && day <= DAYS[month - 1] + (leap && month == 2 ? 1 : 0);
    }

    private static boolean digits(String text, int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static int number(String text, int from, int count) {
        int number = 0;
        for (int i = from; i < from + count; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }
}
