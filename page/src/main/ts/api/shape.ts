/**
 * Reads answers of a server that nobody has to trust. A field of the wrong shape is left out and reported with its name; all other
 * fields count. Nothing is made up for what is missing:
 * it is undefined, and a view shows it as unknown. Null is what the server states that there is none of.
 */

/** What a field should have been. */
export type Expected = "object" | "list" | "count" | "number" | "text" | "time" | "truth" | "word";

/** What was there: its type, or how it went beyond a limit. */
export type Got = "nothing" | "null" | "object" | "list" | "number" | "text" | "truth" | "range" | "length" | "entries" | "unknown";

export interface Deviation {
  /** As `datasets[3].events`; empty for the whole answer. */
  field: string;
  expected: Expected;
  got: Got;
  /** Of characters or entries, where one was exceeded. */
  limit: number | undefined;
}

/** Deviations kept of one answer; the others are counted. */
const KEPT = 20;
/** Characters of a text without a limit of its own. */
const TEXT = 4_000;
const LATEST = Date.UTC(9999, 0);

/** One answer that is being read. */
export class Reading {
  readonly deviations: Deviation[] = [];
  more = 0;
  private readonly way: (string | number)[] = [];

  at<T>(step: string | number, read: () => T): T {
    this.way.push(step);
    const value = read();
    this.way.pop();
    return value;
  }

  wrong(expected: Expected, got: Got, limit?: number): undefined {
    if (this.deviations.length === KEPT) this.more++;
    else this.deviations.push({ field: this.field(), expected, got, limit });
    return undefined;
  }

  private field(): string {
    return this.way.map((step, i) => (typeof step === "number" ? `[${step}]` : i === 0 ? step : `.${step}`)).join("");
  }
}

/** Gives a value of its type, or undefined and a report. */
export type Shape<T> = (value: unknown, by: Reading) => T | undefined;

export type Of<S> = S extends Shape<infer T> ? T : never;

function typeOf(value: unknown): Got {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  switch (typeof value) {
    case "number":
      return "number";
    case "string":
      return "text";
    case "boolean":
      return "truth";
    default:
      return "object";
  }
}

/** A whole number from 0 on that JavaScript holds exactly. */
export const count: Shape<number> = (value, by) => {
  if (typeof value !== "number") return by.wrong("count", typeOf(value));
  return Number.isSafeInteger(value) && value >= 0 ? value : by.wrong("count", "range");
};

/** Any finite number, of a size that charts can draw. */
export const number: Shape<number> = (value, by) => {
  if (typeof value !== "number") return by.wrong("number", typeOf(value));
  return Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : by.wrong("number", "range");
};

export const truth: Shape<boolean> = (value, by) => (typeof value === "boolean" ? value : by.wrong("truth", typeOf(value)));

/** A text; a longer one is cut, and reported. */
export function text(limit = TEXT): Shape<string> {
  return (value, by) => {
    if (typeof value !== "string") return by.wrong("text", typeOf(value));
    if (value.length <= limit) return value;
    by.wrong("text", "length", limit);
    return value.slice(0, limit) + "…";
  };
}

/** One of the words of the contract. */
export function word<W extends string>(...words: W[]): Shape<W> {
  return (value, by) => {
    if (typeof value !== "string") return by.wrong("word", typeOf(value));
    return words.find((known) => known === value) ?? by.wrong("word", "unknown");
  };
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?Z$/;

/** ISO 8601 in UTC, as milliseconds since 1970. */
export const time: Shape<number> = (value, by) => {
  if (typeof value !== "string") return by.wrong("time", typeOf(value));
  const millis = ISO.test(value) ? Date.parse(value) : Number.NaN;
  return millis >= 0 && millis < LATEST ? millis : by.wrong("time", "range");
};

/** Milliseconds since 1970. */
export const millis: Shape<number> = (value, by) => {
  if (typeof value !== "number") return by.wrong("time", typeOf(value));
  return value >= 0 && value < LATEST ? value : by.wrong("time", "range");
};

/** Null where there is none. */
export function orNull<T>(shape: Shape<T>): Shape<T | null> {
  return (value, by) => (value === null ? null : shape(value, by));
}

/** May be left out, which is null here too. */
export function optional<T>(shape: Shape<T>): Shape<T | null> {
  return (value, by) => (value === undefined ? null : shape(value, by));
}

type Fields<F> = { [K in keyof F]: Of<F[K]> | undefined };

/** An object with these fields; others are not looked at, as later versions may add some. */
export function object<F extends Record<string, Shape<unknown>>>(fields: F): Shape<Fields<F>> {
  const names = Object.keys(fields);
  return (value, by) => {
    if (typeOf(value) !== "object") return by.wrong("object", typeOf(value));
    const from = value as Record<string, unknown>;
    const read: Record<string, unknown> = {};
    for (const name of names) {
      read[name] = by.at(name, () => fields[name]!(Object.hasOwn(from, name) ? from[name] : undefined, by));
    }
    return read as Fields<F>;
  };
}

/** A list of at most so many entries; an entry of the wrong shape is left out. */
export function list<T>(entry: Shape<T>, limit = 1_000): Shape<T[]> {
  return (value, by) => {
    if (!Array.isArray(value)) return by.wrong("list", typeOf(value));
    if (value.length > limit) by.wrong("list", "entries", limit);
    const read: T[] = [];
    for (let i = 0; i < Math.min(value.length, limit); i++) {
      const one = by.at(i, () => entry(value[i], by));
      if (one !== undefined) read.push(one);
    }
    return read;
  };
}

/** Values by names that the contract does not list. */
export function byName<T>(entry: Shape<T>, limit = 1_000): Shape<Map<string, T>> {
  return (value, by) => {
    if (typeOf(value) !== "object") return by.wrong("object", typeOf(value));
    const all = Object.entries(value as Record<string, unknown>);
    if (all.length > limit) by.wrong("object", "entries", limit);
    const read = new Map<string, T>();
    for (const [name, one] of all.slice(0, limit)) {
      const good = by.at(name.slice(0, 100), () => entry(one, by));
      if (good !== undefined) read.set(name.slice(0, TEXT), good);
    }
    return read;
  };
}
