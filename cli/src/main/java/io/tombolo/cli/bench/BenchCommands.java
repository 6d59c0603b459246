package io.tombolo.cli.bench;

import java.util.List;

/** What measures the parts. */
public final class BenchCommands {
    private BenchCommands() {}

    /** The commands, in the order of the program's help. */
    public static List<Class<?>> all() {
        return List.of(BenchCommand.class, BenchLedgerCommand.class);
    }
}
