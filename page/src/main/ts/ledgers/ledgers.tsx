/** The ledgers, witnesses and time-stamping authorities: their state, anchors, signers and forks. */
import * as answers from "../api/answers.js";
import { Fact } from "../api/facts.js";
import { useFresh, useNews } from "../api/live.js";
import { Answered, Deviations, Known, Link, NumberOf, Pager, Text, TimeOf, Unknown } from "../api/parts.js";
import { useAnswer, usePages } from "../api/use.js";
import type { ViewProps } from "../shell/app.js";
import { useWords } from "../shell/i18n.js";
import { Badge, Section, Table } from "../shell/parts.js";
import { AnchorTable, HashOf, LogLink } from "./anchors.js";
import { words } from "./words.js";

const ROWS = 25;
const PATH = "/api/v1/ledgers";

export default function Ledgers(_: ViewProps) {
  const w = useWords(words);
  const { version, refresh, link } = useFresh();
  useNews((event) => event.name !== "heartbeat" && event.name !== "datasets" && refresh());
  const ledgers = useAnswer(PATH, answers.ledgers, version);
  const pages = usePages("anchors");
  const anchorsPath = answers.withQuery("/api/v1/anchors", { limit: ROWS, after: pages.cursor });
  const anchors = useAnswer(anchorsPath, answers.anchors, version);
  return (
    <>
      <div class="view-head">
        <h1>{w.title}</h1>
        <p class="lead">{w.lead}</p>
        <Link state={link} />
      </div>
      <Deviations />
      <Answered of={ledgers} path={PATH} waiting={w.waiting}>
        {(read) => (
          <Known of={read.ledgers}>
            {(all) => (all.length === 0 ? <Section title={w.title}>{<p class="soft">{w.none}</p>}</Section> : all.map((one, i) => <LedgerCard key={i} of={one} />))}
          </Known>
        )}
      </Answered>
      <Section title={w.newest} id="anchors">
        <Answered of={anchors} path={anchorsPath} waiting={w.waiting}>
          {(read) => (
            <>
              <Known of={read.anchors}>{(all) => <AnchorTable caption={w.newest} of={all} empty={w.noAnchors} />}</Known>
              <Pager pages={pages} next={read.next} label={w.newest} />
            </>
          )}
        </Answered>
      </Section>
    </>
  );
}

function LedgerCard({ of }: { of: answers.Ledger }) {
  const w = useWords(words);
  const state = of.state;
  return (
    <section class={`card ledger ${(of.forks?.length ?? 0) > 0 || state === "DOWN" ? "alarm" : ""}`} aria-label={`${w.ledger}: ${of.ledger ?? w.title}`}>
      <div class="card-head">
        <h2><Text of={of.ledger} /></h2>
        {of.development === true && <Badge name="DEVELOPMENT" tone="wait">{w.development}</Badge>}
        {state === undefined ? <Unknown /> : <Badge name={state}>{w[`state${state}`]}</Badge>}
      </div>
      {(of.message !== null || of.since !== null) && (
        <p class={state === "DOWN" ? "problem" : "soft"}>
          {w.lastError}: <Text of={of.message} />
          {of.since !== null && <> {w.since} <TimeOf at={of.since} /></>}
        </p>
      )}
      <dl class="facts columns">
        <Fact name={w.kind}><Text of={of.kind} /></Fact>
        <Fact name={w.trusted}>{of.trusted === undefined ? <Unknown /> : of.trusted ? w.yes : w.no}</Fact>
        {of.quorum !== null && <Fact name={w.quorum}><NumberOf of={of.quorum} /></Fact>}
        {of.retired_at !== null && <Fact name={w.retired}><TimeOf at={of.retired_at} /></Fact>}
        <Fact name={w.logs}><NumberOf of={of.logs} /></Fact>
        <Fact name={w.anchors}><NumberOf of={of.anchors} /></Fact>
        <Fact name={w.anchoredEvents}><NumberOf of={of.anchored} /></Fact>
        <Fact name={w.last}><TimeOf at={of.last_anchored_at} /></Fact>
      </dl>
      <h3>{w.signers}</h3>
      <Known of={of.signers}>{(signers) => <Signers of={signers} />}</Known>
      <h3>{w.forks}</h3>
      <Known of={of.forks}>{(forks) => <Forks of={forks} />}</Known>
    </section>
  );
}

function Signers({ of }: { of: answers.Signer[] }) {
  const w = useWords(words);
  return (
      <Table
        caption={w.signers}
        rows={of}
        rowKey={(one) => `${one.name} ${one.sha256}`}
        empty={w.noSigners}
        columns={[
          { name: w.signer, cell: (one) => <Text of={one.name} /> },
          { name: w.subject, cell: (one) => (one.subject === null ? "" : <Text of={one.subject} />) },
          { name: w.fingerprint, cell: (one) => <HashOf of={one.sha256} /> },
          { name: w.notAfter, cell: (one) => (one.not_after === null ? w.noEnd : <TimeOf at={one.not_after} />) },
        ]}
      />
  );
}

function Forks({ of }: { of: answers.Fault[] }) {
  const w = useWords(words);
  return (
      <Table
        caption={w.forks}
        rows={of}
        rowKey={(one) => `${one.origin} ${one.size} ${one.at}`}
        empty={w.noForks}
        columns={[
          { name: w.log, cell: (one) => <LogLink of={one.origin} /> },
          { name: w.kindOfFork, cell: (one) => (one.kind === undefined ? <Unknown /> : <Badge name={one.kind} />) },
          { name: w.size, numeric: true, cell: (one) => <NumberOf of={one.size} /> },
          { name: w.found, cell: (one) => <TimeOf at={one.at} /> },
          { name: w.message, cell: (one) => <Text of={one.message} /> },
          { name: w.roots, cell: (one) => (one.root === null ? "" : <HashOf of={one.root} />) },
        ]}
      />
  );
}
