package io.tombolo.certificate;

import io.tombolo.schemas.contract.ChangeEventSchema;
import io.tombolo.verification.decoded.DecodedField;
import io.tombolo.verification.decoded.DecodedPart;
import io.tombolo.verification.decoded.DecodedRecord;
import io.tombolo.verification.verdict.Subject;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.generic.IndexedRecord;

/** The record, with its fields by name. */
final class RecordBlocks {
    private static final int SHOWN_BYTES = 96;

    private final Blocks blocks;
    private final Language language;
    private final List<Block> made = new ArrayList<>();

    private RecordBlocks(Blocks blocks, Language language) {
        this.blocks = blocks;
        this.language = language;
    }

    /** Line by line: a page may end behind each. */
    static List<Block> of(Blocks blocks, Certificate certificate, DecodedRecord record) {
        RecordBlocks of = new RecordBlocks(blocks, certificate.language());
        of.add(certificate, record);
        return of.made;
    }

    private void add(Certificate certificate, DecodedRecord record) {
        Subject subject = certificate.verdict().subject();
        made.addAll(blocks.pair(Words.LOG, subject.origin()));
        made.addAll(blocks.pair(Words.PLACE, Words.PLACE_IS.in(language, subject.index(), subject.offset())));
        record.timestamp().ifPresent(time -> made.addAll(blocks.pair(Words.TIMESTAMP, time.toString())));
        made.addAll(blocks.pair(Words.KEY, record.key().map(this::text).orElseGet(() -> Words.NONE.in(language))));
        Optional<DecodedPart> value = record.value();
        if (value.isPresent() && value.get() instanceof DecodedPart.Row row) {
            value(row, record.op().isPresent());
        } else {
            made.addAll(blocks.pair(Words.VALUE, value.map(this::text).orElseGet(() -> Words.NONE.in(language))));
        }
        protectedFields(certificate, record);
    }

    private void value(DecodedPart.Row row, boolean isChangeEvent) {
        if (!isChangeEvent) {
            made.addAll(blocks.strong(Words.VALUE.in(language)));
            fields(row);
            return;
        }
        Map<String, String> texts = row.texts();
        made.addAll(blocks.pair(Words.OPERATION, text(texts, ChangeEventSchema.OP)));
        made.addAll(blocks.pair(Words.SOURCE, text(texts, ChangeEventSchema.SOURCE)));
        row(row, ChangeEventSchema.AFTER, Words.ROW_AFTER);
        row(row, ChangeEventSchema.BEFORE, Words.ROW_BEFORE);
        texts.forEach((name, text) -> {
            if (!List.of(
                            ChangeEventSchema.OP,
                            ChangeEventSchema.SOURCE,
                            ChangeEventSchema.AFTER,
                            ChangeEventSchema.BEFORE)
                    .contains(name)) {
                made.addAll(blocks.pair(name, text));
            }
        });
    }

    private void row(DecodedPart.Row event, String name, Words words) {
        var field = event.datum().getSchema().getField(name);
        if (field != null && event.datum().get(field.pos()) instanceof IndexedRecord row) {
            made.addAll(blocks.strong(words.in(language)));
            fields(new DecodedPart.Row(Map.of(), event.schema(), row, event.bytes()));
        } else {
            made.addAll(blocks.pair(words, text(event.texts(), name)));
        }
    }

    private void fields(DecodedPart.Row row) {
        row.texts().forEach((name, text) -> made.addAll(blocks.pair(name, text)));
    }

    private void protectedFields(Certificate certificate, DecodedRecord record) {
        if (record.protectedFields().isEmpty() && certificate.erased().isEmpty()) {
            return;
        }
        made.addAll(blocks.strong(Words.PROTECTED.in(language)));
        for (Erased erased : certificate.erased()) {
            made.addAll(blocks.pair(erased.field(), Words.ERASED.in(language, erased.at())));
        }
        for (DecodedField field : record.protectedFields()) {
            String name = field.field() + " (" + field.group() + ")";
            if (certificate.erased().stream().noneMatch(one -> one.field().equals(name))) {
                made.addAll(blocks.pair(
                        field.field(),
                        Words.GROUP.in(language, field.group()) + ", "
                                + field.json()
                                        .map(text -> Words.DISCLOSED.in(language) + ": " + text)
                                        .orElseGet(() -> Words.WITHHELD.in(language))));
            }
        }
    }

    private String text(Map<String, String> texts, String name) {
        return texts.getOrDefault(name, Words.NONE.in(language));
    }

    private String text(DecodedPart part) {
        if (part instanceof DecodedPart.Undecodable no) {
            return Words.NOT_DECODED.in(language, no.bytes().length(), no.why());
        }
        return part.json().orElseGet(() -> raw(part));
    }

    private String raw(DecodedPart part) {
        byte[] bytes = part.bytes().toArray();
        String hex = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, SHOWN_BYTES));
        return Words.RAW.in(language, bytes.length, bytes.length > SHOWN_BYTES ? hex + "…" : hex);
    }
}
