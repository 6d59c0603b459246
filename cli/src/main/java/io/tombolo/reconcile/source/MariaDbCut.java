package io.tombolo.reconcile.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A MariaDB snapshot, by its place in the binary log: the server puts transactions into the log in the order in which they become
 * visible, so that all before the place are in the snapshot and all behind it are not.
 *
 * @param file the binary log's file
 * @param at the end of the last transaction in the snapshot
 */
record MariaDbCut(String file, long at) implements Cut {
    private static final Pattern PLACE = Pattern.compile("(?:^|,)file=([^,]*),pos=(\\d+)");
    /** Room for 64 GiB a file: a transaction can be larger than the server's limit for one. */
    private static final int POSITION_BITS = 36;

    @Override
    public String position() {
        return "file=" + file + ",pos=" + at;
    }

    /** An event's place is where it begins. Rows of the connector's first snapshot have the place of that whole snapshot. */
    @Override
    public boolean holds(String position, @Nullable String transaction) {
        long there = order(position);
        boolean ofFirstSnapshot = position.endsWith(",row=0") && transaction == null;
        return there < order(file, at) || (ofFirstSnapshot && there == order(file, at));
    }

    @Override
    public long order(String position) {
        Matcher place = PLACE.matcher(position);
        if (!place.find()) {
            throw new IllegalArgumentException("position '" + position + "': names no file and pos");
        }
        return order(place.group(1), Long.parseLong(place.group(2)));
    }

    @Override
    public boolean passed(JsonNode offset) {
        String reached = offset.path("file").asText();
        return !reached.isEmpty() && order(reached, offset.path("pos").asLong()) >= order(file, at);
    }

    private static long order(String file, long at) {
        String number = file.substring(file.lastIndexOf('.') + 1);
        if (!number.matches("\\d{1,9}")) {
            throw new IllegalArgumentException("binary log '" + file + "': must end in a number");
        }
        return (Long.parseLong(number) << POSITION_BITS) + at;
    }
}
