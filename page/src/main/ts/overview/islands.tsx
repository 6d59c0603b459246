/** Organisations as cards: the island, its sums, and the datasets that most need to be seen. */
import { useMemo } from "preact/hooks";
import * as answers from "../api/answers.js";
import { withQuery } from "../api/answers.js";
import { Answered, Known, Name, NumberOf, Pager, Text, TimeOf, Unknown, useNumbers } from "../api/parts.js";
import { type Pages, useAnswer } from "../api/use.js";
import { words as answerWords } from "../api/words.js";
import { useWords } from "../shell/i18n.js";
import { Badge } from "../shell/parts.js";
import { href } from "../shell/router.js";
import { type Dots, Island } from "./island.js";
import { words } from "./words.js";

/** Datasets that a card lists. */
const LISTED = 5;

type Changes = Map<string, answers.DatasetChange>;

export function Islands({ of, next, pages, changes }: { of: answers.Organisation[]; next: string | null | undefined; pages: Pages; changes: Changes }) {
  const w = useWords(words);
  return (
    <>
      <ul class="sea">
        {of.map((one, i) => (
          <Card key={i} of={one} changes={changes} />
        ))}
      </ul>
      <ul class="legend">
        <li class="anchored">{w.dotAnchored}</li>
        <li class="sealed">{w.dotSealed}</li>
        <li class="pending">{w.dotPending}</li>
        <li class="fault">{w.dotFault}</li>
      </ul>
      <Pager pages={pages} next={next} label={w.organisations} />
    </>
  );
}

/** Datasets with faults are counted at their level too, and drawn once. */
function dotsOf(of: answers.Organisation): Dots {
  const left = { fault: of.faulty ?? 0, pending: of.levels?.PENDING ?? 0, sealed: of.levels?.SEALED ?? 0, anchored: of.levels?.ANCHORED ?? 0 };
  let drawn = left.fault;
  for (const level of ["pending", "sealed", "anchored"] as const) {
    const taken = Math.min(drawn, left[level]);
    left[level] -= taken;
    drawn -= taken;
  }
  return left;
}

function Card({ of, changes }: { of: answers.Organisation; changes: Changes }) {
  const w = useWords(words);
  const rate = useWords(answerWords).perSecond;
  const number = useNumbers();
  const share = of.events === undefined || of.anchored === undefined ? undefined : of.events === 0 ? 0 : of.anchored / of.events;
  const busy = (of.per_second ?? 0) > 0;
  const dots = dotsOf(of);
  const name = of.organisation ?? "";
  const picture = useMemo(
    () => <Island name={name} dots={dots} anchored={share} busy={busy} />,
    [name, dots.fault, dots.pending, dots.sealed, dots.anchored, share?.toFixed(3), busy],
  );
  return (
    <li class={dots.fault > 0 ? "alarm" : ""}>
      {picture}
      <div class="text-side">
        <h3><Text of={of.organisation} /></h3>
        <p class="sums">
          <span>{of.datasets === undefined ? <Unknown /> : w.sumDatasets(number(of.datasets))}</span>
          <span>{of.events === undefined ? <Unknown /> : w.sumEvents(number(of.events))}</span>
          <span>{share === undefined ? <Unknown /> : w.sumAnchored(percent(share, number))}</span>
          <span class="rate">{busy && rate(number(of.per_second!, 1))}</span>
        </p>
        {of.organisation !== undefined && <Datasets of={of.organisation} total={of.datasets} seen={`${of.datasets} ${of.faults}`} changes={changes} />}
      </div>
    </li>
  );
}

/** 100 % only when it is all: what is nearly all is rounded down. */
export function percent(share: number, number: (of: number, digits?: number) => string): string {
  const hundredths = Math.min(100, share * 100);
  return `${number(hundredths >= 100 ? 100 : Math.floor(hundredths * 10) / 10, 1)} %`;
}

function Datasets({ of, total, seen, changes }: { of: string; total: number | undefined; seen: string; changes: Changes }) {
  const w = useWords(words);
  const number = useNumbers();
  const path = withQuery("/api/v1/datasets", { organisation: of, sort: "faults", limit: LISTED });
  const asked = useAnswer(path, answers.datasets, seen);
  return (
    <Answered of={asked} path={path} waiting={w.waiting}>
      {(read) => (
        <>
          <Known of={read.datasets}>
            {(all) => (
              <ul class="of-island">
                {all.map((one, i) => (
                  <Line key={i} of={merged(one, changes)} />
                ))}
              </ul>
            )}
          </Known>
          {total !== undefined && total > LISTED && <a href={`#/?organisation=${encodeURIComponent(of)}`}>{w.allOf(number(total))}</a>}
        </>
      )}
    </Answered>
  );
}

/** A line with what the stream said since it was read. */
export function merged(of: answers.Dataset, changes: Changes): answers.Dataset {
  const change = of.dataset === undefined ? undefined : changes.get(of.dataset);
  return change === undefined || (change.events ?? 0) < (of.events ?? 0) ? of : { ...of, ...change };
}

function Line({ of }: { of: answers.Dataset }) {
  const w = useWords(words);
  const rate = useWords(answerWords).perSecond;
  const number = useNumbers();
  return (
    <li>
      <DatasetLink of={of.dataset} short />
      <Levels of={of} />
      <span class="details">
        <NumberOf of={of.events} />
        {(of.per_second ?? 0) > 0 && <span class="rate"> {rate(number(of.per_second!, 1))}</span>}{" · "}
        {of.last_anchored_at === null ? w.noAnchor : <>{w.lastAnchor} <TimeOf at={of.last_anchored_at} /></>}
      </span>
    </li>
  );
}

/** The level of a dataset, and a refusal where there are contradictions. */
export function Levels({ of }: { of: Pick<answers.Dataset, "level" | "faults"> }) {
  const w = useWords(words);
  const number = useNumbers();
  if ((of.faults ?? 0) > 0) return <Badge name="FAULTS" tone="bad">{w.faultsTitle(number(of.faults!))}</Badge>;
  return of.level === undefined ? <Unknown /> : <Badge name={of.level} />;
}

/** @param short without the organisation, where that is stated already */
export function DatasetLink({ of, short = false }: { of: string | undefined; short?: boolean }) {
  if (of === undefined || !of.includes("/")) return <Text of={of} />;
  return (
    <a href={href({ view: "dataset", dataset: of })}>
      <Name of={short ? of.slice(of.indexOf("/") + 1) : of} />
    </a>
  );
}
