package io.tombolo.cli.join;

import io.tombolo.agreements.invite.Invitation;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Count;
import io.tombolo.cli.shell.Datasets;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Input;
import io.tombolo.consumer.RefusedException;
import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.verdict.Level;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "join",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Joins another organisation's dataset with its invitation: makes a key, agrees, receives credentials, and verifies the"
                        + " first records.",
        footer = {
            "",
            "Writes consumer.properties, policy.json and verify-consumer.sh to DIR. The key in it is never sent. The same command may be "
                    + "repeated at any time, and continues where it was interrupted. More: docs/two-organisations.md."
        })
final class JoinCommand implements Callable<Integer> {
    private static final long INVITATION_LIMIT = 8L << 20;

    @Parameters(index = "0", paramLabel = "INVITATION", description = "the owner's file")
    Path file = Path.of("invite.json");

    @Option(names = "-o", paramLabel = "DIR", description = "the folder to write to (default: the owner's name)")
    @Nullable Path out;

    @Option(names = "--organisation", paramLabel = "DOMAIN", description = "yours: refuses an invitation for another")
    @Nullable String organisation;

    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "1000",
            description = "how many of the first records to verify (default: ${DEFAULT-VALUE})")
    int records;

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            defaultValue = "ANCHORED",
            description = "to which level: SEALED, ANCHORED or CROSS_ANCHORED (default: ${DEFAULT-VALUE})")
    Level level = Level.ANCHORED;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "how long a record may wait for its level (default: ${DEFAULT-VALUE})")
    int patience;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (records < 1 || patience < 1 || level == Level.PENDING) {
            throw new CommandException("--records " + records + ", --patience " + patience + ", --level " + level
                    + ": must be at least 1, at least 1 second, and SEALED, ANCHORED or CROSS_ANCHORED");
        }
        Invitation invitation = invitation();
        String partner = invitation.offer().partner();
        if (organisation != null && !organisation.equals(partner)) {
            throw new CommandException("invitation " + file + ": is for " + partner + ", not for " + organisation);
        }
        String owner = invitation.offer().provider().name();
        PartnerFolder folder = new PartnerFolder(out == null ? Path.of(owner) : out);
        FileChannel lock = folder.lock();
        try {
            Joining joining = new Joining(invitation, folder, Clock.systemUTC(), step -> {});
            PrintWriter say = spec.commandLine().getOut();
            String vkey = joining.prepare();
            say.printf(
                    "Invitation of %s for %s to %s%n",
                    owner, partner, invitation.offer().dataset());
            say.println("Compare by telephone, yours and theirs:");
            say.println("  " + OwnersWord.agreementKey(vkey));
            OwnersWord.fingerprints(invitation).forEach(line -> say.println("  " + line));
            say.flush();
            Joining.Joined joined = joining.join();
            say.printf(
                    "Agreed: %s, in force until %s%n",
                    invitation.id(), joined.agreement().terms().until());
            say.flush();
            return verify(invitation, folder, joined, say);
        } finally {
            lock.close();
        }
    }

    private int verify(Invitation invitation, PartnerFolder folder, Joining.Joined joined, PrintWriter say) {
        try {
            FirstRecords.Verified verified = FirstRecords.verify(
                    joined.connection(),
                    Datasets.parse(invitation.offer().dataset()),
                    OwnersWord.policy(invitation),
                    level,
                    records,
                    Duration.ofSeconds(patience));
            if (verified.records() == 0) {
                say.printf("The dataset has no records yet: nothing was verified.%n");
            } else {
                say.printf(
                        "Verified: %s, each of them at least %s%s%n",
                        Count.of(verified.records(), "record"),
                        level,
                        verified.records() < records ? ": all that the dataset has" : "");
            }
            say.printf("Joined. All of it: %s%n", folder.file(Joining.SCRIPT));
            say.flush();
            return ExitCode.GOOD;
        } catch (RefusedException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return ExitCode.REFUSED;
        }
    }

    private Invitation invitation() {
        try {
            return Invitation.read(Input.read(file, INVITATION_LIMIT));
        } catch (MalformedException e) {
            throw new CommandException(file + ": " + e.getMessage(), e);
        }
    }
}
