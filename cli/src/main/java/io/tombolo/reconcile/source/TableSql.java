package io.tombolo.reconcile.source;

import java.util.BitSet;
import java.util.function.Function;

/**
 * The queries for one table.
 *
 * @param columns how many columns are compared
 * @param key how many columns the key has
 * @param chunks each chunk: its number, its rows, the sums of their hashes' high and low parts
 * @param hashes each row: the hexadecimal hashes of its key and of its values, in any order
 * @param rows the rows of some chunks in the order of their keys' hashes: both hashes, the key's values as shown, the compared texts
 * @param count how many rows there are
 */
public record TableSql(
        int columns, int key, String chunks, String hashes, Function<BitSet, String> rows, String count) {}
