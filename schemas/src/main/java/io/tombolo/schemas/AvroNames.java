package io.tombolo.schemas;

/** Avro's narrow idea of a name ({@code [A-Za-z_][A-Za-z0-9_]*}), reached from wider ones. */
public final class AvroNames {

    private AvroNames() {}

    /** One name: every character that Avro forbids becomes {@code _}, and a leading digit gets one in front. */
    public static String name(String wide) {
        StringBuilder name = new StringBuilder(wide.length() + 1);
        for (int i = 0; i < wide.length(); i++) {
            char c = wide.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            if (i == 0 && digit) {
                name.append('_');
            }
            boolean legal = digit || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            name.append(legal ? c : '_');
        }
        return name.length() == 0 ? "_" : name.toString();
    }

    /** A dotted name, part by part. */
    public static String fullName(String wide) {
        StringBuilder full = new StringBuilder(wide.length() + 4);
        for (String part : wide.split("\\.", -1)) {
            if (full.length() > 0) {
                full.append('.');
            }
            full.append(name(part));
        }
        return full.toString();
    }

    /** The namespace of a dataset's own types: {@code acme.example.flights}. */
    public static String namespace(DatasetId dataset) {
        return fullName(dataset.organisation()) + "." + name(dataset.name());
    }
}
