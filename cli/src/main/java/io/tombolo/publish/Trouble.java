package io.tombolo.publish;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Supplier;

/** Why a connector has failed, in one sentence: from a stack trace, with what to do where the connector's own words don't say it. */
final class Trouble {
    private static final String NOT_IN_SLOT = "no longer available on the server";
    private static final String SLOT = "slot.name";

    private Trouble() {}

    /**
     * @param trace of the task, or of the connector; empty when nothing is wrong
     * @param config the connector's configuration, asked for when it is needed
     */
    static String of(String name, String trace, Supplier<JsonNode> config) {
        String said = lastCause(trace);
        if (!said.contains(NOT_IN_SLOT)) {
            return said;
        }
        String slot = config.get().path(SLOT).asText();
        return slot.isEmpty()
                ? said
                : "slot " + slot + " was dropped or made again: PostgreSQL's log from where the connector was is gone with"
                        + " it, and changes are missing from there on. tombolo connect remove " + name
                        + " --forget, then the same tombolo connect command, share all rows again; tombolo reconcile "
                        + name + " then finds the rows that were deleted meanwhile";
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
