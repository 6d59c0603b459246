package io.tombolo.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a length of time as users write it: {@code 24h}, {@code 15m}, {@code 90s}, {@code 7d}, or ISO 8601 as {@code PT24H}. */
final class DurationText implements ITypeConverter<Duration> {
    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})([smhd])");

    @Override
    public Duration convert(String text) {
        Matcher match = SHORT.matcher(text);
        try {
            return Duration.parse(
                    match.matches()
                            ? match.group(2).equals("d") ? "P" + match.group(1) + "D" : "PT" + match.group(0)
                            : text);
        } catch (DateTimeException e) {
            throw new TypeConversionException(
                    "'" + text + "' is not a length of time: write it as 24h, 15m, 90s or 7d, or in ISO 8601 as PT24H");
        }
    }
}
