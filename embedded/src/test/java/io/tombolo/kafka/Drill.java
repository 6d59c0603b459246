package io.tombolo.kafka;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A scenario that takes half a minute or more and repeats, at more length, with more processes or on another product, what other tests try (docs/adr/0251). */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfSystemProperty(named = "tombolo.drills", matches = "true", disabledReason = Drill.HOW)
public @interface Drill {
    /** Why it is skipped, and how to run it. */
    String HOW = "repeats at length what other tests try: mvn -B verify -Dtombolo.drills=true runs it";
}
