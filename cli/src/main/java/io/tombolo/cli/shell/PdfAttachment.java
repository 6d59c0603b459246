package io.tombolo.cli.shell;

import io.tombolo.verification.evidence.EvidenceFile;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The one file that is attached to a PDF. It reads no more of a PDF than the streams' dictionaries, in one pass, so that a crafted one can neither
 * hang it nor fill the memory; what it returns is as untrusted as any file.
 */
final class PdfAttachment {
    private static final byte[] HEADER = ascii("%PDF-");
    private static final byte[] STREAM = ascii("stream");
    private static final byte[] END = ascii("endstream");
    private static final byte[] OBJECT = ascii("obj");

    /** A dictionary of an attached file has some hundred bytes. */
    private static final int MOST_DICTIONARY = 64 << 10;

    private static final Pattern NAME_CODE = Pattern.compile("#([0-9A-Fa-f]{2})");
    private static final Pattern EMBEDDED = Pattern.compile("/Type\\s*/EmbeddedFile(?![A-Za-z0-9])");
    private static final Pattern FILTER = Pattern.compile("/Filter\\s*(\\[[^\\]]*\\]|/[^\\s/<>\\[\\]()]+)");
    private static final Pattern LENGTH = Pattern.compile("/Length\\s+(\\d{1,9})(?!\\s+\\d+\\s+R)(?!\\d)");
    private static final Pattern ENCRYPTED = Pattern.compile("/Encrypt(?![A-Za-z0-9])");

    private final Path file;
    private final byte[] pdf;

    private PdfAttachment(Path file, byte[] pdf) {
        this.file = file;
        this.pdf = pdf;
    }

    static boolean isPdf(byte[] bytes) {
        return bytes.length >= HEADER.length && Arrays.equals(HEADER, 0, HEADER.length, bytes, 0, HEADER.length);
    }

    /**
     * The bytes that were attached.
     *
     * @throws CommandException when there is not exactly one, or it cannot be read, with the limit that it breaks
     */
    static byte[] of(Path file, byte[] pdf) {
        return new PdfAttachment(file, pdf).only();
    }

    private byte[] only() {
        byte[] found = null;
        int attached = 0;
        int from = 0;
        int at = find(STREAM, from);
        while (at >= 0) {
            String dictionary = dictionary(from, at);
            int data = data(at);
            int end = data;
            if (data > 0 && EMBEDDED.matcher(dictionary).find()) {
                attached++;
                if (attached > 1) {
                    throw refuse("it has several attached files, limit 1");
                }
                found = content(dictionary, data);
            }
            if (data > 0) {
                end = find(END, data);
                if (end < 0) {
                    throw refuse("it is cut off: the stream at byte " + data + " does not end");
                }
                from = end + END.length;
            } else {
                refuseEncrypted(new String(pdf, from, at - from, StandardCharsets.ISO_8859_1));
                from = at + STREAM.length;
            }
            at = find(STREAM, from);
        }
        refuseEncrypted(new String(pdf, from, pdf.length - from, StandardCharsets.ISO_8859_1));
        if (found == null) {
            throw refuse("it has no attached file; tombolo certificate writes a PDF with the evidence attached");
        }
        return found;
    }

    /** What is between the object's begin and its stream, with names in their plain spelling. */
    private String dictionary(int from, int stream) {
        int begin = from;
        int earliest = Math.max(from, stream - MOST_DICTIONARY);
        for (int i = stream - OBJECT.length; i >= earliest; i--) {
            if (matches(OBJECT, i)) {
                begin = i;
                break;
            }
        }
        String text = new String(pdf, from, stream - from, StandardCharsets.ISO_8859_1);
        refuseEncrypted(text);
        String plain = text.substring(Math.max(begin, earliest) - from);
        Matcher code = NAME_CODE.matcher(plain);
        return code.replaceAll(
                hex -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(hex.group(1), 16))));
    }

    private void refuseEncrypted(String text) {
        if (ENCRYPTED.matcher(text).find()) {
            throw refuse(
                    "it is encrypted; save it without a password, or take the attached file out with a PDF reader");
        }
    }

    /** Where a stream's bytes begin; -1 if the word at this place does not begin one. */
    private int data(int at) {
        int next = at + STREAM.length;
        if (next < pdf.length && pdf[next] == '\r') {
            next++;
        }
        return next < pdf.length && pdf[next] == '\n' ? next + 1 : -1;
    }

    private byte[] content(String dictionary, int data) {
        Matcher filter = FILTER.matcher(dictionary);
        String name = filter.find() ? filter.group(1).replaceAll("[\\[\\]\\s]", "") : "";
        if (name.equals("/FlateDecode") && !dictionary.contains("/DecodeParms")) {
            return inflated(data);
        }
        if (!name.isEmpty()) {
            throw refuse("its attached file is encoded by " + name + ", must be /FlateDecode or nothing");
        }
        Matcher length = LENGTH.matcher(dictionary);
        if (!length.find()) {
            throw refuse("its attached file states no length");
        }
        long bytes = Long.parseLong(length.group(1));
        if (bytes > pdf.length - data) {
            throw refuse(String.format(
                    "it is cut off: the attached file has %,d bytes, %,d are there", bytes, pdf.length - data));
        }
        return checked(Arrays.copyOfRange(pdf, data, data + (int) bytes));
    }

    private byte[] inflated(int data) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(pdf, data, pdf.length - data);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[1 << 16];
            while (!inflater.finished()) {
                int read = inflater.inflate(buffer);
                if (read == 0 && !inflater.finished()) {
                    throw refuse("it is cut off: its attached file does not end");
                }
                out.write(buffer, 0, read);
                if (out.size() > EvidenceFile.MAX_BYTES) {
                    throw tooLarge();
                }
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw refuse("its attached file is not what /FlateDecode writes: " + e.getMessage());
        } finally {
            inflater.end();
        }
    }

    private byte[] checked(byte[] bytes) {
        if (bytes.length > EvidenceFile.MAX_BYTES) {
            throw tooLarge();
        }
        return bytes;
    }

    private CommandException tooLarge() {
        return refuse(String.format("its attached file has more than %,d bytes, the limit", EvidenceFile.MAX_BYTES));
    }

    private CommandException refuse(String why) {
        return new CommandException(file + ": is a PDF from which no evidence can be taken: " + why);
    }

    private int find(byte[] word, int from) {
        for (int i = from; i <= pdf.length - word.length; i++) {
            if (matches(word, i)) {
                return i;
            }
        }
        return -1;
    }

    private boolean matches(byte[] word, int at) {
        return Arrays.equals(word, 0, word.length, pdf, at, at + word.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
