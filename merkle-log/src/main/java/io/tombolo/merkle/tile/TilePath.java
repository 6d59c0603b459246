package io.tombolo.merkle.tile;

import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.text.StrictText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of one tile or entry bundle of a log (C2SP tlog-tiles), such as {@code tile/0/x001/x234/067.p/12}.
 *
 * @param kind hashes, or entries
 * @param level 0 to 63 for hashes; always 0 for entries
 * @param index place within the level, from 0
 * @param width number of hashes or entries, 1 to 256; below 256 it is partial
 */
public record TilePath(Kind kind, int level, long index, int width) {
    /** Hashes or entries in a full tile. */
    public static final int FULL = 256;

    public enum Kind {
        HASHES,
        ENTRIES
    }

    private static final Pattern FORM = Pattern.compile(
            "tile/(?<level>entries|0|[1-9][0-9]?)/(?<index>(?:x[0-9]{3}/){0,6}[0-9]{3})(?:\\.p/(?<width>[1-9][0-9]{0,2}))?");

    public TilePath {
        if (level < 0 || level > 63 || (kind == Kind.ENTRIES && level != 0)) {
            throw new MalformedException("tile level " + level + ": must be 0 to 63, and 0 for entries");
        }
        if (index < 0) {
            throw new MalformedException("tile index " + Long.toUnsignedString(index) + ": limit " + Long.MAX_VALUE);
        }
        if (width < 1 || width > FULL) {
            throw new MalformedException("tile width " + width + ": must be 1 to " + FULL);
        }
    }

    public static TilePath hashes(int level, long index, int width) {
        return new TilePath(Kind.HASHES, level, index, width);
    }

    public static TilePath entries(long index, int width) {
        return new TilePath(Kind.ENTRIES, 0, index, width);
    }

    public boolean full() {
        return width == FULL;
    }

    /** The full tile at the same place. */
    public TilePath asFull() {
        return new TilePath(kind, level, index, FULL);
    }

    /** Parses the path below a log's prefix, in its only spelling. */
    public static TilePath parse(String path) {
        Matcher form = FORM.matcher(path);
        if (!form.matches()) {
            throw new MalformedException("tile path " + StrictText.shown(path) + ": not of the form of tlog-tiles");
        }
        String level = form.group("level");
        String digits = form.group("index").replace("/", "").replace("x", "");
        String significant = digits.replaceFirst("^0+(?=[0-9])", "");
        long index = StrictText.decimal(significant, "tile index");
        int width = FULL;
        if (form.group("width") != null) {
            width = Integer.parseInt(form.group("width"));
            if (width >= FULL) {
                throw new MalformedException("tile path " + path + ": a partial tile is 1 to 255 wide");
            }
        }
        TilePath parsed =
                level.equals("entries") ? entries(index, width) : hashes(Integer.parseInt(level), index, width);
        if (!parsed.path().equals(path)) {
            throw new MalformedException("tile path " + StrictText.shown(path) + ": must be " + parsed.path());
        }
        return parsed;
    }

    /** The path below a log's prefix. */
    public String path() {
        StringBuilder place = new StringBuilder(threeDigits(index % 1000));
        for (long rest = index / 1000; rest > 0; rest /= 1000) {
            place.insert(0, "x" + threeDigits(rest % 1000) + "/");
        }
        String where = kind == Kind.ENTRIES ? "entries" : Integer.toString(level);
        return "tile/" + where + "/" + place + (full() ? "" : ".p/" + width);
    }

    private static String threeDigits(long n) {
        return Long.toString(1000 + n).substring(1);
    }

    @Override
    public String toString() {
        return path();
    }
}
