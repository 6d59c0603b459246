package io.tombolo.certificate;

import java.io.IOException;

/**
 * A part of a page that is not divided.
 *
 * @param height in points
 */
record Block(float height, Drawing drawing) {
    /** Draws a block whose upper edge is given. */
    interface Drawing {
        void on(Sheet sheet, float top) throws IOException;
    }

    static Block space(float height) {
        return new Block(height, (sheet, top) -> {});
    }
}
