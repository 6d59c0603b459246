/** Finds events and heads of a dataset by offset, key, time, hash or transaction. */
import { useState } from "preact/hooks";
import * as answers from "../api/answers.js";
import { Answered, Known, NumberOf, Pager, Text, TimeOf, useNumbers } from "../api/parts.js";
import { useAnswer, usePages } from "../api/use.js";
import { HashOf } from "../ledgers/anchors.js";
import { useWords } from "../shell/i18n.js";
import { Problem, Section, Table } from "../shell/parts.js";
import { EventTable } from "./events.js";
import { words } from "./words.js";

const KINDS = ["offset", "key", "time", "hash", "transaction", "key_hash"] as const;
type Kind = (typeof KINDS)[number];

const OFFSET = /^\d{1,18}$/;
const TIME = /^(\d{4}-\d\d-\d\d)([ T](\d\d:\d\d(:\d\d(\.\d{1,3})?)?))?( ?(Z|UTC))?$/;

/** As the API takes it; undefined for what is not a time. */
export function timeOf(typed: string): string | undefined {
  const parts = TIME.exec(typed);
  if (parts === null) return undefined;
  const clock = parts[3] ?? "00:00:00";
  const iso = `${parts[1]}T${clock.length === 5 ? `${clock}:00` : clock}Z`;
  const at = Date.parse(iso);
  return Number.isNaN(at) || at < 0 ? undefined : new Date(at).toISOString();
}

export function Search({ dataset, partitions }: { dataset: string; partitions: number[] }) {
  const w = useWords(words);
  const [kind, setKind] = useState<Kind>("offset");
  const [typed, setTyped] = useState("");
  const [partition, setPartition] = useState("");
  const [wrong, setWrong] = useState<string>();
  const [asked, setAsked] = useState<{ kind: Kind; value: string; partition: string }>();
  const names: Record<Kind, string> = { offset: w.byOffset, key: w.byKey, time: w.byTime, hash: w.byHash, transaction: w.byTransaction, key_hash: w.byKeyHash };
  const hints: Record<Kind, string> = { offset: w.hintOffset, key: w.hintKey, time: w.hintTime, hash: w.hintHash, transaction: w.hintTransaction, key_hash: w.hintKeyHash };
  const find = (event: Event) => {
    event.preventDefault();
    const value = typed.trim();
    if (value === "") return;
    const sent = kind === "time" ? timeOf(value) : value;
    const fault = sent === undefined ? w.badTime : kind === "offset" && !OFFSET.test(value) ? w.badOffset : undefined;
    setWrong(fault);
    if (fault === undefined) setAsked({ kind, value: sent!, partition });
  };
  return (
    <Section title={w.search} id="search">
      <form class="filters" role="search" onSubmit={find}>
        <label class="narrow">
          {w.searchBy}
          <select value={kind} onChange={(event) => setKind(event.currentTarget.value as Kind)}>
            {KINDS.map((one) => (
              <option key={one} value={one}>{names[one]}</option>
            ))}
          </select>
        </label>
        <label>
          {w.value}
          <input value={typed} maxLength={2000} aria-describedby="search-hint" autocomplete="off" spellcheck={false} onInput={(event) => setTyped(event.currentTarget.value)} />
        </label>
        {partitions.length > 1 && (
          <label class="narrow">
            {w.inPartition}
            <select value={partition} onChange={(event) => setPartition(event.currentTarget.value)}>
              <option value="">{w.allPartitions}</option>
              {partitions.map((one) => (
                <option key={one} value={String(one)}>{one}</option>
              ))}
            </select>
          </label>
        )}
        <button>{w.find}</button>
      </form>
      <p class="soft" id="search-hint">{hints[kind]}</p>
      {wrong !== undefined && <Problem>{wrong}</Problem>}
      <div aria-live="polite">{asked !== undefined && <Found dataset={dataset} {...asked} />}</div>
    </Section>
  );
}

function Found({ dataset, kind, value, partition }: { dataset: string; kind: Kind; value: string; partition: string }) {
  const w = useWords(words);
  const number = useNumbers();
  const pages = usePages(`${dataset} ${kind} ${value} ${partition}`);
  const path = answers.withQuery(answers.ofDataset(dataset, "/search"), { [kind]: value, partition, after: pages.cursor });
  const asked = useAnswer(path, answers.found);
  return (
    <Answered of={asked} path={path} waiting={w.waiting}>
      {(read) => (
        <div id="found">
          {read.events?.length === 0 && read.heads?.length === 0 && <p>{w.foundNothing}</p>}
          <Known of={read.events}>{(all) => all.length > 0 && <EventTable dataset={dataset} caption={w.foundEvents} of={all} empty="" />}</Known>
          <Known of={read.heads}>{(all) => all.length > 0 && <Heads of={all} />}</Known>
          {typeof read.indexed_to === "number" && <p class="note">{w.behind(number(read.indexed_to))}</p>}
          <Pager pages={pages} next={read.next} label={w.search} />
        </div>
      )}
    </Answered>
  );
}

function Heads({ of }: { of: answers.FoundHead[] }) {
  const w = useWords(words);
  return (
    <Table
      caption={w.foundHeads}
      rows={of}
      rowKey={(one) => `${one.origin} ${one.ledger} ${one.size} ${one.transaction_id}`}
      empty=""
      columns={[
        { name: w.log, cell: (one) => <Text of={one.origin} /> },
        { name: w.size, numeric: true, cell: (one) => <NumberOf of={one.size} /> },
        { name: w.time, cell: (one) => <TimeOf at={one.at} /> },
        { name: w.ledger, cell: (one) => (one.ledger === null ? w.sealed : <Text of={one.ledger} />) },
        { name: w.byTransaction, cell: (one) => (one.transaction_id === null ? "" : <HashOf of={one.transaction_id} />) },
        { name: w.root, cell: (one) => <HashOf of={one.root} /> },
      ]}
    />
  );
}
