package io.tombolo.cli.join;

import java.util.List;

/** The commands for two organisations. */
public final class JoinCommands {
    private JoinCommands() {}

    /** In the order of the help. */
    public static List<Class<?>> all() {
        return List.of(InviteCommand.class, JoinCommand.class, UsageCommand.class);
    }
}
