/** Links to events, and the choice of a partition. */
import { Text, visible } from "../api/parts.js";
import { useWords } from "../shell/i18n.js";
import { href } from "../shell/router.js";
import { words } from "./words.js";

export function EventLink({ dataset, partition, offset, text }: { dataset: string; partition: number | undefined; offset: number | undefined; text?: string }) {
  if (partition === undefined || offset === undefined) return <Text of={undefined} />;
  return <a href={href({ view: "event", dataset, partition: String(partition), offset: String(offset) })}>{visible(text ?? String(offset))}</a>;
}

export interface PartitionChoice {
  partitions: number[];
  partition: number;
  onPartition: (partition: number) => void;
}

/** Nothing where there is one only. */
export function Partition({ partitions, partition, onPartition }: PartitionChoice) {
  const w = useWords(words);
  if (partitions.length < 2) return null;
  return (
    <label class="narrow">
      {w.partition}
      <select value={partition} onChange={(event) => onPartition(Number(event.currentTarget.value))}>
        {partitions.map((one) => (
          <option key={one} value={one}>{one}</option>
        ))}
      </select>
    </label>
  );
}
