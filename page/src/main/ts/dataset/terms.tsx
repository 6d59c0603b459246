/** With whom a dataset is shared, on which terms, and what partners signed that they read. */
import * as answers from "../api/answers.js";
import { Answered, Known, NumberOf, Pager, Text, TimeOf, visible } from "../api/parts.js";
import { useAnswer, usePages } from "../api/use.js";
import { useWords } from "../shell/i18n.js";
import { Badge, Section, Table } from "../shell/parts.js";
import { EventLink } from "./links.js";
import { words } from "./words.js";

const ROWS = 10;

export function Terms({ dataset, version }: { dataset: string; version: number }) {
  const w = useWords(words);
  return (
    <Section title={w.terms} id="terms">
      <h3>{w.agreements}</h3>
      <Agreements dataset={dataset} version={version} />
      <h3>{w.usage}</h3>
      <Usage dataset={dataset} version={version} />
    </Section>
  );
}

function Agreements({ dataset, version }: { dataset: string; version: number }) {
  const w = useWords(words);
  const pages = usePages(dataset);
  const path = answers.withQuery("/api/v1/agreements", { dataset, limit: ROWS, after: pages.cursor });
  const asked = useAnswer(path, answers.agreements, version);
  return (
    <Answered of={asked} path={path} waiting={w.waiting}>
      {(read) => (
        <>
          <Known of={read.agreements}>
            {(all) => (
              <Table
                caption={w.agreements}
                rows={all}
                rowKey={(one) => one.id ?? ""}
                empty={w.noAgreements}
                columns={[
                  { name: w.partner, cell: (one) => <Text of={one.consumer} /> },
                  { name: w.state, cell: (one) => <State of={one} /> },
                  { name: w.purpose, cell: (one) => (one.purpose === null ? "" : <Text of={one.purpose} />) },
                  { name: w.period, cell: (one) => <Period of={one} /> },
                  { name: w.groups, cell: (one) => (one.groups === null ? "" : <Known of={one.groups}>{(groups) => <bdi>{groups.map(visible).join(", ")}</bdi>}</Known>) },
                  { name: w.price, cell: (one) => (one.price === null ? "" : <Text of={one.price} />) },
                  { name: w.lastStep, cell: (one) => <LastStep of={one} /> },
                ]}
              />
            )}
          </Known>
          <Pager pages={pages} next={read.next} label={w.agreements} />
        </>
      )}
    </Answered>
  );
}

function State({ of }: { of: answers.Agreement }) {
  const w = useWords(words);
  return (
    <>
      <Text of={of.state} />{" "}
      {of.in_force !== null && <Known of={of.in_force}>{(is) => <Badge name="FORCE" tone={is ? "good" : "plain"}>{is ? w.inForce : w.notInForce}</Badge>}</Known>}
    </>
  );
}

function Period({ of }: { of: answers.Agreement }) {
  if (of.from === null && of.until === null) return null;
  return (
    <>
      {of.from !== null && <TimeOf at={of.from} />} … {of.until !== null && <TimeOf at={of.until} />}
    </>
  );
}

/** What the last step was, with its proof. */
function LastStep({ of }: { of: answers.Agreement }) {
  const proof = of.evidence_dataset?.includes("/") && of.evidence_offset !== undefined;
  return (
    <>
      <Text of={of.last_action} /> <TimeOf at={of.last_at} />{" "}
      {proof && <EventLink dataset={of.evidence_dataset!} partition={0} offset={of.evidence_offset!} text={of.level ?? String(of.evidence_offset)} />}
    </>
  );
}

function Usage({ dataset, version }: { dataset: string; version: number }) {
  const w = useWords(words);
  const pages = usePages(dataset);
  const path = answers.withQuery("/api/v1/usage", { dataset, limit: ROWS, after: pages.cursor });
  const asked = useAnswer(path, answers.usage, version);
  return (
    <Answered of={asked} path={path} waiting={w.waiting}>
      {(read) => (
        <>
          <Known of={read.usage}>
            {(all) => (
              <Table
                caption={w.usage}
                rows={all}
                rowKey={(one) => `${one.agreement} ${one.origin}`}
                empty={w.noUsage}
                columns={[
                  { name: w.partner, cell: (one) => <Text of={one.consumer} /> },
                  { name: w.log, cell: (one) => <Text of={one.origin} /> },
                  { name: w.agreement, cell: (one) => <Text of={one.agreement} /> },
                  { name: w.events, numeric: true, cell: (one) => <NumberOf of={one.events} /> },
                  { name: w.receipts, numeric: true, cell: (one) => <NumberOf of={one.receipts} /> },
                  { name: w.minutes, cell: (one) => <><TimeOf at={one.first_minute} /> … <TimeOf at={one.last_minute} /></> },
                  { name: w.level, cell: (one) => <Known of={one.level}>{(level) => <Badge name={level} />}</Known> },
                ]}
              />
            )}
          </Known>
          <Pager pages={pages} next={read.next} label={w.usage} />
        </>
      )}
    </Answered>
  );
}
