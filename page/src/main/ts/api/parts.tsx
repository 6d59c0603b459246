/** Parts of views that are about the server's answers. */
import { type ComponentChildren, Fragment } from "preact";
import { tag, useLanguage, useWords } from "../shell/i18n.js";
import { Problem, shownTime, Time } from "../shell/parts.js";
import type { LiveState } from "./live.js";
import { useStore } from "./store.js";
import { type Asked, type Failure, type Pages, reports } from "./use.js";
import { words } from "./words.js";

/** What a value is called that the server did not say, or that was not of its shape. */
export function Unknown() {
  const w = useWords(words);
  return (
    <span class="soft" title={w.unknown}>
      <span aria-hidden="true">–</span>
      <span class="off-screen">{w.unknown}</span>
    </span>
  );
}

/** A part of an answer that may be missing: then it is shown as unknown, never as empty. */
export function Known<T>({ of, children }: { of: T | null | undefined; children: (value: T) => ComponentChildren }) {
  return <>{of === undefined || of === null ? <Unknown /> : children(of)}</>;
}

/** A number with its digits in groups, or as unknown. */
export function NumberOf({ of }: { of: number | null | undefined }) {
  const shown = useNumbers();
  return of === undefined || of === null ? <Unknown /> : <span class="count">{shown(of)}</span>;
}

/** A time; null for one that never was. */
export function TimeOf({ at }: { at: number | null | undefined }) {
  return at === undefined ? <Unknown /> : <Time at={at} />;
}

/** Writes numbers as the language has them. */
export function useNumbers(): (of: number, digits?: number) => string {
  const language = useLanguage();
  return (of, digits = 0) => of.toLocaleString(tag(language), { maximumFractionDigits: digits });
}

/** A stranger's text, which must not turn the order of what is around it. */
export function Text({ of }: { of: string | null | undefined }) {
  return of === undefined || of === null ? <Unknown /> : <bdi class="text">{visible(of)}</bdi>;
}

/** A name with slashes, which may break behind each. */
export function Name({ of }: { of: string }) {
  return (
    <bdi class="text">
      {visible(of)
        .split(/(?<=\/)/)
        .map((part, i) => (
          <Fragment key={i}>
            {i > 0 && <wbr />}
            {part}
          </Fragment>
        ))}
    </bdi>
  );
}

const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** Control and direction characters as their numbers: a name must not look like another one. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (hidden) => `‹U+${hidden.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}›`);
}

/** Whether news arrives. */
export function Link({ state }: { state: LiveState }) {
  const w = useWords(words);
  const since = shownTime(new Date(state.since).toISOString());
  const tone = { live: "good", connecting: "wait", lost: "bad" }[state.link];
  return (
    <span class={`badge ${tone}`} role="status" data-link={state.link}>
      {state.link === "lost" ? w.lostSince(since) : w[state.link]}
    </span>
  );
}

/** Everything in the answers on the screen that was left out, with its name. */
export function Deviations() {
  const w = useWords(words);
  const all = useStore(reports);
  const number = useNumbers();
  if (all.length === 0) return null;
  const more = all.reduce((sum, one) => sum + one.more, 0);
  return (
    <div class="problem" role="alert" id="deviations">
      <strong>{w.deviationsTitle}</strong>
      <p>{w.deviationsText}</p>
      <ul>
        {all.flatMap(({ path, deviations }) =>
          deviations.map(({ field, expected, got, limit }) => (
            <li key={`${path} ${field} ${got}`}>
              <bdi>{w.deviation(visible(path), visible(field), expected, got, limit === undefined ? "" : number(limit))}</bdi>
            </li>
          )),
        )}
        {more > 0 && <li>{w.moreDeviations(number(more))}</li>}
      </ul>
    </div>
  );
}

export function useFailure(): (failure: Failure) => string {
  const w = useWords(words);
  return (failure) => {
    if (failure.kind === "refused") return failure.message === undefined ? w.refused(String(failure.status)) : visible(failure.message);
    return { unreachable: w.unreachable, late: w.late, large: w.large, "not json": w.notJson }[failure.why];
  };
}

/** What an answer shows: nothing yet, why there is none, or its value; a value stays while there is no newer one. */
export function Answered<T>({ of, path, children, waiting }: { of: Asked<T>; path: string; children: (value: T) => ComponentChildren; waiting: string }) {
  const w = useWords(words);
  const why = useFailure();
  return (
    <div class="answered" aria-busy={of.busy && of.value === undefined}>
      {of.failure !== undefined && (
        <Problem title={w.failed(path)}>
          {why(of.failure)}
          {of.at !== undefined && ` ${w.asOf(shownTime(new Date(of.at).toISOString()))}`}{" "}
          <button type="button" class="quiet" onClick={of.again}>
            {w.tryAgain}
          </button>
        </Problem>
      )}
      {of.value === undefined ? of.busy && of.failure === undefined && <p class="soft">{waiting}</p> : children(of.value)}
    </div>
  );
}

/** The way through a long list. */
export function Pager({ pages, next, label }: { pages: Pages; next: string | null | undefined; label: string }) {
  const w = useWords(words);
  const number = useNumbers();
  if (pages.page === 1 && typeof next !== "string") return null;
  return (
    <nav class="pager" aria-label={`${w.pages}: ${label}`}>
      <button type="button" disabled={pages.page === 1} onClick={pages.back}>{w.back}</button>
      <span aria-live="polite">{w.page(number(pages.page))}</span>
      <button type="button" disabled={typeof next !== "string"} onClick={() => typeof next === "string" && pages.next(next)}>{w.next}</button>
    </nav>
  );
}
