package io.tombolo.cli.verify;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Count;
import io.tombolo.cli.shell.Datasets;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Input;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.cli.shell.Server;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.tile.TileException;
import io.tombolo.merkle.tile.TileSource;
import io.tombolo.schemas.DatasetId;
import io.tombolo.verification.evidence.CompactEvidence;
import io.tombolo.verification.evidence.Evidence;
import io.tombolo.verification.evidence.EvidenceAnchor;
import io.tombolo.verification.evidence.EvidenceAssembly;
import io.tombolo.verification.evidence.EvidenceEvent;
import io.tombolo.verification.evidence.EvidenceExport;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.evidence.EvidenceSet;
import io.tombolo.verification.evidence.EvidenceSetFile;
import io.tombolo.verification.json.Bytes;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "evidence",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Writes evidence to a file, which tombolo verify checks without any server.",
        footer = {
            "",
            "Several events share one file, with one proof: a run of offsets, or all events that a key has now. Only a run without a gap "
                    + "between its leaves says that nothing was left out between them, and verify reports it. Evidence that was made before keeps its "
                    + "records and its receipts with --again, and receives those of further ledgers: docs/reanchor.md.",
            "",
            "With --disclose the file has the keys of those fields: everybody who has the file reads them. Nothing else opens with them:"
                    + " docs/protected-fields.md."
        })
final class EvidenceCommand implements Callable<Integer> {
    private static final String EVIDENCE = "/api/v1/evidence";

    /** What the server says of an offset that Kafka used up itself, or that lies behind the last record. */
    private static final String NO_RECORD = "unknown_offset";

    @Option(names = "--dataset", paramLabel = "ORGANISATION/NAME", description = "the dataset; not with --again")
    String dataset = "";

    @Option(
            names = "--partition",
            description =
                    "the event's partition in the dataset's topic (default: 0; with --key, the one that holds it)")
    @Nullable Integer partition;

    @ArgGroup(exclusive = true, multiplicity = "1")
    Events events = new Events();

    /** Which events: exactly one of these is given. */
    static final class Events {
        @Option(names = "--offset", description = "one event's offset in that partition")
        @Nullable Long offset;

        @Option(names = "--offsets", paramLabel = "LIST", description = "several, as 3..40,77")
        @Nullable String offsets;

        @Option(names = "--key", paramLabel = "JSON", description = "all events with this key, as '{\"id\": 7}'")
        @Nullable String key;

        @Option(
                names = "--again",
                paramLabel = "FILE",
                description = "the events of evidence that was made before, with the receipts of further ledgers")
        @Nullable Path again;
    }

    @Option(
            names = "--ledger",
            paramLabel = "NAME",
            description = "with --again: only this ledger's receipt, under the checkpoint as it holds it")
    @Nullable String ledger;

    @Option(names = "--compact", description = "in CBOR, in few bytes; of one event")
    boolean compact;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            description = "with --compact: no receipts but this ledger's or witness's (may be given several times)")
    List<String> only = List.of();

    @Option(names = "-o", paramLabel = "FILE", required = true, description = "the file to write")
    Path file = Path.of("evidence.json");

    @Mixin
    DisclosureOptions disclosure = new DisclosureOptions();

    @Mixin
    Server server = new Server();

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() {
        if (!only.isEmpty() && !compact) {
            throw new ParameterException(spec.commandLine(), "--only " + only.get(0) + " needs --compact");
        }
        Written written = written();
        byte[] whole = disclosure.isGiven()
                ? disclosing(written.file().toArray())
                : written.file().toArray();
        byte[] evidence = compact ? compact(whole) : whole;
        Output.write(file, evidence);
        PrintWriter out = spec.commandLine().getOut();
        if (output.isGiven()) {
            out.println(Json.text(Map.of("file", file.toString(), "bytes", evidence.length)));
        } else {
            out.printf("Evidence of %s: %s (%,d bytes)%n", written.what(), file, evidence.length);
            out.printf(
                    "Check it anywhere with: tombolo verify --policy POLICY %s (tombolo policy init writes a policy)%n",
                    file);
        }
        out.flush();
        return ExitCode.GOOD;
    }

    /** What was made, and in words what it is about. */
    private record Written(String what, Bytes file) {}

    private Written written() {
        if (events.again != null) {
            if (!dataset.isEmpty()) {
                throw new ParameterException(spec.commandLine(), "--dataset: not with --again, whose file names it");
            }
            byte[] made = new EvidenceAgain(server, ledger).of(Input.evidence(events.again));
            return new Written("the events of " + events.again, Bytes.of(made));
        }
        if (ledger != null) {
            throw new ParameterException(spec.commandLine(), "--ledger " + ledger + " needs --again FILE");
        }
        if (dataset.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--dataset ORGANISATION/NAME is missing");
        }
        DatasetId id = Datasets.parse(dataset);
        int at = partition == null ? 0 : partition;
        Offsets offsets;
        if (events.offset != null) {
            byte[] answer = ask(at, events.offset);
            read(answer);
            return new Written(where(at) + "offset " + events.offset, Bytes.of(answer));
        }
        if (events.key == null) {
            offsets = Offsets.parse(String.valueOf(events.offsets));
        } else {
            KeyHistory.Found found = KeyHistory.find(server, id, partition, events.key);
            at = found.partition();
            offsets = Offsets.of(found.offsets());
        }
        return several(id, at, offsets);
    }

    private String where(int at) {
        return dataset + ", partition " + at + ", ";
    }

    private Written several(DatasetId id, int at, Offsets offsets) {
        List<Evidence> single = new ArrayList<>();
        for (long offset : offsets.all()) {
            if (single.size() == Offsets.LIMIT) {
                throw new CommandException("--key " + events.key + ": more than " + Offsets.LIMIT + " events");
            }
            if (offsets.alone().contains(offset)) {
                single.add(read(ask(at, offset)));
            } else {
                server.findBytes(NO_RECORD, EVIDENCE, query(at, offset)).ifPresent(answer -> single.add(read(answer)));
            }
        }
        if (single.isEmpty()) {
            throw new CommandException(
                    "--offsets " + events.offsets + ": " + id + " has no record there in partition " + at);
        }
        int without = offsets.all().size() - single.size();
        TileSource tiles = server.readSide().tiles(single.get(0).origin());
        try {
            EvidenceSet joined = EvidenceAssembly.join(single, tiles);
            String what = Count.of(single.size(), "event")
                    + (without == 0 ? "" : " (none at " + Count.of(without, "offset") + ")");
            return new Written(where(at) + what, Bytes.of(EvidenceSetFile.write(joined)));
        } catch (TileException | IllegalArgumentException e) {
            throw new CommandException("what the server answers does not belong together: " + e.getMessage(), e);
        }
    }

    private byte[] disclosing(byte[] file) {
        if (!EvidenceSetFile.isOne(file)) {
            Evidence one = EvidenceFile.read(file);
            return EvidenceFile.write(one.with(disclosure
                    .disclosing(one.origin(), List.of(one.record()), server)
                    .get(0)));
        }
        EvidenceSet set = EvidenceSetFile.read(file);
        return EvidenceSetFile.write(set.with(disclosure.disclosing(
                set.origin(), set.events().stream().map(EvidenceEvent::record).toList(), server)));
    }

    private byte[] compact(byte[] file) {
        if (EvidenceSetFile.isOne(file)) {
            throw new CommandException("--compact: evidence of several events has no compact form");
        }
        Evidence evidence = EvidenceFile.read(file);
        for (String ledger : only) {
            if (evidence.anchors().stream().noneMatch(anchor -> anchor.ledger().equals(ledger))) {
                throw new CommandException("--only " + ledger + ": the evidence has no receipt of it, only of "
                        + evidence.anchors().stream()
                                .map(EvidenceAnchor::ledger)
                                .toList());
            }
        }
        return CompactEvidence.write(only.isEmpty() ? evidence : EvidenceExport.only(evidence, only));
    }

    private Evidence read(byte[] answer) {
        try {
            return EvidenceFile.read(answer);
        } catch (MalformedException e) {
            throw new CommandException(server.url() + " did not answer with evidence: " + e.getMessage(), e);
        }
    }

    private byte[] ask(int at, long offset) {
        return server.getBytes(EVIDENCE, query(at, offset));
    }

    private String[] query(int at, long offset) {
        return new String[] {"dataset", dataset, "partition", Integer.toString(at), "offset", Long.toString(offset)};
    }
}
