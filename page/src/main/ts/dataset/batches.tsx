/** Sealed batches of a partition, the newest first, with the anchors that cover them. */
import * as answers from "../api/answers.js";
import { Answered, Known, NumberOf, Pager, Text, TimeOf } from "../api/parts.js";
import { useAnswer, usePages } from "../api/use.js";
import { HashOf } from "../ledgers/anchors.js";
import { useWords } from "../shell/i18n.js";
import { Section, Table } from "../shell/parts.js";
import { EventLink, Partition, type PartitionChoice } from "./links.js";
import { words } from "./words.js";

const ROWS = 15;

export function Batches({ dataset, version, ...choice }: { dataset: string; version: number } & PartitionChoice) {
  const w = useWords(words);
  const { partition } = choice;
  const pages = usePages(`${dataset} ${partition}`);
  const path = answers.withQuery(answers.ofDataset(dataset, "/batches"), { partition, limit: ROWS, after: pages.cursor });
  const asked = useAnswer(path, answers.batches, version);
  return (
    <Section title={w.batchesTitle} id="batches" actions={<Partition {...choice} />}>
      <Answered of={asked} path={path} waiting={w.waiting}>
        {(read) => (
          <>
            <Known of={read.batches}>
              {(all) => (
                <Table
                  caption={w.batchesTitle}
                  rows={all}
                  rowKey={(one) => `${one.origin} ${one.size}`}
                  empty={w.noBatches}
                  columns={[
                    { name: w.size, cell: (one) => <NumberOf of={one.size} /> },
                    { name: w.events, numeric: true, cell: (one) => <NumberOf of={one.events} /> },
                    { name: w.offsets, numeric: true, cell: (one) => <Offsets dataset={dataset} partition={partition} of={one} /> },
                    { name: w.sealedAt, cell: (one) => <TimeOf at={one.sealed_at} /> },
                    { name: w.anchoredOn, cell: (one) => <Known of={one.anchored}>{(anchors) => <Anchored of={anchors} sealedAt={one.sealed_at} />}</Known> },
                    { name: w.root, cell: (one) => <HashOf of={one.root} /> },
                  ]}
                />
              )}
            </Known>
            <Pager pages={pages} next={read.next} label={w.batchesTitle} />
          </>
        )}
      </Answered>
    </Section>
  );
}

function Offsets({ dataset, partition, of }: { dataset: string; partition: number; of: answers.Batch }) {
  return (
    <>
      <EventLink dataset={dataset} partition={partition} offset={of.first_offset} /> … <EventLink dataset={dataset} partition={partition} offset={of.last_offset} />
    </>
  );
}

/** Each ledger with how long after the seal it confirmed. */
function Anchored({ of, sealedAt }: { of: answers.AnchorLine[]; sealedAt: number | undefined }) {
  const w = useWords(words);
  if (of.length === 0) return <span class="soft">{w.notAnchored}</span>;
  return (
    <ul class="plain-list tight">
      {of.map((one, i) => (
        <li key={i}>
          <Text of={one.ledger} /> <TimeOf at={one.anchored_at} />
          {one.anchored_at !== undefined && sealedAt !== undefined && <span class="soft"> +{duration(one.anchored_at - sealedAt)}</span>}
        </li>
      ))}
    </ul>
  );
}

/** Milliseconds as people read them. */
export function duration(ms: number): string {
  const size = Math.abs(ms);
  if (size < 1_000) return `${Math.round(ms)} ms`;
  if (size < 60_000) return `${(ms / 1_000).toFixed(size < 10_000 ? 1 : 0)} s`;
  if (size < 3_600_000) return `${(ms / 60_000).toFixed(1)} min`;
  if (size < 172_800_000) return `${(ms / 3_600_000).toFixed(1)} h`;
  return `${(ms / 86_400_000).toFixed(1)} d`;
}
