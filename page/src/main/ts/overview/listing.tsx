/** Every dataset by name, by pages, with a filter: what ten thousand of them are looked up in. */
import { useEffect, useState } from "preact/hooks";
import * as answers from "../api/answers.js";
import { withQuery } from "../api/answers.js";
import { Answered, Known, NumberOf, Pager, TimeOf } from "../api/parts.js";
import { useAnswer, usePages } from "../api/use.js";
import { useWords } from "../shell/i18n.js";
import { Section, Table } from "../shell/parts.js";
import { DatasetLink, Levels } from "./islands.js";
import { words } from "./words.js";

const ROWS = 25;
/** Milliseconds after the last key before the server is asked. */
const TYPING = 250;

export function Listing({ asked, total, version }: { asked: URLSearchParams; total: number | undefined; version: number }) {
  const w = useWords(words);
  const organisation = asked.get("organisation") ?? "";
  const [typed, setTyped] = useState("");
  const [q, setQ] = useState("");
  const [sort, setSort] = useState("faults");
  useEffect(() => {
    const timer = setTimeout(() => setQ(typed.trim()), TYPING);
    return () => clearTimeout(timer);
  }, [typed]);
  const pages = usePages(`${organisation} ${q} ${sort}`);
  const path = withQuery("/api/v1/datasets", { organisation, q, sort, limit: ROWS, after: pages.cursor });
  const read = useAnswer(path, answers.datasets, version);
  useEffect(() => {
    if (organisation !== "") document.getElementById("datasets")?.scrollIntoView();
  }, [organisation]);
  return (
    <Section title={w.listTitle} id="datasets">
      <div class="filters">
        <label>
          {w.filterName}
          <input type="search" value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
        </label>
        <label class="narrow">
          {w.sort}
          <select value={sort} onChange={(event) => setSort(event.currentTarget.value)}>
            <option value="faults">{w.sortFaults}</option>
            <option value="rate">{w.sortRate}</option>
            <option value="events">{w.sortEvents}</option>
            <option value="name">{w.sortName}</option>
          </select>
        </label>
        {organisation !== "" && (
          <p>
            {w.filterOrganisation} <strong><bdi>{organisation}</bdi></strong> <a href="#/">{w.filterAll}</a>
          </p>
        )}
        <p class="soft" aria-live="polite">
          {w.found} <NumberOf of={read.value?.total ?? (q === "" && organisation === "" ? total : undefined)} />
        </p>
      </div>
      <Answered of={read} path={path} waiting={w.waiting}>
        {(list) => (
          <>
            <Known of={list.datasets}>{(all) => <Table
              caption={w.listTitle}
              rows={all}
              rowKey={(one) => one.dataset ?? ""}
              empty={w.noMatch}
              columns={[
                { name: w.dataset, cell: (one) => <DatasetLink of={one.dataset} /> },
                { name: w.level, cell: (one) => <Levels of={one} /> },
                { name: w.events, numeric: true, cell: (one) => <NumberOf of={one.events} /> },
                { name: w.sealed, numeric: true, cell: (one) => <NumberOf of={one.sealed} /> },
                { name: w.anchored, numeric: true, cell: (one) => <NumberOf of={one.anchored} /> },
                { name: w.partitions, numeric: true, cell: (one) => <NumberOf of={one.partitions} /> },
                { name: w.lastAnchor, cell: (one) => <TimeOf at={one.last_anchored_at} /> },
              ]}
            />}</Known>
            <Pager pages={pages} next={list.next} label={w.listTitle} />
          </>
        )}
      </Answered>
    </Section>
  );
}
