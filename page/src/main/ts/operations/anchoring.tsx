/** What the anchoring service says, where it runs beside the read side. */
import type { Operations } from "../api/answers.js";
import { Fact, Gauge } from "../api/facts.js";
import { Known, NumberOf, Text, Unknown, useNumbers, visible } from "../api/parts.js";
import { useWords } from "../shell/i18n.js";
import { Badge, Section, Table } from "../shell/parts.js";
import { words } from "./words.js";

export function Anchoring({ of }: { of: Operations["anchoring"] }) {
  const w = useWords(words);
  if (of === undefined || of === null) {
    return (
      <Section title={w.anchoring} id="anchoring">
        {of === null ? <p class="soft">{w.notHere}</p> : <Unknown />}
      </Section>
    );
  }
  const state = of.ready === undefined ? <Unknown /> : of.ready ? <Badge name="UP">{w.ready}</Badge> : <Badge name="DOWN">{w.notReady}</Badge>;
  return (
    <Section title={w.anchoring} id="anchoring" actions={state}>
      <Known of={of.not_ready}>
        {(reasons) =>
          reasons.length > 0 && (
            <ul class="plain-list">
              {reasons.map((reason, i) => (
                <li key={i}><Text of={reason} /></li>
              ))}
            </ul>
          )
        }
      </Known>
      <dl class="facts">
        <Gauge name={w.anchoringLag} of={of.lag_records} />
        <Fact name={w.refusedRecords}><Counts of={of.rejected} /></Fact>
      </dl>
      {of.ledgers && (
        <Table
          caption={w.anchoring}
          rows={of.ledgers}
          rowKey={(one) => `${one.ledger} ${one.organisation}`}
          empty={w.noLedgers}
          columns={[
            { name: w.ledger, cell: (one) => <Text of={one.ledger} /> },
            { name: w.organisation, cell: (one) => <Text of={one.organisation} /> },
            { name: w.queue, numeric: true, cell: (one) => <NumberOf of={one.waiting} /> },
            { name: w.refusals, cell: (one) => <Counts of={one.refusals} /> },
            { name: w.lastError, cell: (one) => (one.last_error === null ? "" : <Text of={one.last_error} />) },
          ]}
        />
      )}
    </Section>
  );
}

/** Numbers by their reason. */
function Counts({ of }: { of: Map<string, number> | null | undefined }) {
  const w = useWords(words);
  const number = useNumbers();
  if (of === undefined || of === null) return <Unknown />;
  if (of.size === 0) return <>{w.none}</>;
  return <bdi>{[...of].map(([reason, count]) => `${visible(reason)}: ${number(count)}`).join(", ")}</bdi>;
}
