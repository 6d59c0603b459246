package io.tombolo.connectors.csv;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The text of a scanned record's fields, decoded strictly. */
final class CsvText {

    private CsvText() {}

    /** Whether the bytes are UTF-8; asked once a record, only when it is not plain ASCII. */
    static boolean isUtf8(byte[] bytes, int from, int to) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    static String field(byte[] bytes, RecordScan scan, int field) {
        int from = scan.start(field);
        String text = new String(
                bytes,
                from,
                scan.stop(field) - from,
                scan.ascii() ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        return scan.escaped(field) ? text.replace(scan.doubledQuote(), scan.singleQuote()) : text;
    }
}
