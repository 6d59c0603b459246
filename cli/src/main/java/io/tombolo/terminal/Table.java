package io.tombolo.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Columns that line up: the first to the left, numbers to the right. */
public final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... headings) {
        rows.add(List.of(headings));
    }

    /** Adds a row; a number is grouped by thousands. */
    public void add(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(
                    cell instanceof Number number
                            ? String.format(Locale.ROOT, "%,d", number.longValue())
                            : cell.toString());
        }
        rows.add(List.copyOf(row));
    }

    /** The rows, each indented by two spaces and ended by a line end. */
    @Override
    public String toString() {
        int columns = rows.get(0).size();
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder("  ");
            for (int column = 0; column < columns; column++) {
                String cell = row.get(column);
                int pad = width(column) - cell.length();
                boolean right = isNumeric(column);
                line.append(right ? " ".repeat(pad) : "").append(cell).append(right ? "" : " ".repeat(pad));
                line.append("  ");
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private boolean isNumeric(int column) {
        return rows.size() > 1
                && rows.stream().skip(1).allMatch(row -> row.get(column).matches("[-–]|-?[0-9][0-9,.]*( [a-zA-Z/]+)?"));
    }
}
