package io.tombolo.cli.shell;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Where the log lines of this JVM go: nowhere for a short command, to a file for a server; never among a command's own words. */
public final class Logging {
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX,UTC} %-5level %logger{36} %msg %kvp%n%ex";

    private Logging() {}

    /** Nothing is logged yet. */
    public static void quiet() {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        Logger root = root();
        root.detachAndStopAllAppenders();
        root.setLevel(Level.OFF);
    }

    /** Our INFO and others' WARN go to {@code folder/tombolo.log}, in at most five files of 16 MB. */
    public static void toFolder(Path folder, Form form) {
        LoggerContext context = root().getLoggerContext();
        RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
        file.setContext(context);
        file.setFile(folder.resolve("tombolo.log").toString());
        FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
        rolling.setContext(context);
        rolling.setParent(file);
        rolling.setFileNamePattern(folder.resolve("tombolo.%i.log").toString());
        rolling.setMinIndex(1);
        rolling.setMaxIndex(4);
        rolling.start();
        SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
        size.setContext(context);
        size.setMaxFileSize(FileSize.valueOf("16MB"));
        size.start();
        file.setRollingPolicy(rolling);
        file.setTriggeringPolicy(size);
        begin(context, file, form);
        context.getLogger("org.apache.kafka.connect.runtime").setLevel(Level.INFO);
        context.getLogger("org.apache.kafka.streams.KafkaStreams").setLevel(Level.INFO);
    }

    /** How a line is written. */
    public enum Form {
        TEXT,
        JSON
    }

    /** Our INFO and others' WARN go to standard error, for a service whose log its supervisor keeps. */
    public static void toConsole(Form form) {
        LoggerContext context = root().getLoggerContext();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setTarget("System.err");
        begin(context, console, form);
        // The JVM would write the stack trace as text among the lines of the log.
        Thread.setDefaultUncaughtExceptionHandler((thread, defect) -> LoggerFactory.getLogger(Logging.class)
                .atError()
                .addKeyValue("thread", thread.getName())
                .setCause(defect)
                .log("A thread ended with an exception"));
    }

    private static void begin(LoggerContext context, OutputStreamAppender<ILoggingEvent> appender, Form form) {
        Encoder<ILoggingEvent> encoder = form == Form.JSON ? json() : text();
        encoder.setContext(context);
        encoder.start();
        appender.setEncoder(encoder);
        appender.addFilter(new ExpectedRetries());
        appender.start();
        Logger root = root();
        root.detachAndStopAllAppenders();
        root.addAppender(appender);
        root.setLevel(Level.WARN);
        context.getLogger("io.tombolo").setLevel(Level.INFO);
    }

    private static Encoder<ILoggingEvent> text() {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setPattern(PATTERN);
        return encoder;
    }

    /** Messages are constant and say all that there is beside the key-values, so neither context nor sequence is worth its bytes. */
    private static Encoder<ILoggingEvent> json() {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMDC(false);
        encoder.setWithArguments(false);
        return encoder;
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
