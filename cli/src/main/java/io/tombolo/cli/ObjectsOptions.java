package io.tombolo.cli;

import io.tombolo.objects.ObjectStore;
import io.tombolo.provenance.store.LogStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the read side keeps full tiles beside its folder, as {@code objects} of its configuration says elsewhere. */
final class ObjectsOptions {
    private static final int MOST_DAYS = 36_500;

    @Option(
            names = "--objects",
            paramLabel = "DIR|s3://…",
            description = "the read side keeps full tiles there too: docs/object-storage.md")
    @Nullable String store;

    @Option(
            names = "--objects-keep-days",
            paramLabel = "N",
            description = "with --objects: what is there, and was anchored more than N days ago, leaves the data folder"
                    + " (default: never)")
    @Nullable Integer keepDays;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    LogStore.Objects chosen() {
        if (keepDays != null && (keepDays < 0 || keepDays > MOST_DAYS)) {
            throw refused("--objects-keep-days " + keepDays + ": must be from 0 to " + MOST_DAYS, null);
        }
        if (store == null) {
            if (keepDays != null) {
                throw refused("--objects-keep-days " + keepDays + " needs --objects", null);
            }
            return LogStore.Objects.NONE;
        }
        try {
            // Now rather than after Kafka started. It asks the store nothing.
            ObjectStore.at(store).close();
        } catch (IllegalArgumentException e) {
            throw refused("--objects " + e.getMessage(), e);
        }
        return new LogStore.Objects(store, keepDays == null ? -1 : keepDays, LogStore.Objects.NONE.freeAtOnce());
    }

    private ParameterException refused(String why, @Nullable Exception cause) {
        return new ParameterException(spec.commandLine(), why, cause);
    }
}
