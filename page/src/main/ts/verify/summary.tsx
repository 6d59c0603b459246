/** One line for each of several files. */
import { useWords } from "../shell/i18n.js";
import { Badge, Table, Time } from "../shell/parts.js";
import type { Item } from "./verify.js";
import { words } from "./words.js";

export function Summary({ items, selected, onSelect }: { items: Item[]; selected: number | undefined; onSelect: (id: number) => void }) {
  const w = useWords(words);
  const refused = items.filter((item) => item.report?.accepted !== true).length;
  return (
    <div class="summary">
      <p>{w.summaryCount(items.length - refused, refused)}</p>
      <Table
        caption={w.summary}
        rows={items}
        rowKey={(item) => String(item.id)}
        empty=""
        columns={[
          {
            name: w.file,
            cell: (item) => (
              <button type="button" class="quiet file-name" aria-pressed={item.id === selected} onClick={() => onSelect(item.id)}>
                {item.name}
              </button>
            ),
          },
          { name: w.verdict, cell: (item) => <Badge name={item.report?.name ?? "NOT_READ"}>{item.report?.name ?? w.notRead}</Badge> },
          { name: w.dataset, cell: (item) => item.report?.contents?.origin ?? "–" },
          { name: w.offset, numeric: true, cell: (item) => item.report?.contents?.offset.toString() ?? "–" },
          { name: w.anchored, cell: (item) => (item.report?.anchorTime === undefined ? "–" : <Time at={item.report.anchorTime} />) },
          { name: w.why, cell: (item) => item.failed ?? item.report?.detail ?? "" },
        ]}
      />
    </div>
  );
}
