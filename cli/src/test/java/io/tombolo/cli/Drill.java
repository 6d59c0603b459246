package io.tombolo.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A scenario that takes a minute of CPU or more, of steps that other tests try one by one (docs/adr/0249). */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfSystemProperty(
        named = "tombolo.drills",
        matches = "true",
        disabledReason =
                "a long scenario of steps that other tests try one by one: mvn -B verify -Dtombolo.drills=true runs it")
@interface Drill {}
