package io.tombolo.cli.join;

import io.tombolo.agreements.invite.Invitation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** Joins as the command does, and ends behind one of its steps as if the process were killed there. */
public final class KilledJoin {
    private KilledJoin() {}

    /** Nothing that joining catches. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    public static List<String> steps() {
        return Stream.of(Joining.Reached.values()).map(Enum::name).toList();
    }

    /** Whether that step was reached. */
    public static boolean behind(String step, Path invitation, Path folder, Clock clock) throws IOException {
        try {
            Joining joining = new Joining(
                    Invitation.read(Files.readAllBytes(invitation)), new PartnerFolder(folder), clock, reached -> {
                        if (reached.name().equals(step)) {
                            throw new Killed();
                        }
                    });
            joining.prepare();
            joining.join();
            return false;
        } catch (Killed killed) {
            return true;
        }
    }
}
