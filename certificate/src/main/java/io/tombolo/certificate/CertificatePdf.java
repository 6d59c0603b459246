package io.tombolo.certificate;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentCatalog;
import org.apache.pdfbox.pdmodel.PDDocumentNameDictionary;
import org.apache.pdfbox.pdmodel.PDEmbeddedFilesNameTreeNode;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDMetadata;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.pdmodel.common.filespecification.PDEmbeddedFile;
import org.apache.pdfbox.pdmodel.graphics.color.PDOutputIntent;
import org.apache.pdfbox.pdmodel.interactive.viewerpreferences.PDViewerPreferences;

/** Writes a certificate as PDF/A-3b (ISO 19005-3) with the evidence as an associated file. */
final class CertificatePdf {
    private static final float FOOTER = 34;
    private static final String SRGB = "sRGB IEC61966-2.1";

    private CertificatePdf() {}

    static byte[] of(Certificate certificate) throws IOException {
        try (PDDocument document = new PDDocument()) {
            Typeface regular = Typeface.regular(document);
            Typeface bold = Typeface.bold(document);
            float height = Sheet.HEIGHT - 2 * Sheet.MARGIN + 10 - FOOTER / 2;
            List<List<Block>> pages = new CertificatePages(certificate, regular).pages(height);
            for (int i = 0; i < pages.size(); i++) {
                PDPage page = new PDPage(new PDRectangle(Sheet.WIDTH, Sheet.HEIGHT));
                document.addPage(page);
                try (PDPageContentStream stream = new PDPageContentStream(document, page)) {
                    Sheet sheet = new Sheet(stream, regular, bold);
                    CertificatePages.draw(sheet, pages.get(i), Sheet.HEIGHT - Sheet.MARGIN + 10);
                    footer(sheet, certificate.language(), regular, i + 1, pages.size());
                }
            }
            archive(document, certificate);
            attach(document, certificate);
            document.setDocumentId(
                    ByteBuffer.wrap(certificate.digest().toBytes()).getLong());
            document.setVersion(1.7f);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            document.save(out);
            return out.toByteArray();
        }
    }

    private static void footer(Sheet sheet, Language language, Typeface face, int page, int pages) throws IOException {
        String number = Words.PAGE.in(language, page, pages);
        float right = Sheet.WIDTH - Sheet.MARGIN - face.width(number, 7.5f);
        sheet.area(Sheet.MARGIN, FOOTER + 10, Sheet.INNER, 0.6f, Ink.RULE);
        sheet.text(Words.FOOTER.in(language), Sheet.MARGIN, FOOTER, 7.5f, Ink.GREY);
        sheet.text(number, right, FOOTER, 7.5f, Ink.GREY);
    }

    private static void archive(PDDocument document, Certificate certificate) throws IOException {
        PDDocumentCatalog catalog = document.getDocumentCatalog();
        String title = Words.TITLE.in(certificate.language());
        document.getDocumentInformation().setTitle(title);
        catalog.setLanguage(certificate.language() == Language.ZH ? "zh-CN" : "en");
        PDViewerPreferences preferences = new PDViewerPreferences(new COSDictionary());
        preferences.setDisplayDocTitle(true);
        catalog.setViewerPreferences(preferences);
        PDMetadata metadata = new PDMetadata(document);
        metadata.importXMPMetadata(xmp(title).getBytes(StandardCharsets.UTF_8));
        catalog.setMetadata(metadata);
        byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
        PDOutputIntent intent = new PDOutputIntent(document, new ByteArrayInputStream(profile));
        intent.setInfo(SRGB);
        intent.setOutputCondition(SRGB);
        intent.setOutputConditionIdentifier(SRGB);
        intent.setRegistryName("http://www.color.org");
        catalog.addOutputIntent(intent);
    }

    private static String xmp(String title) {
        return """
                <?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
                <x:xmpmeta xmlns:x="adobe:ns:meta/">
                <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
                <rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:dc="http://purl.org/dc/elements/1.1/">
                <pdfaid:part>3</pdfaid:part>
                <pdfaid:conformance>B</pdfaid:conformance>
                <dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title>
                </rdf:Description>
                </rdf:RDF>
                </x:xmpmeta>
                <?xpacket end="w"?>
                """.formatted(title);
    }

    private static void attach(PDDocument document, Certificate certificate) throws IOException {
        String name = certificate.attachment();
        byte[] bytes = certificate.evidence().toArray();
        PDEmbeddedFile file = new PDEmbeddedFile(document, new ByteArrayInputStream(bytes), COSName.FLATE_DECODE);
        file.setSubtype(name.endsWith(".cbor") ? "application/cbor" : "application/json");
        file.setSize(bytes.length);
        file.setModDate(GregorianCalendar.from(certificate.verifiedAt().atZone(ZoneOffset.UTC)));
        PDComplexFileSpecification specification = new PDComplexFileSpecification();
        specification.setFile(name);
        specification.setFileUnicode(name);
        specification.setEmbeddedFile(file);
        specification.setEmbeddedFileUnicode(file);
        specification.setFileDescription("Tombolo evidence");
        specification.getCOSObject().setName("AFRelationship", "Data");
        PDEmbeddedFilesNameTreeNode files = new PDEmbeddedFilesNameTreeNode();
        files.setNames(Map.of(name, specification));
        PDDocumentNameDictionary names = new PDDocumentNameDictionary(document.getDocumentCatalog());
        names.setEmbeddedFiles(files);
        document.getDocumentCatalog().setNames(names);
        COSArray associated = new COSArray();
        associated.add(specification.getCOSObject());
        document.getDocumentCatalog().getCOSObject().setItem(COSName.getPDFName("AF"), associated);
    }
}
