/** Two charts over the same time: what was sealed and anchored when, and how long the ledger took. */
import { useMemo, useState } from "preact/hooks";
import * as answers from "../api/answers.js";
import { Answered, Known, NumberOf, TimeOf, useNumbers, visible } from "../api/parts.js";
import { useAnswer } from "../api/use.js";
import { useWords } from "../shell/i18n.js";
import { Section, Table } from "../shell/parts.js";
import { duration } from "./batches.js";
import { Chart, type Series, type Span } from "./chart.js";
import { words } from "./words.js";

const BUCKETS = 120;

/** Entries that have a time, in its order, each time once: a chart needs both. */
function inOrder<T>(all: T[], at: (one: T) => number | undefined): T[] {
  const byTime = new Map<number, T>();
  for (const one of all) {
    const time = at(one);
    if (time !== undefined) byTime.set(time, one);
  }
  return [...byTime].sort(([a], [b]) => a - b).map(([, one]) => one);
}

export function Charts({ dataset, version }: { dataset: string; version: number }) {
  const w = useWords(words);
  const [zoomed, setZoomed] = useState<Span>();
  const range = zoomed === undefined ? {} : { from: new Date(zoomed.from).toISOString(), to: new Date(zoomed.to).toISOString() };
  const linePath = answers.withQuery(answers.ofDataset(dataset, "/timeline"), { buckets: BUCKETS, ...range });
  const wholePath = answers.withQuery(answers.ofDataset(dataset, "/timeline"), { buckets: 1 });
  const latencyPath = answers.withQuery(answers.ofDataset(dataset, "/latency"), { points: BUCKETS, ...range });
  const line = useKept(useAnswer(linePath, answers.timeline, version));
  const latency = useKept(useAnswer(latencyPath, answers.latency, version));
  const all = useAnswer(zoomed === undefined ? undefined : wholePath, answers.timeline, version);
  const spanOf = (of: { from: number | undefined; to: number | undefined } | undefined): Span | undefined =>
    of?.from === undefined || of.to === undefined || of.to <= of.from ? undefined : { from: of.from, to: of.to };
  const span = zoomed ?? spanOf(line.value);
  const whole = zoomed === undefined ? span : (spanOf(all.value) ?? span);
  return (
    <>
      <Section title={w.timeline} id="timeline">
        <Answered of={line} path={linePath} waiting={w.waiting}>
          {(read) => <Line of={read} span={span} whole={whole} onZoom={setZoomed} />}
        </Answered>
      </Section>
      <Section title={w.latency} id="latency">
        <Answered of={latency} path={latencyPath} waiting={w.waiting}>
          {(read) => <Waits of={read} span={span} whole={whole} onZoom={setZoomed} />}
        </Answered>
      </Section>
    </>
  );
}

/** While a closer look is on its way, the last one stays. */
function useKept<T>(asked: ReturnType<typeof useAnswer<T>>): ReturnType<typeof useAnswer<T>> {
  const [kept, setKept] = useState<T>();
  if (asked.value !== undefined && asked.value !== kept) setKept(asked.value);
  return asked.value === undefined && asked.busy && kept !== undefined ? { ...asked, value: kept } : asked;
}

interface Shown<T> {
  of: T;
  span: Span | undefined;
  whole: Span | undefined;
  onZoom: (span: Span | undefined) => void;
}

function Line({ of, span, whole, onZoom }: Shown<answers.Timeline>) {
  const w = useWords(words);
  const number = useNumbers();
  const buckets = useMemo(() => inOrder(of.buckets ?? [], (one) => one.start), [of]);
  const at = useMemo(() => buckets.map((one) => one.start! / 1e3), [buckets]);
  const series = useMemo<Series[]>(() => {
    const values = (get: (one: (typeof buckets)[number]) => number | undefined) => buckets.map((one) => get(one) ?? null);
    return [
      { label: w.events, values: values((one) => one.events), draw: "bars", colour: "--sea" },
      { label: w.batches, values: values((one) => one.batches), draw: "line", colour: "--wait", right: true },
      { label: w.anchors, values: values((one) => one.anchors), draw: "line", colour: "--good", right: true },
    ];
  }, [buckets, w]);
  return (
    <>
      <p class="soft">
        {w.timelineLabel}. {w.zoomHint}
      </p>
      {of.pending !== undefined && of.pending > 0 && <p class="note">{w.pendingEvents(number(of.pending))}</p>}
      <Known of={of.buckets}>
        {() =>
          span === undefined || whole === undefined || buckets.length === 0 ? (
            <p class="soft">{w.noTime}</p>
          ) : (
            <Chart label={w.timelineLabel} time={w.from} at={at} series={series} unit={number} span={span} whole={whole} onZoom={onZoom} />
          )
        }
      </Known>
      <details>
        <summary>{w.asTable}</summary>
        <Table
          caption={w.timeline}
          rows={buckets.filter((one) => one.events !== 0 || one.batches !== 0 || one.anchors !== 0)}
          rowKey={(one) => String(one.start)}
          empty={w.noRows}
          columns={[
            { name: w.from, cell: (one) => <TimeOf at={one.start} /> },
            { name: w.events, numeric: true, cell: (one) => <NumberOf of={one.events} /> },
            { name: w.batches, numeric: true, cell: (one) => <NumberOf of={one.batches} /> },
            { name: w.anchors, numeric: true, cell: (one) => <NumberOf of={one.anchors} /> },
          ]}
        />
      </details>
    </>
  );
}

function Waits({ of, span, whole, onZoom }: Shown<answers.Latency>) {
  const w = useWords(words);
  const points = useMemo(() => inOrder(of.points ?? [], (one) => one.at), [of]);
  const at = useMemo(() => points.map((one) => one.at! / 1e3), [points]);
  const series = useMemo<Series[]>(() => {
    const values = (get: (one: (typeof points)[number]) => number | undefined) => points.map((one) => get(one) ?? null);
    return [
      { label: w.longest, values: values((one) => one.max_ms), draw: "area", colour: "--sand" },
      { label: w.mean, values: values((one) => one.mean_ms), draw: "line", colour: "--sea" },
      { label: w.shortest, values: values((one) => one.min_ms), draw: "line", colour: "--good" },
    ];
  }, [points, w]);
  const shown = (ms: number | undefined) => (ms === undefined ? <NumberOf of={ms} /> : duration(ms));
  const label = w.latencyLabel(typeof of.ledger === "string" ? visible(of.ledger) : "–");
  return (
    <>
      <p class="soft">{label}</p>
      {of.exact === false && <p class="note">{w.sampled}</p>}
      <Known of={of.points}>
        {() =>
          span === undefined || whole === undefined || points.length === 0 ? (
            <p class="soft">{w.noLatency}</p>
          ) : (
            <Chart label={label} time={w.from} at={at} series={series} unit={duration} span={span} whole={whole} onZoom={onZoom} />
          )
        }
      </Known>
      <details>
        <summary>{w.asTable}</summary>
        <Table
          caption={w.latency}
          rows={points}
          rowKey={(one) => String(one.at)}
          empty={w.noRows}
          columns={[
            { name: w.from, cell: (one) => <TimeOf at={one.at} /> },
            { name: w.batches, numeric: true, cell: (one) => <NumberOf of={one.batches} /> },
            { name: w.shortest, numeric: true, cell: (one) => shown(one.min_ms) },
            { name: w.mean, numeric: true, cell: (one) => shown(one.mean_ms) },
            { name: w.longest, numeric: true, cell: (one) => shown(one.max_ms) },
          ]}
        />
      </details>
    </>
  );
}
