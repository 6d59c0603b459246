/** The entries of a partition's log, by pages: a million of them are never loaded. */
import { useState } from "preact/hooks";
import * as answers from "../api/answers.js";
import { Answered, Known, NumberOf, Pager, TimeOf, Unknown } from "../api/parts.js";
import { useAnswer, usePages } from "../api/use.js";
import { HashOf } from "../ledgers/anchors.js";
import { useWords } from "../shell/i18n.js";
import { Badge, Section, Table } from "../shell/parts.js";
import { EventLink, Partition, type PartitionChoice } from "./links.js";
import { words } from "./words.js";

const ROWS = 25;

export function Events({ dataset, version, ...choice }: { dataset: string; version: number } & PartitionChoice) {
  const w = useWords(words);
  const { partition } = choice;
  const [order, setOrder] = useState("newest");
  const pages = usePages(`${dataset} ${partition} ${order}`);
  const path = answers.withQuery(answers.ofDataset(dataset, "/events"), { partition, order, limit: ROWS, after: pages.cursor });
  const asked = useAnswer(path, answers.events, pages.page === 1 ? version : 0);
  return (
    <Section
      title={w.eventsTitle}
      id="events"
      actions={
        <div class="row">
          <Partition {...choice} />
          <label class="narrow">
            {w.order}
            <select value={order} onChange={(event) => setOrder(event.currentTarget.value)}>
              <option value="newest">{w.newest}</option>
              <option value="oldest">{w.oldest}</option>
            </select>
          </label>
        </div>
      }
    >
      <Answered of={asked} path={path} waiting={w.waiting}>
        {(read) => (
          <>
            <Known of={read.events}>{(all) => <EventTable dataset={dataset} caption={w.eventsTitle} of={all} empty={w.noEvents} />}</Known>
            <Pager pages={pages} next={read.next} label={w.eventsTitle} />
          </>
        )}
      </Answered>
    </Section>
  );
}

interface EventsShown {
  dataset: string;
  caption: string;
  of: answers.EventLine[];
  empty: string;
  /** The offset of the event that is on the screen. */
  here?: number;
}

export function EventTable({ dataset, caption, of, empty, here }: EventsShown) {
  const w = useWords(words);
  return (
    <Table
      caption={caption}
      rows={of}
      rowKey={(one) => `${one.origin} ${one.index}`}
      empty={empty}
      columns={[
        { name: w.offset, cell: (one) => (here !== undefined && one.offset === here ? <><NumberOf of={one.offset} /> <Badge name="HERE" tone="plain">{w.here}</Badge></> : <EventLink dataset={dataset} partition={one.partition} offset={one.offset} />) },
        { name: w.partition, numeric: true, cell: (one) => <NumberOf of={one.partition} /> },
        { name: w.leaf, numeric: true, cell: (one) => <NumberOf of={one.index} /> },
        { name: w.time, cell: (one) => <TimeOf at={one.timestamp} /> },
        { name: w.level, cell: (one) => (one.level === undefined ? <Unknown /> : <Badge name={one.level} />) },
        { name: w.commitment, cell: (one) => <HashOf of={one.commitment} /> },
      ]}
    />
  );
}
