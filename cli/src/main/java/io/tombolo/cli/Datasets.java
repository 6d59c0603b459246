package io.tombolo.cli;

import io.tombolo.schemas.DatasetId;

/** Dataset names as users type them. */
final class Datasets {
    private Datasets() {}

    static DatasetId parse(String text) {
        try {
            return DatasetId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }
}
