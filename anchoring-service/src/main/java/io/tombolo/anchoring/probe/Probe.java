package io.tombolo.anchoring.probe;

/** Is told each step. The service's own does nothing. */
@FunctionalInterface
public interface Probe {
    Probe NONE = step -> {};

    void at(Step step);
}
