package io.tombolo.publish;

import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why a connector has failed, in one sentence: from a stack trace, with what to do where the connector's own words don't say it. */
final class Trouble {
    private static final String NOT_IN_SLOT = "no longer available on the server";
    private static final String CHANGED_SINCE = "Table definition has changed, please retry transaction";
    private static final Pattern READING = Pattern.compile("Snapshotting of table (\\S+) failed");
    private static final String SLOT = "slot.name";

    private Trouble() {}

    /**
     * @param trace of the task, or of the connector; empty when nothing is wrong
     * @param config the connector's configuration, asked for when it is needed
     */
    static String of(String name, String trace, Supplier<Map<String, String>> config) {
        String said = lastCause(trace);
        if (said.contains(CHANGED_SINCE)) {
            return changed(name, trace);
        }
        if (!said.contains(NOT_IN_SLOT)) {
            return said;
        }
        String slot = config.get().getOrDefault(SLOT, "");
        return slot.isEmpty()
                ? said
                : "slot " + slot
                        + " was dropped or made again: PostgreSQL's log from where the connector was is gone with"
                        + " it, and changes are missing from there on. tombolo connect remove " + name
                        + " --forget, then the same tombolo connect command, share all rows again; tombolo reconcile "
                        + name + " then finds the rows that were deleted meanwhile";
    }

    private static String changed(String name, String trace) {
        Matcher table = READING.matcher(trace);
        return "table " + (table.find() ? table.group(1) : "of " + name)
                + " was truncated, or its definition was changed, while the first snapshot was under way. tombolo connect"
                + " resume " + name + " begins it again, and its rows are then shared twice; tombolo reconcile " + name
                + " afterwards finds rows that were deleted between the two";
    }

    /** The message of the last cause: the one that names the thing. */
    private static String lastCause(String trace) {
        String last = "";
        for (String line : trace.split("\n", -1)) {
            if (!line.startsWith("\t") && !line.isBlank()) {
                last = line.replaceFirst("^(Caused by: )?[\\w.$]+(Exception|Error): ", "");
            }
        }
        return last;
    }
}
