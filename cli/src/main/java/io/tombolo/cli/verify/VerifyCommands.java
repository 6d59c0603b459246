package io.tombolo.cli.verify;

import java.util.List;

/** What a recipient and an auditor run. */
public final class VerifyCommands {
    private VerifyCommands() {}

    /** The commands, in the order of the program's help. */
    public static List<Class<?>> all() {
        return List.of(
                EvidenceCommand.class,
                VerifyCommand.class,
                ExplainCommand.class,
                ExportCommand.class,
                CertificateCommand.class,
                PageCommand.class,
                PolicyCommand.class,
                AuditCommand.class,
                ConsumeCommand.class);
    }
}
