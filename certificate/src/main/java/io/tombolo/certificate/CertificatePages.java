package io.tombolo.certificate;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.note.NoteSignature;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.schemas.contract.ChangeEventSchema;
import io.tombolo.verification.decoded.DecodedRecord;
import io.tombolo.verification.evidence.CompactEvidence;
import io.tombolo.verification.evidence.Evidence;
import io.tombolo.verification.evidence.EvidenceAnchor;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.verdict.Check;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is on the pages, in their order. */
final class CertificatePages {
    /** Checks that name who signed an anchor, or how many anchors counted. */
    private static final Set<String> SIGNATURES =
            Set.of("quorum", "cosignature", "header signatures", "seals", "time-stamp signature", "anchors");

    private static final float COLUMN = Sheet.INNER / 3;

    private final Certificate certificate;
    private final Verdict.Accepted verdict;
    private final Language language;
    private final Blocks blocks;
    private final Typeface face;
    private final Evidence evidence;
    private final DecodedRecord record;

    CertificatePages(Certificate certificate, Typeface face) {
        this.certificate = certificate;
        this.verdict = certificate.verdict();
        this.language = certificate.language();
        this.face = face;
        this.blocks = new Blocks(face, language);
        this.evidence = EvidenceFile.read(certificate.evidence().toArray());
        this.record = DecodedRecord.of(verdict.records().get(0));
    }

    /** At most two pages; what does not fit of the record is left out, and a line states how much. */
    List<List<Block>> pages(float height) {
        List<Block> head = new ArrayList<>();
        head.add(title());
        head.addAll(verdict());
        head.addAll(times());
        head.addAll(blocks.heading(Words.RECORD));
        List<Block> lines = new ArrayList<>(RecordBlocks.of(blocks, certificate, record));
        List<Block> rest = new ArrayList<>();
        rest.addAll(signers());
        rest.addAll(digest());
        rest.add(how());
        rest.addAll(limits());
        if (blocks.hasCodePoints()) {
            rest.addAll(blocks.paragraph(Words.CODE_POINTS.in(language), Ink.GREY));
        }
        if (height(head) + height(lines) + height(rest) <= height) {
            head.addAll(lines);
            head.addAll(rest);
            return List.of(head);
        }
        int first = fitting(lines, height - height(head));
        head.addAll(lines.subList(0, first));
        List<Block> second = new ArrayList<>();
        List<Block> left = lines.subList(first, lines.size());
        float room = height - height(rest);
        if (height(left) <= room) {
            second.addAll(left);
        } else {
            int more = fitting(left, room - Blocks.LEADING);
            second.addAll(left.subList(0, more));
            second.addAll(blocks.paragraph(Words.LINES_CUT.in(language, left.size() - more), Ink.AMBER));
        }
        second.addAll(rest);
        return List.of(head, second);
    }

    private static float height(List<Block> blocks) {
        return (float) blocks.stream().mapToDouble(Block::height).sum();
    }

    private static int fitting(List<Block> blocks, float height) {
        int count = 0;
        float used = 0;
        while (count < blocks.size() && used + blocks.get(count).height() <= height) {
            used += blocks.get(count).height();
            count++;
        }
        return count;
    }

    private Block title() {
        String name = verdict.name();
        String origin = blocks.printable(verdict.subject().origin());
        List<String> lines = face.wrap(origin, 10, Sheet.INNER - 150);
        String line = lines.size() > 1 ? lines.get(0) + "…" : origin;
        Ink ink = verdict.level().compareTo(Level.ANCHORED) < 0 || verdict.development() ? Ink.AMBER : Ink.GREEN;
        return new Block(52, (sheet, top) -> {
            sheet.strong(Words.TITLE.in(language), Sheet.MARGIN, top - 22, 21, Ink.BLACK);
            sheet.text(line, Sheet.MARGIN, top - 40, 10, Ink.GREY);
            float width = face.width(name, 11) * 1.12f + 20;
            sheet.area(Sheet.WIDTH - Sheet.MARGIN - width, top - 29, width, 26, ink);
            sheet.strong(name, Sheet.WIDTH - Sheet.MARGIN - width + 10, top - 20, 11, Ink.WHITE);
        });
    }

    private List<Block> verdict() {
        List<Block> made = new ArrayList<>(blocks.heading(Words.VERDICT));
        Words meaning = switch (verdict.level()) {
            case CROSS_ANCHORED -> Words.CROSS_ANCHORED;
            case ANCHORED -> Words.ANCHORED;
            case SEALED, PENDING -> Words.SEALED;
        };
        made.addAll(blocks.paragraph(meaning.in(language), Ink.BLACK));
        if (verdict.development()) {
            made.addAll(blocks.paragraph(Words.DEVELOPMENT.in(language), Ink.AMBER));
        }
        made.addAll(blocks.pair(Words.VERIFIED_AT, certificate.verifiedAt().toString()));
        made.addAll(blocks.pair(Words.POLICY, certificate.policy().toString()));
        long passed = verdict.checks().stream().filter(Check::passed).count();
        made.addAll(blocks.pair(
                Words.CHECKS, Words.PASSED.in(language, passed, verdict.checks().size())));
        return made;
    }

    private List<Block> times() {
        Optional<Instant> stated = record.source()
                .map(source -> source.get(ChangeEventSchema.EVENT_TIME))
                .filter(Long.class::isInstance)
                .map(time -> Instant.ofEpochMilli((Long) time));
        Optional<Instant> anchor = verdict.times().anchor();
        Optional<Instant> seal = verdict.times().seal();
        List<Block> made = new ArrayList<>(blocks.heading(Words.TIMES));
        made.add(new Block(50, (sheet, top) -> {
            sheet.area(Sheet.MARGIN + 4, top - 8, 2 * COLUMN, 1.2f, Ink.RULE);
            time(
                    sheet,
                    top,
                    0,
                    Words.SOURCE_TIME,
                    stated.or(() -> verdict.times().event()),
                    stated.isPresent() ? Words.BY_SOURCE : Words.BY_RECORD);
            time(
                    sheet,
                    top,
                    1,
                    Words.SEALED_BY,
                    seal.or(() -> anchor),
                    seal.isPresent() ? Words.BY_OWNER : Words.BY_ANCHOR);
            time(sheet, top, 2, Words.ANCHORED_BY, anchor, Words.BY_LEDGER);
        }));
        return made;
    }

    private void time(Sheet sheet, float top, int column, Words name, Optional<Instant> time, Words by)
            throws IOException {
        float x = Sheet.MARGIN + column * COLUMN;
        sheet.area(x, top - 11, 7, 7, time.isPresent() ? Ink.GREEN : Ink.RULE);
        sheet.text(name.in(language), x, top - 22, 8, Ink.GREY);
        sheet.strong(
                time.map(Instant::toString).orElseGet(() -> Words.UNKNOWN.in(language)), x, top - 34, 9.5f, Ink.BLACK);
        if (time.isPresent()) {
            sheet.text(by.in(language), x, top - 45, 7.5f, Ink.GREY);
        }
    }

    private List<Block> signers() {
        List<Block> made = new ArrayList<>(blocks.heading(Words.SIGNERS));
        NoteSignature owner =
                SignedNote.parse(evidence.checkpoint()).signatures().get(0);
        made.addAll(blocks.pair(
                Words.OWNER,
                Words.KEY_ID.in(language, owner.name(), String.format(Locale.ROOT, "%08x", owner.keyId()))));
        if (!evidence.anchors().isEmpty()) {
            made.addAll(blocks.pair(
                    Words.LEDGERS,
                    evidence.anchors().stream().map(EvidenceAnchor::ledger).collect(Collectors.joining(", "))));
        }
        for (Check check : verdict.checks()) {
            if (SIGNATURES.contains(check.name()) && made.size() < 16) {
                made.addAll(blocks.pair(check.name(), (check.passed() ? "ok  " : "NO  ") + check.compared()));
            }
        }
        return made;
    }

    private List<Block> digest() {
        List<Block> made = new ArrayList<>(blocks.heading(Words.DIGEST));
        made.addAll(blocks.pair(
                Words.ATTACHED,
                Words.BYTES.in(
                        language,
                        certificate.attachment(),
                        certificate.evidence().length())));
        made.addAll(blocks.pair(Words.SHA256, hash().toString()));
        return made;
    }

    private Hash hash() {
        return certificate.digest();
    }

    /** The steps at the left, the QR code at the right. */
    private Block how() {
        byte[] compact = CompactEvidence.write(evidence);
        boolean fits = compact.length <= QrCode.MAX_BYTES;
        QrCode code = QrCode.of(fits ? compact : ("sha256:" + hash()).getBytes(StandardCharsets.US_ASCII));
        float width = Sheet.INNER - code.side() - 12;
        List<Block> steps = new ArrayList<>();
        steps.addAll(blocks.paragraph(Words.STEP_1.in(language, certificate.attachment()), Ink.BLACK, width));
        steps.addAll(blocks.paragraph(Words.STEP_2.in(language), Ink.BLACK, width));
        steps.addAll(blocks.paragraph(Words.STEP_3.in(language), Ink.BLACK, width));
        steps.add(new Block(20, (sheet, top) -> {
            sheet.area(Sheet.MARGIN, top - 16, width, 15, Ink.PALE);
            sheet.text(Words.COMMAND.in(language), Sheet.MARGIN + 6, top - 11, Blocks.SIZE, Ink.BLACK);
        }));
        steps.addAll(blocks.paragraph(
                fits
                        ? Words.STEP_4.in(language, compact.length)
                        : Words.STEP_4_DIGEST.in(language, compact.length, QrCode.MAX_BYTES),
                Ink.BLACK,
                width));
        List<Block> heading = blocks.heading(Words.HOW);
        float above = height(heading);
        return new Block(above + Math.max(height(steps), code.side()), (sheet, top) -> {
            draw(sheet, heading, top);
            draw(sheet, steps, top - above);
            code.draw(sheet, Sheet.WIDTH - Sheet.MARGIN - code.side(), top - above);
        });
    }

    /** Draws blocks below each other. */
    static void draw(Sheet sheet, List<Block> blocks, float top) throws IOException {
        float y = top;
        for (Block block : blocks) {
            block.drawing().on(sheet, y);
            y -= block.height();
        }
    }

    private List<Block> limits() {
        List<Block> made = new ArrayList<>(blocks.heading(Words.NOT_PROVEN));
        for (Words words : List.of(Words.NOT_1, Words.NOT_2, Words.NOT_3, Words.NOT_4)) {
            made.addAll(blocks.paragraph("– " + words.in(language), Ink.BLACK));
        }
        return made;
    }
}
