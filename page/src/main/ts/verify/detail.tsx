/** Everything about one file: verdict, row, times, tree, signatures, checks, what is not proven, forgeries. */
import { useWords } from "../shell/i18n.js";
import { Badge, Hash, Problem, Section } from "../shell/parts.js";
import { CertificateButton } from "./certificate.js";
import { Cheat } from "./cheat.js";
import { Checks } from "./checks.js";
import type { ChosenPolicy } from "./policy-store.js";
import type { Contents, Report } from "./report.js";
import { Row } from "./row.js";
import { Signers } from "./signers.js";
import { Timeline } from "./timeline.js";
import { PathPicture } from "./tree.js";
import type { Item } from "./verify.js";
import { words } from "./words.js";

interface DetailProps {
  item: Item;
  policy: ChosenPolicy | undefined;
  server: boolean;
  onOther: (which: number) => void;
}

export function Detail({ item, policy, server, onOther }: DetailProps) {
  const w = useWords(words);
  const { report } = item;
  if (report === undefined) return <Problem title={w.notReadTitle(item.name)}>{item.failed ?? ""}</Problem>;
  const { contents } = report;
  return (
    <article class="detail" aria-label={item.name}>
      <Verdict item={item} report={report} policy={policy} server={server} />
      {contents !== undefined && (
        <>
          <Section title={w.row} actions={contents.count > 1 && <Records contents={contents} onOther={onOther} />}>
            <Row contents={contents} accepted={report.accepted} byPolicy={report.byPolicy} />
          </Section>
          <Section title={w.times}>
            <Timeline report={report} contents={contents} />
          </Section>
          <div class="grid">
            <Section title={w.place}>
              <PathPicture contents={contents} ofRow={!report.checks.some((check) => !check.passed && check.name === "commitment")} />
            </Section>
            <div>
              <Section title={w.signers}>
                <Signers report={report} contents={contents} />
              </Section>
              <Section title={w.notProven}>
                <NotProven report={report} />
              </Section>
            </div>
          </div>
        </>
      )}
      {contents !== undefined && item.file !== undefined && (
        <div class="no-print">
          <Section title={w.cheat} id="cheat">
            <Cheat item={item} file={item.file} contents={contents} report={report} policy={policy} />
          </Section>
        </div>
      )}
      <Section title={w.checks}>
        <Checks checks={report.checks} />
      </Section>
      {contents === undefined && (
        <Section title={w.notProven}>
          <NotProven report={report} />
        </Section>
      )}
    </article>
  );
}

function Verdict({ item, report, policy, server }: { item: Item; report: Report; policy: ChosenPolicy | undefined; server: boolean }) {
  const w = useWords(words);
  const { contents } = report;
  const meaning = w[`means_${report.name}` as keyof typeof w] as string | undefined;
  const tone = !report.accepted ? "bad" : report.byPolicy && report.name !== "SEALED" ? "good" : "wait";
  return (
    <section class={`card verdict ${tone}`} aria-label={w.verdict}>
      <div class="verdict-head" role="status">
        <span class="verdict-name" data-verdict={report.name}>
          {report.name}
        </span>
        <p class="verdict-word">{meaning}</p>
      </div>
      {report.detail !== undefined && <p class="verdict-detail">{report.detail}</p>}
      {!report.byPolicy && report.accepted && <p class="note">{w.claims(report.claimed ?? "")}</p>}
      {report.byPolicy && policy !== undefined && policy.from !== "visitor" && report.accepted && <p class="note">{w[`caution_${policy.from}`]}</p>}
      {report.development && <p class="note">{w.development}</p>}
      <dl class="facts">
        <dt>{w.file}</dt>
        <dd>
          {item.name} {item.source !== "file" && <Badge name={item.source} tone="plain">{w[`source_${item.source}`]}</Badge>}
        </dd>
        {contents !== undefined && (
          <>
            <dt>{w.dataset}</dt>
            <dd>{contents.origin}</dd>
            <dt>{w.position}</dt>
            <dd>{contents.count > 1 ? w.events(contents.count, String(contents.records[0]!.offset)) : w.leafOffset(String(contents.index), String(contents.offset))}</dd>
            <dt>SHA-256</dt>
            <dd>
              <Hash value={contents.sha256} />
            </dd>
          </>
        )}
        <dt>{w.policyUsed}</dt>
        <dd>{policy === undefined ? w.none : <>{policy.name} <Hash value={policy.view.sha256} /></>}</dd>
        <dt>{w.verifiedBy}</dt>
        <dd>{w[report.keys === "noble" ? "byNoble" : "byWebCrypto"]}</dd>
      </dl>
      <div class="row no-print">
        <CertificateButton item={item} report={report} policy={policy} server={server} />
        {item.file !== undefined && item.source !== "file" && <Save file={item.file} name={`${item.name}.evidence`} />}
      </div>
    </section>
  );
}

/** Evidence that was taken out of a picture, a PDF or a server's answer, to keep. */
export function Save({ file, name }: { file: Uint8Array; name: string }) {
  const w = useWords(words);
  const save = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([Uint8Array.from(file)]));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  return (
    <button type="button" class="second" onClick={save}>
      {w.save}
    </button>
  );
}

function Records({ contents, onOther }: { contents: Contents; onOther: (which: number) => void }) {
  const w = useWords(words);
  return (
    <label class="records">
      {w.whichRecord(contents.count)}
      <select value={contents.which} onChange={(event) => onOther(Number(event.currentTarget.value))}>
        {contents.records.map((one, i) => (
          <option key={i} value={i}>
            {w.leafOffset(String(one.index), String(one.offset))}
          </option>
        ))}
      </select>
    </label>
  );
}

function NotProven({ report }: { report: Report }) {
  const w = useWords(words);
  const lines = [
    w.not_true,
    w.not_all,
    w.not_older,
    ...(report.byPolicy ? [] : [w.not_who]),
    ...(report.development ? [w.not_independent] : []),
    ...(report.name === "SEALED" ? [w.not_same] : []),
  ];
  return (
    <ul class="not-proven">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
