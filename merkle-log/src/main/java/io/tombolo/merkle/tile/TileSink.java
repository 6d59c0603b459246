package io.tombolo.merkle.tile;

/** Takes finished tiles and bundles; a full one replaces its partial forms. */
@FunctionalInterface
public interface TileSink {
    void write(TilePath path, byte[] bytes);
}
