package io.tombolo.connectors.captured;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.StringTokenizer;

/** PostgreSQL's text of an interval, {@code 1 years 2 mons 3 days 4 hours 5 mins 6.789 secs}: in the form of ISO 8601. */
final class IntervalText {

    private IntervalText() {}

    /** As {@code P1Y2M3DT4H5M6.789S}, every part there. */
    static String iso(String text) {
        Map<String, String> parts = new HashMap<>();
        StringTokenizer words = new StringTokenizer(text);
        while (words.hasMoreTokens()) {
            String number = words.nextToken();
            if (!words.hasMoreTokens()) {
                throw new BadValueException(text, "is not an interval as the driver writes it");
            }
            String unit = words.nextToken();
            parts.put(unit.substring(0, Math.min(3, unit.length())), number);
        }
        String seconds = new BigDecimal(parts.getOrDefault("sec", "0"))
                .stripTrailingZeros()
                .toPlainString();
        return "P" + parts.getOrDefault("yea", "0") + "Y"
                + parts.getOrDefault("mon", "0") + "M"
                + parts.getOrDefault("day", "0") + "DT"
                + parts.getOrDefault("hou", "0") + "H"
                + parts.getOrDefault("min", "0") + "M"
                + seconds + "S";
    }
}
