package io.tombolo.cli.shell;

/** How a command may end, as the shell sees it. */
public final class ExitCode {
    public static final int GOOD = 0;

    /** A verdict that refuses: something shared is not what its owner anchored. */
    public static final int REFUSED = 1;

    /** Wrong use, or an environment that does not let the command do its work. */
    public static final int WRONG = 2;

    /** To {@code ./tombolo} alone, which begins a short command with few jars: a class is not among them, begin again with all. */
    public static final int CLASS_MISSING = 75;

    private ExitCode() {}
}
