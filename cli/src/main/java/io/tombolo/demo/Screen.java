package io.tombolo.demo;

import java.io.PrintWriter;

/** What the demo prints. */
final class Screen {
    private Screen() {}

    static void say(PrintWriter out, String line, Object... values) {
        out.printf(line + "%n", values);
        out.flush();
    }

    /** A hash as people compare them: its first eight digits. */
    static String shortened(String text) {
        return text.replaceAll("\\b([0-9a-f]{8})[0-9a-f]{56}\\b", "$1…");
    }
}
