/** Three times that are never mixed up, each stated by somebody else. */
import type { ComponentChildren } from "preact";
import { useWords } from "../shell/i18n.js";
import { Time } from "../shell/parts.js";
import type { Contents, Report } from "./report.js";
import { words } from "./words.js";

export function Timeline({ report, contents }: { report: Report; contents: Contents }) {
  const w = useWords(words);
  const event = contents.timestamp;
  const counting = contents.ledgers.filter((one) => one.outcome === "COUNTS" && one.at !== undefined).map((one) => one.at!);
  const anchored = report.anchorTime ?? (report.accepted ? [...counting].sort()[0] : undefined);
  const source = contents.value?.fields.find((field) => field.path === "/source/event_time" && field.state === "plain")?.text;
  return (
    <>
      <ol class="timeline">
        <Station name={w.timeEvent} who={w.timeEventBy} passed={event !== undefined} at={event === undefined ? w.timeNone : <Time at={event} />}>
          {source !== undefined && source !== event && (
            <>
              {w.timeSource} <Time at={source} />
            </>
          )}
        </Station>
        <Station name={w.timeSealed} who={w.timeSealedBy} passed={report.accepted} at={report.accepted ? w.timeSealedBetween : w.timeRefused}>
          {null}
        </Station>
        <Station name={w.timeAnchored} who={w.timeAnchoredBy} passed={anchored !== undefined} at={anchored === undefined ? (report.accepted ? w.timeNotAnchored : w.timeRefused) : <Time at={anchored} />}>
          {event !== undefined && anchored !== undefined && w.timeAfter(span(event, anchored))}
        </Station>
      </ol>
      <p class="soft">{w.timeWord}</p>
    </>
  );
}

function Station({ name, who, at, passed, children }: { name: string; who: string; at: ComponentChildren; passed: boolean; children: ComponentChildren }) {
  return (
    <li class={passed ? "station passed" : "station"}>
      <strong>{name}</strong>
      <span class="station-time">{at}</span>
      <span class="soft">{who}</span>
      {children !== null && <span class="soft">{children}</span>}
    </li>
  );
}

const UNITS: [number, string][] = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1000, "s"],
];

/** How much later, in the largest unit that fits. */
export function span(from: string, to: string): string {
  const ms = Date.parse(to) - Date.parse(from);
  const sign = ms < 0 ? "−" : "+";
  const size = Math.abs(ms);
  const [unit, name] = UNITS.find(([one]) => size >= 2 * one) ?? [1, "ms"];
  return `${sign}${Math.round(size / unit)} ${name}`;
}
