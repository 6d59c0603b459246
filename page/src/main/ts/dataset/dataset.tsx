/** One dataset: totals, search, charts over time, partitions, batches, events, schemas, terms, reconciliation. */
import { useState } from "preact/hooks";
import * as answers from "../api/answers.js";
import { Fact } from "../api/facts.js";
import { isAbout, useFresh, useNews } from "../api/live.js";
import { Answered, Deviations, Known, Link, NumberOf, Text, TimeOf, visible } from "../api/parts.js";
import { useAnswer } from "../api/use.js";
import { HashOf } from "../ledgers/anchors.js";
import { Levels } from "../overview/islands.js";
import type { ViewProps } from "../shell/app.js";
import { useWords } from "../shell/i18n.js";
import { Badge, Section, Table } from "../shell/parts.js";
import { Batches } from "./batches.js";
import { Events } from "./events.js";
import { Schemas } from "./schemas.js";
import { Search } from "./search.js";
import { Terms } from "./terms.js";
import { Charts } from "./charts.js";
import { EventLink } from "./links.js";
import { words } from "./words.js";

export default function DatasetView({ route }: ViewProps) {
  return route.view === "dataset" ? <OneDataset key={route.dataset} name={route.dataset} /> : null;
}

function OneDataset({ name }: { name: string }) {
  const w = useWords(words);
  const { version, refresh, link } = useFresh();
  const path = answers.ofDataset(name);
  const asked = useAnswer(path, answers.datasetDetail, version);
  useNews((event) => (event.name === "reset" || isAbout(event, name)) && refresh());
  const partitions = [...new Set((asked.value?.partitions_held ?? []).flatMap((one) => one.partition ?? []))].sort((a, b) => a - b);
  const [partition, setPartition] = useState(0);
  return (
    <>
      <div class="view-head">
        <h1><bdi>{visible(name)}</bdi></h1>
        {asked.value !== undefined && <Levels of={asked.value} />}
        <Link state={link} />
      </div>
      <Deviations />
      <Answered of={asked} path={path} waiting={w.waiting}>
        {(read) => <Figures of={read} />}
      </Answered>
      <Search dataset={name} partitions={partitions} />
      <Charts dataset={name} version={version} />
      {asked.value !== undefined && (
        <>
          <Section title={w.partitions} id="partitions">
            <Known of={asked.value.partitions_held}>{(all) => <Partitions of={all} />}</Known>
          </Section>
          <Section title={w.ledgers} id="ledgers">
            <Known of={asked.value.ledgers}>{(all) => <Ledgers of={all} />}</Known>
          </Section>
        </>
      )}
      <Batches dataset={name} partitions={partitions} partition={partition} onPartition={setPartition} version={version} />
      <Events dataset={name} partitions={partitions} partition={partition} onPartition={setPartition} version={version} />
      <Schemas dataset={name} />
      <Terms dataset={name} version={version} />
      {asked.value !== undefined && <Compared of={asked.value.reconciliation} />}
    </>
  );
}

function Figures({ of }: { of: answers.DatasetDetail }) {
  const w = useWords(words);
  return (
    <>
      <dl class="figures" aria-label={w.figures}>
        <div><dt>{w.events}</dt><dd id="events-total"><NumberOf of={of.events} /></dd></div>
        <div><dt>{w.sealed}</dt><dd><NumberOf of={of.sealed} /></dd></div>
        <div><dt>{w.anchored}</dt><dd><NumberOf of={of.anchored} /></dd></div>
        <div><dt>{w.partitions}</dt><dd><NumberOf of={of.partitions} /></dd></div>
        <div><dt>{w.rate}</dt><dd><NumberOf of={of.per_second} /></dd></div>
      </dl>
      <dl class="facts columns under-figures">
        <Fact name={w.lastEvent}><TimeOf at={of.last_event_at} /></Fact>
        <Fact name={w.lastSeal}><TimeOf at={of.sealed_at} /></Fact>
        <Fact name={w.lastAnchor}><TimeOf at={of.last_anchored_at} /></Fact>
        {typeof of.transaction_id === "string" && <Fact name={of.ledger ?? w.ledger}><HashOf of={of.transaction_id} /></Fact>}
        <Fact name={w.topic}>{of.topic === null ? w.notSealed : <Text of={of.topic} />}</Fact>
      </dl>
    </>
  );
}

function Partitions({ of }: { of: answers.Partition[] }) {
  const w = useWords(words);
  return (
    <Table
      caption={w.partitions}
      rows={of}
      rowKey={(one) => one.origin ?? ""}
      empty={w.noPartitions}
      columns={[
        { name: w.log, cell: (one) => <Text of={one.origin} /> },
        { name: w.events, numeric: true, cell: (one) => <NumberOf of={one.events} /> },
        { name: w.sealed, numeric: true, cell: (one) => <NumberOf of={one.sealed} /> },
        { name: w.anchored, numeric: true, cell: (one) => <NumberOf of={one.anchored} /> },
        { name: w.batches, numeric: true, cell: (one) => <NumberOf of={one.batches} /> },
        { name: w.offsets, numeric: true, cell: (one) => <><NumberOf of={one.first_offset} /> … <NumberOf of={one.last_offset} /></> },
        { name: w.faults, numeric: true, cell: (one) => <NumberOf of={one.faults} /> },
      ]}
    />
  );
}

function Ledgers({ of }: { of: NonNullable<answers.DatasetDetail["ledgers"]> }) {
  const w = useWords(words);
  return (
    <Table
      caption={w.ledgers}
      rows={of}
      rowKey={(one) => one.ledger ?? ""}
      empty={w.noLedgers}
      columns={[
        { name: w.ledger, cell: (one) => <Text of={one.ledger} /> },
        { name: w.anchors, numeric: true, cell: (one) => <NumberOf of={one.anchors} /> },
        { name: w.covered, numeric: true, cell: (one) => <NumberOf of={one.anchored} /> },
        { name: w.lastAnchor, cell: (one) => <TimeOf at={one.anchored_at} /> },
      ]}
    />
  );
}

function Compared({ of }: { of: answers.Reconciliation | null | undefined }) {
  const w = useWords(words);
  if (of === undefined || of === null) {
    return (
      <Section title={w.reconciliation} id="reconciliation">
        {of === null ? <p class="soft">{w.noReconciliation}</p> : <Text of={of} />}
      </Section>
    );
  }
  const state = <Known of={of.equal}>{(equal) => (equal ? <Badge name="UP">{w.equal}</Badge> : <Badge name="DOWN">{w.differs}</Badge>)}</Known>;
  const proof = of.evidence_dataset?.includes("/") && of.evidence_offset !== undefined;
  return (
    <Section title={w.reconciliation} id="reconciliation" actions={state}>
      <dl class="facts columns">
        <Fact name={w.finished}><TimeOf at={of.finished_at} /></Fact>
        <Fact name={w.table}><Text of={of.table} /></Fact>
        <Fact name={w.connector}><Text of={of.connector} /></Fact>
        <Fact name={w.position}><Text of={of.position} /></Fact>
        <Fact name={w.sourceRows}><NumberOf of={of.source_rows} /></Fact>
        <Fact name={w.feedRows}><NumberOf of={of.feed_rows} /></Fact>
        <Fact name={w.missing}><NumberOf of={of.missing} /></Fact>
        <Fact name={w.extra}><NumberOf of={of.extra} /></Fact>
        <Fact name={w.different}><NumberOf of={of.different} /></Fact>
        <Fact name={w.evidence}>
          {proof ? <EventLink dataset={of.evidence_dataset!} partition={0} offset={of.evidence_offset!} text={w.eventAt(visible(of.evidence_dataset!), String(of.evidence_offset))} /> : <Text of={undefined} />}
        </Fact>
      </dl>
    </Section>
  );
}
