package io.tombolo.certificate;

/** A colour, in sRGB, each from 0 to 1. */
record Ink(float red, float green, float blue) {
    static final Ink BLACK = new Ink(0.10f, 0.11f, 0.13f);
    static final Ink GREY = new Ink(0.40f, 0.43f, 0.47f);
    static final Ink PALE = new Ink(0.94f, 0.95f, 0.96f);
    static final Ink RULE = new Ink(0.80f, 0.82f, 0.85f);
    static final Ink GREEN = new Ink(0.05f, 0.42f, 0.27f);
    static final Ink AMBER = new Ink(0.62f, 0.36f, 0.02f);
    static final Ink WHITE = new Ink(1, 1, 1);
}
