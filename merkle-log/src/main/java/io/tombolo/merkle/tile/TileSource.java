package io.tombolo.merkle.tile;

import java.util.Optional;

/** Where tiles and entry bundles are kept: a folder, a topic, a server. Nothing it hands out is trusted unchecked. */
@FunctionalInterface
public interface TileSource {
    /** The bytes at that path, or empty when there are none; a broken environment throws an unchecked exception of its own. */
    Optional<byte[]> read(TilePath path);
}
