/** The verify view: evidence in, verdict out, in this browser alone. */
import { useEffect, useRef, useState } from "preact/hooks";
import { useWords } from "../shell/i18n.js";
import { Problem, Section, Title } from "../shell/parts.js";
import { ask, Stopped, stop, TimeLimit } from "./client.js";
import { Detail } from "./detail.js";
import { NotOpened, open, type Opened, type Source } from "./files.js";
import { Intake } from "./intake.js";
import { MOST_BYTES, MOST_FILES } from "./limits.js";
import { PolicyPanel } from "./policy.js";
import { type ChosenPolicy, choosePolicy, embeddedPolicy, firstPolicy, forgetPolicy, type From } from "./policy-store.js";
import type { Report } from "./report.js";
import { Summary } from "./summary.js";
import { words } from "./words.js";

export interface Item {
  id: number;
  name: string;
  source: Source;
  file: Uint8Array | undefined;
  report: Report | undefined;
  failed: string | undefined;
}

export interface Named {
  name: string;
  blob: Blob;
}

let lastId = 0;

/** @param server whether a read side serves this page: it may offer its policy, and makes certificates */
export function VerifyView({ server, initial }: { server: boolean; initial?: Named | undefined }) {
  const w = useWords(words);
  const [policy, setPolicy] = useState<ChosenPolicy>();
  const [ready, setReady] = useState(false);
  const [policyFault, setPolicyFault] = useState<string>();
  const [offered, setOffered] = useState<{ name: string; file: Uint8Array }>();
  const [items, setItems] = useState<Item[]>([]);
  const [selected, setSelected] = useState<number>();
  const [progress, setProgress] = useState<{ done: number; of: number }>();
  const [problem, setProblem] = useState<string>();
  const current = useRef<Item[]>([]);
  /** The newest run over files, and the one that was stopped: an older run ends without a word. */
  const run = useRef({ newest: 0, stopped: 0 });
  const show = (changed: Item[]) => setItems((current.current = changed));

  useEffect(() => {
    void firstPolicy()
      .then(setPolicy, (e) => setPolicyFault(messageOf(e)))
      .then(() => setReady(true));
  }, []);
  useEffect(() => {
    if (ready && initial !== undefined) void take([initial]);
  }, [ready, initial]);

  const messageOf = (e: unknown): string => {
    if (e instanceof NotOpened) return w[`notOpened_${e.why}`](e.detail, MOST_BYTES.toLocaleString("en"));
    if (e instanceof TimeLimit) return w.timeLimit(e.limit / 1000);
    if (e instanceof Stopped) return w.stopped;
    return e instanceof Error ? e.message : String(e);
  };

  const judged = async (item: Item, by: ChosenPolicy | undefined, which = 0): Promise<Item> => {
    if (item.file === undefined) return item;
    try {
      return { ...item, report: await ask("verify", { file: item.file, policy: by?.file, which, contents: true }), failed: undefined };
    } catch (e) {
      return { ...item, report: undefined, failed: messageOf(e) };
    }
  };

  const begin = (): number => {
    if (progress !== undefined) stop();
    return ++run.current.newest;
  };

  const halt = () => {
    run.current.stopped = run.current.newest;
    stop();
  };

  const take = async (files: Named[]) => {
    setProblem(undefined);
    if (files.length > MOST_FILES) return setProblem(w.tooManyFiles(files.length, MOST_FILES));
    const mine = begin();
    const made: Item[] = [];
    for (const [done, { name, blob }] of files.entries()) {
      if (run.current.newest !== mine) return;
      setProgress({ done, of: files.length });
      const item: Item = { id: ++lastId, name, source: "file", file: undefined, report: undefined, failed: undefined };
      if (run.current.stopped === mine) {
        made.push({ ...item, failed: w.stopped });
        continue;
      }
      let opened: Opened;
      try {
        opened = await open(blob);
      } catch (e) {
        made.push({ ...item, failed: messageOf(e) });
        continue;
      }
      if (opened.kind === "policy") setOffered({ name, file: opened.file });
      else made.push(await judged({ ...item, file: opened.file, source: opened.source }, policy));
    }
    if (run.current.newest !== mine) return;
    setProgress(undefined);
    if (made.length > 0) {
      show(made);
      setSelected(made.length === 1 ? made[0]!.id : undefined);
    }
  };

  const useBytes = async (file: Uint8Array, name: string, source: Source) => {
    const item = await judged({ id: ++lastId, name, source, file, report: undefined, failed: undefined }, policy);
    show([item]);
    setSelected(item.id);
  };

  /** All files again, by another policy. */
  const again = async (by: ChosenPolicy | undefined) => {
    setPolicy(by);
    const mine = begin();
    const all = current.current;
    for (const [done, item] of all.entries()) {
      if (run.current.newest !== mine) return;
      setProgress({ done, of: all.length });
      const verdict = run.current.stopped === mine ? { ...item, report: undefined, failed: w.stopped } : await judged(item, by);
      show(current.current.map((one) => (one.id === item.id ? verdict : one)));
    }
    setProgress(undefined);
  };

  const choose = async (name: string, file: Uint8Array, from: From) => {
    setPolicyFault(undefined);
    setOffered(undefined);
    try {
      await again(await choosePolicy(name, file, from));
    } catch (e) {
      setPolicyFault(w.policyFault(name, messageOf(e)));
    }
  };

  const forgetIt = async () => {
    forgetPolicy();
    await again(policy?.from === "maker" ? undefined : await embeddedPolicy());
  };

  const other = async (item: Item, which: number) => {
    const changed = await judged(item, policy, which);
    show(current.current.map((one) => (one.id === item.id ? changed : one)));
  };

  const shown = items.find((item) => item.id === selected);
  return (
    <>
      <Title>{w.title}</Title>
      <p class="lead no-print">{w.lead}</p>
      <div class="grid no-print">
        <Intake onFiles={take} onCode={(bytes) => useBytes(bytes, w.cameraName, "code")} />
        <PolicyPanel policy={policy} fault={policyFault} server={server} onChoose={choose} onForget={forgetIt} />
      </div>
      {offered !== undefined && (
        <div class="note no-print" role="alert">
          <p>{w.offered(offered.name)}</p>
          <div class="row">
            <button type="button" onClick={() => choose(offered.name, offered.file, "visitor")}>{w.offeredUse}</button>
            <button type="button" class="second" onClick={() => setOffered(undefined)}>{w.offeredIgnore}</button>
          </div>
        </div>
      )}
      {problem !== undefined && <Problem>{problem}</Problem>}
      <div aria-live="polite" class="progress">
        {progress !== undefined && (
          <>
            <span>{w.progress(progress.done + 1, progress.of)}</span>
            <progress value={progress.done} max={progress.of} aria-label={w.progressLabel} />
            <button type="button" class="quiet" onClick={halt}>{w.stop}</button>
          </>
        )}
      </div>
      {items.length > 1 && (
        <Section title={w.summary}>
          <Summary items={items} selected={selected} onSelect={setSelected} />
        </Section>
      )}
      {items.length === 0 && progress === undefined && (
        <Section title={w.how}>
          <ol class="how">
            <li>{w.how_evidence}</li>
            <li>{w.how_policy}</li>
            <li>{w.how_verdict}</li>
          </ol>
        </Section>
      )}
      {shown !== undefined && <Detail key={shown.id} item={shown} policy={policy} server={server} onOther={(which) => other(shown, which)} />}
    </>
  );
}
