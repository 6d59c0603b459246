/** An event's evidence: fetched, verified in this browser by the visitor's policy, and compared with what was asked for. */
import { useEffect, useState } from "preact/hooks";
import type { EventDetail } from "../api/answers.js";
import { withQuery } from "../api/answers.js";
import { type Answer, askBytes } from "../api/ask.js";
import { useFailure, useNumbers, visible } from "../api/parts.js";
import { useWords } from "../shell/i18n.js";
import { Badge, Problem, Section } from "../shell/parts.js";
import { ask } from "../verify/client.js";
import { Save } from "../verify/detail.js";
import { MOST_BYTES } from "../verify/limits.js";
import { type ChosenPolicy, firstPolicy } from "../verify/policy-store.js";
import type { Report } from "../verify/report.js";
import { Row } from "../verify/row.js";
import { Timeline } from "../verify/timeline.js";
import { PathPicture } from "../verify/tree.js";
import type { Place } from "./event.js";
import { words } from "./words.js";

type State =
  | { kind: "busy" }
  | { kind: "none"; answer: Exclude<Answer<never>, { kind: "read" }> }
  | { kind: "failed"; why: string }
  | { kind: "judged"; file: Uint8Array; report: Report; policy: ChosenPolicy | undefined };

interface Props extends Place {
  /** Another level means other evidence. */
  level: string | undefined;
  /** What the server states of the event elsewhere. */
  stated: EventDetail | undefined;
  ready: boolean;
}

export function Evidence({ dataset, partition, offset, level, stated, ready }: Props) {
  const w = useWords(words);
  const why = useFailure();
  const [state, setState] = useState<State>({ kind: "busy" });
  const path = withQuery("/api/v1/evidence", { dataset, partition, offset });
  useEffect(() => {
    if (!ready) return undefined;
    const stop = new AbortController();
    const show = (shown: State) => !stop.signal.aborted && setState(shown);
    void judged(path, stop.signal).then(show, (e) => show({ kind: "failed", why: e instanceof Error ? e.message : String(e) }));
    return () => stop.abort();
  }, [path, level, ready]);
  if (state.kind === "busy") {
    return (
      <Section title={w.evidence} id="evidence">
        <p class="soft" aria-busy="true" aria-live="polite">{w.verifying}</p>
      </Section>
    );
  }
  if (state.kind !== "judged") {
    return (
      <Section title={w.evidence} id="evidence">
        <Problem title={state.kind === "none" ? w.evidenceFailed : w.verifyFailed}>{state.kind === "none" ? why(state.answer) : visible(state.why.slice(0, 1_000))}</Problem>
      </Section>
    );
  }
  return <Judged dataset={dataset} partition={partition} offset={offset} stated={stated} {...state} />;
}

async function judged(path: string, signal: AbortSignal): Promise<State> {
  const answer = await askBytes(path, MOST_BYTES, signal);
  if (answer.kind !== "read") return { kind: "none", answer };
  const file = answer.value!;
  const policy = await firstPolicy();
  const report = await ask("verify", { file, policy: policy?.file, which: 0, contents: true });
  return { kind: "judged", file, report, policy };
}

function Judged(judged: Omit<Props, "ready" | "level"> & { file: Uint8Array; report: Report; policy: ChosenPolicy | undefined }) {
  const { dataset, partition, offset, stated, file, report, policy } = judged;
  const w = useWords(words);
  const number = useNumbers();
  const { contents } = report;
  const passed = report.checks.filter((check) => check.passed).length;
  const odd = contradictions({ dataset, partition, offset }, stated, report, w);
  return (
    <>
      <Section title={w.evidence} id="evidence" actions={<Badge name={report.name} />}>
        <div data-verdict={report.name} role="status">
          {odd.length > 0 && (
            <Problem title={w.differs}>
              {odd.map((line) => (
                <span class="what" key={line}>{line}</span>
              ))}
            </Problem>
          )}
          <p>{policy === undefined ? w.noPolicy : w.byPolicy(visible(policy.name))} {w.checks(number(passed), number(report.checks.length))}</p>
          {policy !== undefined && policy.from !== "visitor" && <p class="note">{w.offeredPolicy}</p>}
          {report.detail !== undefined && <Problem>{visible(report.detail)}</Problem>}
          {report.development && <p class="note">{w.development}</p>}
        </div>
        <div class="row">
          <a class="button" href={`#/verify?${new URLSearchParams({ dataset, partition, offset })}`}>{w.verifyLink}</a>
          <Save file={file} name={`${dataset.replace("/", ".")}-${partition}-${offset}.evidence.json`} />
        </div>
      </Section>
      {contents !== undefined && (
        <>
          <Section title={w.row} id="row">
            <Row contents={contents} accepted={report.accepted} byPolicy={report.byPolicy} />
          </Section>
          <div class="grid">
            <Section title={w.place} id="place">
              <PathPicture contents={contents} ofRow={!report.checks.some((check) => !check.passed && check.name === "commitment")} />
            </Section>
            <Section title={w.times} id="times">
              <Timeline report={report} contents={contents} />
            </Section>
          </div>
        </>
      )}
    </>
  );
}

/** Evidence is of what it says it is of: that must be what was asked for, and what the server states beside it. */
function contradictions({ dataset, partition, offset }: Place, stated: EventDetail | undefined, report: Report, w: (typeof words)["en"]): string[] {
  const { contents } = report;
  if (contents === undefined) return [];
  const odd: string[] = [];
  const log = contents.origin.split("/").slice(0, 3).join("/");
  const asked = `${dataset}/${partition}`;
  if (log !== asked || String(contents.offset) !== offset) {
    odd.push(w.otherEvent(visible(`${contents.origin.slice(0, 300)} ${contents.offset}`), `${visible(asked)} ${offset}`));
  }
  if (stated?.commitment !== undefined && hexOf(stated.commitment) !== contents.commitment.replace(/^0x/, "")) odd.push(w.otherCommitment);
  return odd;
}

/** Of Base64; empty for what is none. */
function hexOf(base64: string): string {
  try {
    return Array.from(atob(base64), (c) => c.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  } catch {
    return "";
  }
}
