/** The versions of a dataset's schema. */
import { useState } from "preact/hooks";
import * as answers from "../api/answers.js";
import { Fact } from "../api/facts.js";
import { Answered, Known, NumberOf, Text } from "../api/parts.js";
import { useAnswer } from "../api/use.js";
import { HashOf } from "../ledgers/anchors.js";
import { useWords } from "../shell/i18n.js";
import { Section, Table } from "../shell/parts.js";
import { words } from "./words.js";

export function Schemas({ dataset }: { dataset: string }) {
  const w = useWords(words);
  const path = answers.ofDataset(dataset, "/schemas");
  const asked = useAnswer(path, answers.schemas);
  return (
    <Section title={w.schemas} id="schemas">
      <Answered of={asked} path={path} waiting={w.waiting}>
        {(read) => (
          <Known of={read.schemas}>
            {(all) => (all.length === 0 ? <p class="soft">{w.noSchemas}</p> : all.map((one, i) => <Version key={i} of={one} open={i === 0} />))}
          </Known>
        )}
      </Answered>
    </Section>
  );
}

function Version({ of, open }: { of: answers.SchemaVersion; open: boolean }) {
  const w = useWords(words);
  const [shown, setShown] = useState(open);
  const part = of.part === undefined ? "–" : w[`part_${of.part}`];
  return (
    <details open={open} onToggle={(event) => setShown(event.currentTarget.open)}>
      <summary>{w.version(part, of.version === undefined ? "–" : String(of.version))}</summary>
      {shown && <><dl class="facts">
        <Fact name={w.registryId}><NumberOf of={of.id} /></Fact>
        <Fact name={w.schemaHash}><HashOf of={of.hash} /></Fact>
      </dl>
      <Known of={of.fields}>
        {(fields) => (
          <Table
            caption={w.schemas}
            rows={fields}
            rowKey={(one) => one.name ?? ""}
            empty={w.noFields}
            columns={[
              { name: w.field, cell: (one) => <Text of={one.name} /> },
              { name: w.type, cell: (one) => <code><Text of={one.type} /></code> },
              { name: w.protected, cell: (one) => (one.protected === null ? w.everybody : <Text of={one.protected} />) },
            ]}
          />
        )}
      </Known></>}
    </details>
  );
}
