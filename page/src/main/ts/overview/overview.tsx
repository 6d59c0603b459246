/** All organisations and what they share: figures, contradictions first, islands, every dataset by name, the newest anchors. */
import { useMemo, useRef } from "preact/hooks";
import * as answers from "../api/answers.js";
import { withQuery } from "../api/answers.js";
import { dataOf, useFresh, useNews } from "../api/live.js";
import { Answered, Deviations, Known, Link, NumberOf, Text, TimeOf, useNumbers } from "../api/parts.js";
import { useSeconds } from "../api/ticks.js";
import type { Of } from "../api/shape.js";
import { type Asked, useAnswer, usePages } from "../api/use.js";
import { AnchorTable } from "../ledgers/anchors.js";
import type { ViewProps } from "../shell/app.js";
import { useWords } from "../shell/i18n.js";
import { Badge, Section } from "../shell/parts.js";
import { href, query } from "../shell/router.js";
import { Islands } from "./islands.js";
import { Island } from "./island.js";
import { Listing } from "./listing.js";
import { SAMPLES, Spark } from "./spark.js";
import { words } from "./words.js";

const ISLANDS = 24;
const FAULTS = 5;
const ANCHORS = 12;

export default function Overview({ route }: ViewProps) {
  const w = useWords(words);
  const asked = useMemo(() => query(), [route]);
  const { version, refresh, link } = useFresh();
  const sums = useAnswer("/api/v1/overview", answers.overview, version);
  const pages = usePages("organisations");
  const islandsPath = withQuery("/api/v1/organisations", { limit: ISLANDS, after: pages.cursor });
  const islands = useAnswer(islandsPath, answers.organisations, version);
  const faults = useAnswer(`/api/v1/faults?limit=${FAULTS}`, answers.faults, version);
  const anchors = useAnswer(`/api/v1/anchors?limit=${ANCHORS}`, answers.anchors, version);
  const newest = useRef<answers.Overview>(undefined);
  const changes = useRef(new Map<string, answers.DatasetChange>());
  useNews((event) => {
    if (event.name === "status") newest.current = dataOf(event, answers.overview) ?? newest.current;
    if (event.name === "datasets") {
      for (const change of dataOf(event, answers.datasetsChange)?.datasets ?? []) {
        if (change.dataset !== undefined) changes.current.set(change.dataset, change);
      }
    }
    if (event.name === "anchor") dataOf(event, answers.anchorLine);
    if (event.name === "fault") dataOf(event, answers.fault);
    if (event.name !== "heartbeat") refresh();
  });
  const rates = useRef<(number | undefined)[]>([]);
  const shown = newer(newest.current, sums.value);
  useSeconds(() => {
    const now = link.link === "live" ? newest.current?.per_second : undefined;
    rates.current = [...rates.current, now].slice(-SAMPLES);
  });
  const empty = shown?.datasets === 0;
  return (
    <>
      <div class="view-head">
        <h1>{w.title}</h1>
        <p class="lead">{w.lead}</p>
        {shown?.phase !== undefined && <Badge name={shown.phase}>{w.phase(shown.phase)}</Badge>}
        <Link state={link} />
      </div>
      <Deviations />
      <Answered of={sums} path="/api/v1/overview" waiting={w.waiting}>
        {(read) => <Figures of={shown ?? read} rates={rates.current} />}
      </Answered>
      <Faults of={faults} />
      {empty ? (
        <Empty />
      ) : (
        <>
          <Section title={w.islands} id="islands">
            <p class="soft">{w.islandsHint}</p>
            <Answered of={islands} path={islandsPath} waiting={w.waiting}>
              {(read) => <Known of={read.organisations}>{(all) => <Islands of={all} next={read.next} pages={pages} changes={changes.current} />}</Known>}
            </Answered>
          </Section>
          <Listing asked={asked} total={shown?.datasets} version={version} />
          <Section title={w.anchorsTitle} id="anchors">
            <Answered of={anchors} path="/api/v1/anchors" waiting={w.waiting}>
              {(read) => <Known of={read.anchors}>{(all) => <AnchorTable caption={w.anchorsTitle} of={all} empty={w.noAnchors} />}</Known>}
            </Answered>
          </Section>
        </>
      )}
    </>
  );
}

/** The stream's sums or those that were asked for. */
function newer(a: answers.Overview | undefined, b: answers.Overview | undefined): answers.Overview | undefined {
  return a === undefined || (b?.at ?? 0) > (a.at ?? 0) ? b : a;
}

function Figures({ of, rates }: { of: answers.Overview; rates: (number | undefined)[] }) {
  const w = useWords(words);
  const number = useNumbers();
  const now = of.per_second === undefined ? "–" : number(of.per_second, 1);
  return (
    <dl class="figures" aria-label={w.figures}>
      <div><dt>{w.organisations}</dt><dd><NumberOf of={of.organisations} /></dd></div>
      <div><dt>{w.datasets}</dt><dd><NumberOf of={of.datasets} /></dd></div>
      <div><dt>{w.events}</dt><dd id="events"><NumberOf of={of.events} /></dd></div>
      <div><dt>{w.anchored}</dt><dd><NumberOf of={of.anchored} /></dd></div>
      <div class={of.faults !== undefined && of.faults > 0 ? "alarm" : ""}><dt>{w.faults}</dt><dd><NumberOf of={of.faults} /></dd></div>
      <div class="pulse">
        <dt>{w.now}</dt>
        <dd>
          {now}
          <Spark rates={rates} label={w.nowChart(now)} />
        </dd>
      </div>
    </dl>
  );
}

function Faults({ of }: { of: Asked<Of<typeof answers.faults>> }) {
  const w = useWords(words);
  const number = useNumbers();
  const all = of.value?.faults ?? [];
  if (of.failure === undefined && all.length === 0) return of.busy && of.value === undefined ? <p aria-busy="true" hidden /> : null;
  return (
    <section class="card faults" id="faults" aria-label={w.faults}>
      <Answered of={of} path="/api/v1/faults" waiting={w.waiting}>
        {(read) => (
          <>
            <div class="card-head">
              <h2>{w.faultsTitle(number(read.total ?? all.length))}</h2>
              <a href={href({ view: "operations" })}>{w.faultsMore}</a>
            </div>
            <ul class="plain-list">
              {all.map((fault, i) => (
                <li key={i}>
                  {fault.kind !== undefined && <Badge name={fault.kind} />} <strong><Text of={fault.origin} /></strong>{" "}
                  <TimeOf at={fault.at} />
                  <span class="what"><Text of={fault.message} /></span>
                </li>
              ))}
            </ul>
          </>
        )}
      </Answered>
    </section>
  );
}

/** A node that nothing was shared on yet shows what to do. */
function Empty() {
  const w = useWords(words);
  return (
    <Section title={w.emptyTitle} id="empty">
      <div class="empty-sea">
        <Island name="tombolo" dots={{ fault: 0, pending: 0, sealed: 0, anchored: 0 }} anchored={undefined} busy={false} />
        <div>
          <p>{w.emptyText}</p>
          <pre class="commands" tabIndex={0}>{COMMANDS}</pre>
        </div>
      </div>
    </Section>
  );
}

const COMMANDS = `printf 'id,item,price\\n1,cup,4.5\\n2,plate,7.25\\n' > orders.csv
tombolo publish --organisation acme.example --dataset orders --key id orders.csv`;
