package io.tombolo.connectors.source;

import io.tombolo.schemas.DatasetId;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** What a configured value must be, in the words that the operator reads when it is not. */
public final class Checks {

    /** A text with something in it. */
    public static final ConfigDef.Validator NOT_BLANK = that("some text", value -> {
        if (value instanceof String text && text.isBlank()) {
            throw new IllegalArgumentException("is empty");
        }
    });

    /** A list with something in it. */
    public static final ConfigDef.Validator NOT_EMPTY = that("at least one name", value -> {
        if (value instanceof List<?> list && list.isEmpty()) {
            throw new IllegalArgumentException("names nothing");
        }
    });

    /** A dataset's id. */
    public static final ConfigDef.Validator DATASET =
            that("organisation/name", value -> DatasetId.parse(String.valueOf(value)));

    private Checks() {}

    /**
     * A check of one's own.
     *
     * @param what what the value must be, for the documentation
     * @param check throws an {@link IllegalArgumentException} that says what is wrong
     */
    public static ConfigDef.Validator that(String what, Consumer<Object> check) {
        return ConfigDef.LambdaValidator.with(
                (name, value) -> {
                    if (value == null) {
                        return;
                    }
                    try {
                        check.accept(value);
                    } catch (IllegalArgumentException e) {
                        throw new ConfigException(name, value, e.getMessage());
                    }
                },
                () -> what);
    }
}
