/** One event: its row and its place in the tree, from evidence that this browser verified; the log's entry, and other versions of its key. */
import * as answers from "../api/answers.js";
import { Fact } from "../api/facts.js";
import { isAbout, useFresh, useNews } from "../api/live.js";
import { Answered, Deviations, Known, Link, NumberOf, Pager, TimeOf, Unknown, useNumbers, visible } from "../api/parts.js";
import { useAnswer, usePages } from "../api/use.js";
import { EventTable } from "../dataset/events.js";
import { AnchorTable, HashOf } from "../ledgers/anchors.js";
import type { ViewProps } from "../shell/app.js";
import { useWords } from "../shell/i18n.js";
import { Badge, Section } from "../shell/parts.js";
import { href } from "../shell/router.js";
import { Evidence } from "./evidence.js";
import { words } from "./words.js";

export default function EventView({ route }: ViewProps) {
  if (route.view !== "event") return null;
  const { dataset, partition, offset } = route;
  return <OneEvent key={`${dataset}/${partition}/${offset}`} dataset={dataset} partition={partition} offset={offset} />;
}

export interface Place {
  dataset: string;
  partition: string;
  offset: string;
}

function OneEvent(place: Place) {
  const w = useWords(words);
  const { dataset, partition, offset } = place;
  const { version, refresh, link } = useFresh();
  const path = answers.ofDataset(dataset, `/events/${partition}/${offset}`);
  const asked = useAnswer(path, answers.eventDetail, version);
  const settled = asked.value?.level === "ANCHORED";
  useNews((event) => !settled && isAbout(event, dataset) && refresh());
  const { level } = asked.value ?? {};
  return (
    <>
      <div class="view-head">
        <h1><bdi>{w.heading(visible(dataset), partition, offset)}</bdi></h1>
        {level !== undefined && <Badge name={level} />}
        <Link state={link} />
      </div>
      <nav class="row neighbours" aria-label={w.title}>
        <a href={href({ view: "dataset", dataset })}>{w.ofDataset}</a>
        <Neighbour place={place} offset={asked.value?.previous_offset} text={w.previous} />
        <Neighbour place={place} offset={asked.value?.next_offset} text={w.next} />
      </nav>
      <Deviations />
      {level === "PENDING" ? (
        <Section title={w.evidence} id="evidence">
          <p class="soft">{w.notSealed}</p>
        </Section>
      ) : (
        <Evidence {...place} level={level} stated={asked.value} ready={!asked.busy || asked.value !== undefined} />
      )}
      <Answered of={asked} path={path} waiting={w.waiting}>
        {(read) => <Entry of={read} />}
      </Answered>
      <Versions {...place} />
    </>
  );
}

function Neighbour({ place, offset, text }: { place: Place; offset: number | null | undefined; text: string }) {
  if (typeof offset !== "number") return null;
  return <a href={href({ view: "event", ...place, offset: String(offset) })}>{text}</a>;
}

/** What the server states of the log, beside the evidence that proves it. */
function Entry({ of }: { of: answers.EventDetail }) {
  const w = useWords(words);
  const number = useNumbers();
  const form = of.form === undefined ? undefined : { 0: w.form0, 1: w.form1, 2: w.form2 }[of.form];
  return (
    <Section title={w.entry} id="entry">
      <dl class="facts">
        <Fact name={w.leaf}>{of.index === undefined || of.size === undefined ? <Unknown /> : w.ofLeaves(number(of.index), number(of.size))}</Fact>
        <Fact name={w.time}>{of.timestamp === null ? "–" : <TimeOf at={of.timestamp} />}</Fact>
        <Fact name={w.form}>{form ?? <NumberOf of={of.form} />}</Fact>
        <Fact name={w.commitment}><HashOf of={of.commitment} /></Fact>
        <Fact name={w.leafHash}><HashOf of={of.leaf_hash} /></Fact>
        {of.batch !== null && (
          <Fact name={w.batch}>
            <Known of={of.batch}>
              {(batch) => (
                <>
                  {batch.events === undefined || batch.size === undefined ? <Unknown /> : w.batchOf(number(batch.events), number(batch.size))}, {w.sealed} <TimeOf at={batch.sealed_at} />
                </>
              )}
            </Known>
          </Fact>
        )}
      </dl>
      <h3>{w.anchors}</h3>
      <Known of={of.anchors}>{(all) => <AnchorTable caption={w.anchors} of={all} empty={w.noAnchors} />}</Known>
    </Section>
  );
}

function Versions({ dataset, partition, offset }: Place) {
  const w = useWords(words);
  const number = useNumbers();
  const pages = usePages(`${dataset} ${partition} ${offset}`);
  const path = answers.withQuery(answers.ofDataset(dataset, `/events/${partition}/${offset}/versions`), { after: pages.cursor });
  const asked = useAnswer(path, answers.versions);
  return (
    <Section title={w.versions} id="versions">
      <p class="soft">{w.versionsHint}</p>
      <Answered of={asked} path={path} waiting={w.waiting}>
        {(read) => (
          <>
            <dl class="facts">
              <Fact name={w.keyHash}><HashOf of={read.key_hash} /></Fact>
            </dl>
            <Known of={read.versions}>{(all) => <EventTable dataset={dataset} caption={w.versions} of={all} empty={w.noVersions} here={Number(offset)} />}</Known>
            {typeof read.indexed_to === "number" && <p class="note">{w.behind(number(read.indexed_to))}</p>}
            <Pager pages={pages} next={read.next} label={w.versions} />
          </>
        )}
      </Answered>
    </Section>
  );
}
