/** Parts that all views use. Every value goes through a text node: names and values of strangers are never markup. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { tag, useLanguage, useWords } from "./i18n.js";
import { words } from "./words.js";

export type Tone = "good" | "wait" | "bad" | "plain";

const GOOD = new Set(["ANCHORED", "CROSS_ANCHORED", "UP", "FOLLOWING"]);
const WAIT = new Set(["PENDING", "SEALED", "INTACT", "UNKNOWN", "STARTING"]);

/** What a level, a refusal or a state means at a glance: one that is not known is a refusal. */
export function toneOf(name: string): Tone {
  return GOOD.has(name) ? "good" : WAIT.has(name) ? "wait" : "bad";
}

export function Badge({ name, tone = toneOf(name), children }: { name: string; tone?: Tone; children?: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{children ?? name}</span>;
}

/** A time as ISO 8601 or in ms, shown in UTC to the second; the whole of it in the title. */
export function Time({ at }: { at: string | number | null | undefined }) {
  const { never } = useWords(words);
  if (at === null || at === undefined) return <span class="soft">{never}</span>;
  const iso = typeof at === "number" ? new Date(at).toISOString() : at;
  return (
    <time class="time" dateTime={iso} title={iso}>
      {shownTime(iso)}
    </time>
  );
}

export function shownTime(iso: string): string {
  return iso.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC");
}

/** A number with its digits grouped as the language has it. */
export function Count({ of }: { of: number | bigint | null | undefined }) {
  const language = useLanguage();
  return <span class="count">{of === null || of === undefined ? "–" : of.toLocaleString(tag(language))}</span>;
}

/** A hash, a key or an id: its beginning and its end, and all of it to copy. */
export function Hash({ value, whole = false }: { value: string; whole?: boolean }) {
  const w = useWords(words);
  const [copied, setCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const short = whole || value.length <= 20 ? value : `${value.slice(0, 8)}…${value.slice(-6)}`;
  const copy = async () => {
    if (!(await toClipboard(value))) return;
    setCopied(true);
    timer.current = setTimeout(() => setCopied(false), 1500);
  };
  return (
    <span class="hash">
      <code title={value}>{short}</code>
      <button type="button" class="quiet" aria-label={`${w.copy} ${short}`} onClick={copy}>
        {copied ? w.copied : w.copy}
      </button>
    </span>
  );
}

/** A page on plain http has no clipboard; there the old way, which needs an element that is selected. */
async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "off-screen";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

/** Something that did not work, with the reason as it was reported. */
export function Problem({ title, children }: { title?: string; children: ComponentChildren }) {
  const w = useWords(words);
  return (
    <div class="problem" role="alert">
      <strong>{title ?? w.problem}</strong>
      <p>{children}</p>
    </div>
  );
}

export interface Column<Row> {
  /** Also names the value where the table is stacked into cards. */
  name: string;
  numeric?: boolean;
  cell: (row: Row) => ComponentChildren;
}

/** A table that never cuts off: below 40 rem its rows are stacked into cards. The first column names the row. */
export function Table<Row>(table: { caption: string; columns: Column<Row>[]; rows: readonly Row[]; rowKey: (row: Row) => string; empty: string }) {
  const { caption, columns, rows, rowKey, empty } = table;
  if (rows.length === 0) return <p class="soft">{empty}</p>;
  return (
    <table class={columns.length > 4 ? "stacks wide" : "stacks"}>
      <caption class="off-screen">{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.name} scope="col" class={column.numeric ? "n" : undefined}>
              {column.name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map((column, i) => {
              const named = { class: column.numeric ? "n" : undefined, "data-name": column.name };
              return i === 0 ? (
                <th key={column.name} scope="row" {...named}>
                  {column.cell(row)}
                </th>
              ) : (
                <td key={column.name} {...named}>
                  <div>{column.cell(row)}</div>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A view's title: the one heading of its kind, and the browser's title. */
export function Title({ children }: { children: string }) {
  useEffect(() => {
    document.title = `${children} – Tombolo`;
  }, [children]);
  return <h1>{children}</h1>;
}

/** A titled part of a view. */
export function Section({ title, children, id, actions }: { title: string; children: ComponentChildren; id?: string; actions?: ComponentChildren }) {
  return (
    <section class="card" id={id} aria-label={title}>
      <div class="card-head">
        <h2>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}
