package io.tombolo.connectors.text;

import java.io.IOException;

/** A text that can be opened again and again. */
@FunctionalInterface
public interface PlainText {

    /** Its bytes from the first on. */
    PlainBytes open() throws IOException;
}
