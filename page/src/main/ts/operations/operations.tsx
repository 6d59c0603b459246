/** What an operator looks at: lag, refusals, rejected input with its reasons, and certificates that end. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import * as answers from "../api/answers.js";
import { withQuery } from "../api/answers.js";
import { Fact, Gauge } from "../api/facts.js";
import { useFresh, useNews } from "../api/live.js";
import { Answered, Deviations, Known, Link, NumberOf, Pager, Text, TimeOf, Unknown, useNumbers, visible } from "../api/parts.js";
import { useAnswer, usePages } from "../api/use.js";
import { LogLink } from "../ledgers/anchors.js";
import { DatasetLink } from "../overview/islands.js";
import type { ViewProps } from "../shell/app.js";
import { useWords } from "../shell/i18n.js";
import { Badge, Section, Table } from "../shell/parts.js";
import { Anchoring } from "./anchoring.js";
import { words } from "./words.js";

const ROWS = 20;
const PATH = "/api/v1/operations";
/** Days before the end of a certificate from which it is shown as a warning. */
const SOON = 30;

export default function Operations(_: ViewProps) {
  const w = useWords(words);
  const { version, refresh, link } = useFresh();
  // A heartbeat counts too: what lags may change while nothing else does.
  useNews(refresh);
  const state = useAnswer(PATH, answers.operations, version);
  return (
    <>
      <div class="view-head">
        <h1>{w.title}</h1>
        <p class="lead">{w.lead}</p>
        <Link state={link} />
      </div>
      <Deviations />
      <Answered of={state} path={PATH} waiting={w.waiting}>
        {(read) => (
          <>
            <div class="grid">
              <Known of={read.read_side}>{(side) => <ReadSide of={side} phase={read.phase} message={read.message} />}</Known>
              {/* Absent where the service runs elsewhere. */}
              <Anchoring of={read.anchoring} />
            </div>
            <Section title={w.certificates} id="certificates">
              <Known of={read.certificates}>{(all) => <Certificates of={all} />}</Known>
            </Section>
          </>
        )}
      </Answered>
      <Faults version={version} />
      <Rejected version={version} />
    </>
  );
}

type Side = NonNullable<answers.Operations["read_side"]>;

function ReadSide({ of, phase, message }: { of: Side; phase: string | undefined; message: string | undefined }) {
  const w = useWords(words);
  return (
    <Section title={w.readSide} id="read-side" actions={phase === undefined ? <Unknown /> : <Badge name={phase}>{visible(phase)}</Badge>}>
      {message !== "" && <p class={phase === "FAILED" ? "problem" : "soft"}><Text of={message} /></p>}
      <dl class="facts">
        <Gauge name={w.lagRecords} of={of.lag_records} />
        <Gauge name={w.unsealed} of={of.unsealed} />
        <Gauge name={w.unanchored} of={of.unanchored} />
        <Gauge name={w.waitingFacts} of={of.waiting} />
        <Gauge name={w.unreadable} of={of.unreadable} alarm />
        <Gauge name={w.faults} of={of.faults} alarm />
        <Fact name={w.logs}><NumberOf of={of.logs} /></Fact>
        <Fact name={w.index}>
          <Known of={of.index}>
            {(index) => (
              <>
                {index.state === undefined ? <Unknown /> : <Badge name={index.state} tone={index.state === "FAILED" ? "bad" : index.state === "UP_TO_DATE" ? "good" : "wait"} />}{" "}
                {index.message !== "" && <Text of={index.message} />}
              </>
            )}
          </Known>
        </Fact>
        <Fact name={w.indexKeys}><NumberOf of={of.index?.keys} /></Fact>
        <Gauge name={w.indexBehind} of={of.index?.behind} />
        <Fact name={w.stream}><NumberOf of={of.stream?.subscribers} /></Fact>
        <Gauge name={w.dropped} of={of.stream?.dropped} />
        {/* Absent without an object store. */}
        {of.objects !== undefined && of.objects !== null && (
          <>
            <Fact name={w.objects}>
              <Badge name="STORE" tone={of.objects.trouble === "" ? "good" : "bad"}><Text of={of.objects.store} /></Badge>{" "}
              {of.objects.trouble !== "" && <Text of={of.objects.trouble} />}
            </Fact>
            <Fact name={w.archived}><NumberOf of={of.objects.archived} /></Fact>
            <Fact name={w.freed}><NumberOf of={of.objects.freed} /></Fact>
            <Gauge name={w.objectFailures} of={of.objects.failures} />
            <Gauge name={w.contradicted} of={of.objects.contradicted} alarm />
          </>
        )}
      </dl>
    </Section>
  );
}

function Certificates({ of }: { of: answers.Certificate[] }) {
  const w = useWords(words);
  return (
    <Table
      caption={w.certificates}
      rows={of}
      rowKey={(one) => `${one.where} ${one.name} ${one.not_after} ${one.subject}`}
      empty={w.noCertificates}
      columns={[
        { name: w.name, cell: (one) => <Text of={one.name} /> },
        { name: w.where, cell: (one) => <Text of={one.where} /> },
        { name: w.subject, cell: (one) => <Text of={one.subject} /> },
        { name: w.notAfter, cell: (one) => <TimeOf at={one.not_after} /> },
        { name: w.daysLeft, numeric: true, cell: (one) => <DaysLeft of={one.days_left} /> },
      ]}
    />
  );
}

function DaysLeft({ of }: { of: number | undefined }) {
  const w = useWords(words);
  const number = useNumbers();
  if (of === undefined) return <Unknown />;
  const tone = of < 0 ? "bad" : of <= SOON ? "wait" : "good";
  return <Badge name="DAYS" tone={tone}>{of < 0 ? w.ended : number(of)}</Badge>;
}

function Faults({ version }: { version: number }) {
  const w = useWords(words);
  const pages = usePages("faults");
  const path = withQuery("/api/v1/faults", { limit: ROWS, after: pages.cursor });
  const read = useAnswer(path, answers.faults, version);
  return (
    <Section title={w.refusedTitle} id="faults">
      <Answered of={read} path={path} waiting={w.waiting}>
        {(list) => (
          <>
            <Known of={list.faults}>
              {(all) => (
                <Table
                  caption={w.refusedTitle}
                  rows={all}
                  rowKey={(one) => `${one.origin} ${one.kind} ${one.size} ${one.at}`}
                  empty={w.noFaults}
                  columns={[
                    { name: w.log, cell: (one) => <LogLink of={one.origin} /> },
                    { name: w.kind, cell: (one) => (one.kind === undefined ? <Unknown /> : <Badge name={one.kind} />) },
                    { name: w.size, numeric: true, cell: (one) => <NumberOf of={one.size} /> },
                    { name: w.at, cell: (one) => <TimeOf at={one.at} /> },
                    { name: w.detail, cell: (one) => <Text of={one.message} /> },
                  ]}
                />
              )}
            </Known>
            <Pager pages={pages} next={list.next} label={w.refusedTitle} />
          </>
        )}
      </Answered>
    </Section>
  );
}

function Rejected({ version }: { version: number }) {
  const w = useWords(words);
  const [typed, setTyped] = useState("");
  const [dataset, setDataset] = useState("");
  const pages = usePages(dataset);
  const path = withQuery("/api/v1/rejected", { dataset, limit: ROWS, after: pages.cursor });
  const read = useAnswer(path, answers.rejected, version);
  return (
    <Section title={w.rejectedTitle} id="rejected">
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault();
          setDataset(typed.trim());
        }}
      >
        <label>
          {w.filter}
          <input type="search" value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
        </label>
        <button class="second">{w.show}</button>
      </form>
      <Answered of={read} path={path} waiting={w.waiting}>
        {(list) => (
          <>
            <Known of={list.rejected}>
              {(all) => (
                <Table
                  caption={w.rejectedTitle}
                  rows={all}
                  rowKey={(one) => `${one.at} ${one.topic} ${one.partition} ${one.offset} ${one.file} ${one.line}`}
                  empty={w.noRejected}
                  columns={[
                    { name: w.dataset, cell: (one) => <DatasetLink of={one.dataset} /> },
                    { name: w.reason, cell: (one) => <Known of={one.reason}>{(reason) => <Badge name="REJECTED" tone="bad">{visible(reason)}</Badge>}</Known> },
                    { name: w.detail, cell: (one) => <Text of={one.detail} /> },
                    { name: w.source, cell: (one) => <Place of={one} /> },
                    { name: w.rejectedAt, cell: (one) => <TimeOf at={one.at} /> },
                  ]}
                />
              )}
            </Known>
            <Pager pages={pages} next={list.next} label={w.rejectedTitle} />
          </>
        )}
      </Answered>
    </Section>
  );
}

function Place({ of }: { of: answers.Rejected }): ComponentChildren {
  const w = useWords(words);
  const shown = (of: number | null | undefined) => (of === undefined || of === null ? "–" : String(of));
  if (typeof of.topic === "string") return <bdi>{w.topicPlace(visible(of.topic), shown(of.partition), shown(of.offset))}</bdi>;
  if (typeof of.file === "string") return <bdi>{w.filePlace(visible(of.file), shown(of.line))}</bdi>;
  return <Text of={of.source} />;
}
