package io.tombolo.dsp;

/** The two sides of an exchange. */
enum Side {
    PROVIDER,
    CONSUMER;

    Side other() {
        return this == PROVIDER ? CONSUMER : PROVIDER;
    }
}
