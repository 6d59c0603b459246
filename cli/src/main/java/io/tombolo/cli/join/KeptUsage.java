package io.tombolo.cli.join;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.AgreementFile;
import io.tombolo.agreements.Party;
import io.tombolo.agreements.usage.UsageStatement;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Input;
import io.tombolo.consumer.usage.UsageReceipts;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.schemas.signed.UsageReceipt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A partner's own receipts, in its folder for one owner, and the statements that they make. */
final class KeptUsage {
    private static final long FILE_LIMIT = 4L << 20;

    private final Path folder;
    private final KeyPair key;
    private final Map<String, Agreement> agreements = new LinkedHashMap<>();

    /** @throws CommandException when the folder is not one of a partner */
    KeptUsage(Path folder, Path keyFile) {
        this.folder = folder;
        key = key(keyFile);
        for (Agreement one : in(folder)) {
            agreements.put(one.id(), one);
        }
        if (agreements.isEmpty()) {
            throw new CommandException(
                    "folder " + folder + ": no agreement-ID.json in it, as tombolo join and agreement accept write it");
        }
        // Of the same terms, with steps that were taken since.
        for (Agreement one : in(folder.resolve("usage"))) {
            Agreement known = agreements.get(one.id());
            if (known != null
                    && known.terms().equals(one.terms())
                    && known.taken().size() < one.taken().size()) {
                agreements.put(one.id(), one);
            }
        }
    }

    private static KeyPair key(Path file) {
        try {
            return Ed25519Keys.fromPem(new String(Input.read(file, FILE_LIMIT), StandardCharsets.US_ASCII));
        } catch (MalformedException e) {
            throw new CommandException("key " + file + ": " + e.getMessage(), e);
        }
    }

    private static List<Agreement> in(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Agreement> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(one -> one.getFileName().toString().matches("agreement-[0-9a-f]{32}\\.json"))
                    .sorted()
                    .toList()) {
                try {
                    found.add(AgreementFile.read(Input.read(file, FILE_LIMIT)));
                } catch (MalformedException e) {
                    throw new CommandException(file + ": " + e.getMessage(), e);
                }
            }
            return found;
        } catch (IOException e) {
            throw new CommandException("folder " + folder + ": can't be read (" + e + ")", e);
        }
    }

    /** Both sides of each agreement. */
    List<Party> parties() {
        return agreements.values().stream()
                .flatMap(one -> Stream.of(one.terms().provider(), one.terms().consumer()))
                .distinct()
                .toList();
    }

    List<ObjectNode> statements(YearMonth month) {
        Map<String, List<UsageReceipt>> receipts = new LinkedHashMap<>();
        UsageReceipts.signed(folder).forEach(note -> {
            UsageReceipt receipt = UsageReceipt.parse(note.text());
            Agreement agreement = agreements.get(receipt.agreement());
            if (agreement != null && agreement.terms().consumer().signed(note)) {
                receipts.computeIfAbsent(receipt.agreement(), any -> new ArrayList<>())
                        .add(receipt);
            }
        });
        return UsageStatement.of(month, agreements.values(), id -> receipts.getOrDefault(id, List.of())).stream()
                .map(one -> {
                    mustBeMine(one.consumer());
                    return one.json(one.consumer(), key);
                })
                .toList();
    }

    private void mustBeMine(String consumer) {
        String own = NoteVerifier.ed25519(consumer, key.getPublic()).vkey();
        if (parties().stream().noneMatch(one -> one.vkey().equals(own))) {
            throw new CommandException(
                    "folder " + folder + ": its key is not that of " + consumer + " in the agreement");
        }
    }
}
