package io.tombolo.cli.erase;

import java.util.List;

/** The commands of this package. */
public final class EraseCommands {
    private EraseCommands() {}

    /** In the order of the help. */
    public static List<Class<?>> all() {
        return List.of(GrantCommand.class, EraseCommand.class, ErasuresCommand.class);
    }
}
