/** Anchors as a table. */
import type { AnchorLine } from "../api/answers.js";
import { Name, NumberOf, Text, TimeOf } from "../api/parts.js";
import { useWords } from "../shell/i18n.js";
import { Hash, Table } from "../shell/parts.js";
import { href } from "../shell/router.js";
import { words } from "./words.js";

export function AnchorTable({ caption, of, empty }: { caption: string; of: AnchorLine[]; empty: string }) {
  const w = useWords(words);
  return (
    <Table
      caption={caption}
      rows={of}
      rowKey={(one) => `${one.origin} ${one.ledger} ${one.size} ${one.transaction_id}`}
      empty={empty}
      columns={[
        { name: w.log, cell: (one) => <LogLink of={one.origin} /> },
        { name: w.size, numeric: true, cell: (one) => <NumberOf of={one.size} /> },
        { name: w.anchoredAt, cell: (one) => <TimeOf at={one.anchored_at} /> },
        { name: w.ledger, cell: (one) => <Text of={one.ledger} /> },
        { name: w.block, numeric: true, cell: (one) => (one.block === null ? "" : <NumberOf of={one.block} />) },
        { name: w.transaction, cell: (one) => <HashOf of={one.transaction_id} /> },
      ]}
    />
  );
}

/** A hash or an id, if it was of its shape. */
export function HashOf({ of }: { of: string | null | undefined }) {
  return typeof of === "string" && of !== "" ? <Hash value={of} /> : <Text of={undefined} />;
}

/** A log's origin, as a link to its dataset. */
export function LogLink({ of }: { of: string | undefined }) {
  const parts = of?.split("/") ?? [];
  if (of === undefined || parts.length < 3 || !parts[0] || !parts[1]) return <Text of={of} />;
  return (
    <a href={href({ view: "dataset", dataset: `${parts[0]}/${parts[1]}` })}>
      <Name of={of} />
    </a>
  );
}
