package io.tombolo.cli.shell;

import io.tombolo.schemas.DatasetId;

/** Dataset names as users type them. */
public final class Datasets {
    private Datasets() {}

    public static DatasetId parse(String text) {
        try {
            return DatasetId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }
}
