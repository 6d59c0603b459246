package io.tombolo.cli.verify;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Input;
import io.tombolo.merkle.MalformedException;
import io.tombolo.protect.DataKeyId;
import io.tombolo.protect.EventOpener;
import io.tombolo.protect.KeyAnswer;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.Origin;
import io.tombolo.schemas.avro.BoundedAvro;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.evidence.Evidence;
import io.tombolo.verification.evidence.EvidenceEvent;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.evidence.EvidenceRecord;
import io.tombolo.verification.evidence.EvidenceSetFile;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.RecordPart;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Receipts of erasures, and which fields of an event they say that nobody reads any more. */
final class ErasureReceipts {
    private static final String ERASURES = "erasures";

    @Option(
            names = "--erasure",
            paramLabel = "FILE",
            description =
                    "the receipt of an erasure, as tombolo erase -o writes it: fields that it is about are shown as erased"
                            + " (may be given several times)")
    List<Path> files = List.of();

    /** What a receipt states, with its verdict. */
    private record Receipt(Path file, Judgement judgement, DatasetId dataset, Set<String> keys) {
        Optional<Instant> time() {
            return judgement.times().anchor().or(() -> judgement.times().seal());
        }
    }

    /** A field of an event that a receipt is about. */
    record Erased(long offset, String field, String at, Path receipt) {
        Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("offset", offset);
            json.put("field", field);
            json.put("erased_at", at);
            json.put("receipt", receipt.toString());
            return json;
        }
    }

    /** Whether the command was given any. */
    boolean given() {
        return !files.isEmpty();
    }

    /**
     * The fields of an event that were erased.
     *
     * @param evidence what a verdict accepted, or an inspection found intact
     * @throws CommandException for a file that is not a receipt, or one that is refused
     */
    List<Erased> of(byte[] evidence, Optional<TrustPolicy> policy) {
        List<Receipt> receipts =
                files.stream().map(file -> receipt(file, policy)).toList();
        List<Erased> erased = new ArrayList<>();
        if (EvidenceSetFile.isOne(evidence)) {
            var set = EvidenceSetFile.read(evidence);
            set.events().stream()
                    .map(EvidenceEvent::record)
                    .forEach(record -> add(erased, dataset(set.origin()), record, receipts));
        } else {
            Evidence one = EvidenceFile.read(evidence);
            add(erased, dataset(one.origin()), one.record(), receipts);
        }
        return erased;
    }

    /** One line for each field. */
    static void print(PrintWriter out, List<Erased> erased) {
        erased.forEach(one -> out.printf(
                "  erased       %s  offset %d, %s, by %s%n", one.at(), one.offset(), one.field(), one.receipt()));
    }

    private static void add(List<Erased> erased, DatasetId dataset, EvidenceRecord record, List<Receipt> receipts) {
        for (Receipt receipt : receipts) {
            if (receipt.dataset().equals(dataset)) {
                for (String field : fields(dataset, record, receipt.keys())) {
                    erased.add(new Erased(
                            record.offset(),
                            field,
                            receipt.time().map(Instant::toString).orElse("-"),
                            receipt.file()));
                }
            }
        }
    }

    /** As {@code /after/diagnosis (clinical)}. */
    private static List<String> fields(DatasetId dataset, EvidenceRecord record, Set<String> keys) {
        Optional<RecordPart> value = record.value().filter(part -> part.schema().isPresent());
        if (value.isEmpty() || !(read(value.get()) instanceof GenericRecord event)) {
            return List.of();
        }
        List<String> unread = new ArrayList<>();
        EventOpener opener = new EventOpener(
                dataset,
                (of, group, id) ->
                        keys.contains(name(group, id.toString())) ? KeyAnswer.Absent.ERASED : KeyAnswer.Absent.WITHHELD,
                EventOpener.Unreadable.BYTES);
        opener.open(event, record.salt().map(Bytes::toArray).orElse(new byte[0]), unread);
        String end = ": erased";
        return unread.stream()
                .filter(one -> one.endsWith(end))
                .map(one -> one.substring(0, one.length() - end.length()))
                .toList();
    }

    private static @Nullable Object read(RecordPart part) {
        return BoundedAvro.of(BoundedAvro.schema(part.schema().orElseThrow()))
                .read(part.bytes().toArray(), 0);
    }

    private static Receipt receipt(Path file, Optional<TrustPolicy> policy) {
        byte[] bytes = Input.evidence(file);
        EvidenceVerifier verifier = EvidenceVerifier.standard();
        Judgement judgement = policy.map(trusted -> Judgement.of(verifier.verify(bytes, trusted)))
                .orElseGet(() -> Judgement.of(verifier.inspect(bytes)));
        if (!judgement.good()) {
            throw new CommandException("--erasure " + file + ": " + judgement.name() + ", " + judgement.detail());
        }
        try {
            Evidence evidence = EvidenceFile.read(bytes);
            DatasetId erasures = dataset(evidence.origin());
            RecordPart value = evidence.record()
                    .value()
                    .filter(part -> part.schema().isPresent())
                    .orElseThrow(() -> new MalformedException("it has no value"));
            if (read(value) instanceof GenericRecord event
                    && event.hasField("after")
                    && event.get("after") instanceof GenericRecord row
                    && row.hasField("keys")
                    && row.get("keys") instanceof List<?> keys) {
                DatasetId dataset = DatasetId.parse(String.valueOf(row.get("dataset")));
                if (!erasures.name().equals(ERASURES)
                        || !erasures.organisation().equals(dataset.organisation())) {
                    throw new MalformedException("it is an event of " + erasures + ", must be of "
                            + dataset.organisation() + "/" + ERASURES);
                }
                Set<String> names = new HashSet<>();
                keys.forEach(key -> names.add(name(
                        String.valueOf(((GenericRecord) key).get("group")),
                        DataKeyId.parse(String.valueOf(((GenericRecord) key).get("key_id")))
                                .toString())));
                return new Receipt(file, judgement, dataset, names);
            }
            throw new MalformedException("it is an event of " + erasures + " that erases nothing");
        } catch (MalformedException | IllegalArgumentException | ClassCastException e) {
            throw new CommandException(
                    "--erasure " + file + ": is not the receipt of an erasure: " + e.getMessage(), e);
        }
    }

    private static String name(String group, String key) {
        return group + " " + key;
    }

    private static DatasetId dataset(String origin) {
        return Origin.parse(origin)
                .map(Origin::dataset)
                .orElseThrow(() -> new MalformedException("origin " + origin + ": of no dataset"));
    }
}
