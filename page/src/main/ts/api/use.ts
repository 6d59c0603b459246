/** Answers as parts of a view: the last one stays while the server is gone, and what is wrong with its shape is reported. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { type Answer, ask } from "./ask.js";
import type { Deviation, Shape } from "./shape.js";
import { Store } from "./store.js";

export type Failure = Exclude<Answer<never>, { kind: "read" }>;

/** What is wrong with the answers that are on the screen, by path. */
export interface Report {
  path: string;
  deviations: Deviation[];
  more: number;
}

export const reports = new Store<Report[]>([]);

/** Replaces what is known about a path's answer; one without deviations has nothing to report. */
export function report(path: string, deviations: Deviation[], more: number): void {
  const others = reports.value.filter((one) => one.path !== path);
  if (deviations.length > 0) reports.set([...others, { path, deviations, more }]);
  else if (others.length < reports.value.length) reports.set(others);
}

export interface Asked<T> {
  /** The newest answer that had its shape; undefined before the first one. */
  value: T | undefined;
  /** When it was read, by this machine's clock. */
  at: number | undefined;
  /** Why there is none, or no newer one. */
  failure: Failure | undefined;
  busy: boolean;
  again: () => void;
}

interface Held<T> {
  path: string | undefined;
  value: T | undefined;
  at: number | undefined;
  failure: Failure | undefined;
  busy: boolean;
}

/**
 * Asks for a path, and again when it or `version` changes.
 *
 * @param path undefined to ask nothing
 * @param version another value asks again and keeps the answer until then
 */
export function useAnswer<T>(path: string | undefined, shape: Shape<T>, version: unknown = 0): Asked<T> {
  const [held, setHeld] = useState<Held<T>>({ path, value: undefined, at: undefined, failure: undefined, busy: path !== undefined });
  const [asked, setAsked] = useState(0);
  const again = useCallback(() => setAsked((n) => n + 1), []);
  useEffect(() => {
    if (path === undefined) return undefined;
    const stop = new AbortController();
    setHeld((was) => (was.path === path ? { ...was, busy: true } : { path, value: undefined, at: undefined, failure: undefined, busy: true }));
    void ask(path, shape, stop.signal).then((answer) => {
      if (stop.signal.aborted) return;
      if (answer.kind !== "read") {
        setHeld((was) => ({ ...was, path, failure: answer, busy: false }));
        return;
      }
      report(path, answer.deviations, answer.more);
      setHeld({ path, value: answer.value, at: Date.now(), failure: undefined, busy: false });
    });
    return () => stop.abort();
  }, [path, version, asked]);
  useEffect(() => {
    return () => {
      if (path !== undefined) report(path, [], 0);
    };
  }, [path]);
  const current = held.path === path ? held : { value: undefined, at: undefined, failure: undefined, busy: path !== undefined };
  return { ...current, again };
}

/** Pages of a list, one at a time, with the way back. */
export interface Pages {
  /** What to send as the cursor; undefined for the first page. */
  cursor: string | undefined;
  page: number;
  next: (cursor: string) => void;
  back: () => void;
}

/** @param of another value starts at the first page */
export function usePages(of: unknown): Pages {
  const [held, setHeld] = useState<{ of: unknown; cursors: string[] }>({ of, cursors: [] });
  const cursors = held.of === of ? held.cursors : [];
  return {
    cursor: cursors.at(-1),
    page: cursors.length + 1,
    next: (cursor) => setHeld({ of, cursors: [...cursors, cursor] }),
    back: () => setHeld({ of, cursors: cursors.slice(0, -1) }),
  };
}

/** Calls at most once in so many milliseconds, the last call always. */
export function useThrottled(run: () => void, ms: number): () => void {
  const newest = useRef(run);
  newest.current = run;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const last = useRef(-Infinity);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(() => {
    if (timer.current !== undefined) return;
    timer.current = setTimeout(
      () => {
        timer.current = undefined;
        last.current = performance.now();
        newest.current();
      },
      Math.max(0, last.current + ms - performance.now()),
    );
  }, [ms]);
}
