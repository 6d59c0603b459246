package io.tombolo.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says in an operator's words what Jackson found: the key, its value unless it may be a secret, and what was expected. */
final class ConfigErrors {
    /** How Jackson says that a key of a record is not there, or is there without a value. */
    private static final Pattern NO_VALUE = Pattern.compile("^(?:Missing|Null)[^']* creator property '(\\w+)'");

    private static final Pattern TWICE = Pattern.compile("^Duplicate field '([^']*)'");

    private ConfigErrors() {}

    static String of(JsonProcessingException found) {
        if (!(found instanceof JsonMappingException misfit)) {
            return "no YAML: " + found.getOriginalMessage() + at(found);
        }
        String key = key(misfit.getPath());
        if (misfit.getCause() instanceof ConfigFile.ConfigException own) {
            // A list's elements check themselves, and don't know which of them they are.
            String said = String.valueOf(own.getMessage());
            int element = key.indexOf('[');
            if (element > 0 && said.startsWith(key.substring(0, element))) {
                return key + said.substring(element);
            }
            // Nor do those that several keys have.
            return said.startsWith(key.split("[.\\[]", 2)[0]) ? said : key + "." + said;
        }
        String place = key.isEmpty() ? "configuration" : key;
        if (misfit instanceof UnrecognizedPropertyException unknown) {
            return place + ": unknown key; known are "
                    + unknown.getKnownPropertyIds().stream()
                            .map(String::valueOf)
                            .sorted()
                            .collect(Collectors.joining(", "));
        }
        String message = String.valueOf(misfit.getOriginalMessage());
        Matcher none = NO_VALUE.matcher(message);
        if (none.find()) {
            String name = none.group(1);
            return (key.isEmpty() || key.equals(name) || key.endsWith("." + name) ? place : key + "." + name)
                    + ": missing";
        }
        if (misfit instanceof InvalidNullException || message.startsWith("Cannot map `null` into")) {
            return place + ": missing";
        }
        Matcher twice = TWICE.matcher(message);
        if (twice.find()) {
            return "no YAML: key " + twice.group(1) + " twice" + at(found);
        }
        if (misfit instanceof MismatchedInputException wrong && wrong.getTargetType() != null) {
            String value = misfit instanceof InvalidFormatException format ? "'" + format.getValue() + "', " : "";
            return place + ": " + value + "must be " + kind(wrong.getTargetType());
        }
        return place + ": " + message;
    }

    private static String kind(Class<?> type) {
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return "a whole number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == String.class || type == Path.class) {
            return "a text";
        }
        if (List.class.isAssignableFrom(type)) {
            return "a list";
        }
        return Map.class.isAssignableFrom(type) || type.isRecord() ? "a map of keys" : "a " + type.getSimpleName();
    }

    private static String key(List<JsonMappingException.Reference> path) {
        StringBuilder key = new StringBuilder();
        for (JsonMappingException.Reference step : path) {
            @Nullable String name = step.getFieldName();
            if (name == null) {
                key.append('[').append(step.getIndex()).append(']');
            } else {
                key.append(key.isEmpty() ? "" : ".").append(name);
            }
        }
        return key.toString();
    }

    private static String at(JsonProcessingException found) {
        return found.getLocation() == null
                ? ""
                : ", line " + found.getLocation().getLineNr();
    }
}
