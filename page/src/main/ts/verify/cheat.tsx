/** Try to cheat: the file is written again with another value, and verified as any file is. */
import { useEffect, useState } from "preact/hooks";
import { useWords } from "../shell/i18n.js";
import { Problem } from "../shell/parts.js";
import { OneCheck } from "./checks.js";
import { ask } from "./client.js";
import { Save } from "./detail.js";
import type { ChosenPolicy } from "./policy-store.js";
import type { Contents, Effort, Forgery, Report } from "./report.js";
import type { Item } from "./verify.js";
import { words } from "./words.js";

interface Place {
  id: string;
  part: Forgery["part"];
  path: string;
  text: string;
  symbols: string[];
}

interface Outcome {
  file: Uint8Array;
  report: Report;
  effort: Effort;
  changed: string;
  from: string;
  to: string;
}

const EFFORTS: readonly Effort[] = ["row", "entry", "root", "key"];

export function Cheat({ item, file, contents, report, policy }: { item: Item; file: Uint8Array; contents: Contents; report: Report; policy: ChosenPolicy | undefined }) {
  const w = useWords(words);
  const places = placesOf(contents);
  const first = places.find((place) => /\d/.test(place.text) && place.part === "value") ?? places[0];
  const [chosen, setChosen] = useState(first?.id);
  const place = places.find((one) => one.id === chosen) ?? first;
  const [text, setText] = useState(place?.text ?? "");
  const [effort, setEffort] = useState<Effort>("row");
  const [outcome, setOutcome] = useState<Outcome>();
  const [failed, setFailed] = useState<string>();
  const [working, setWorking] = useState(false);
  useEffect(() => {
    setText(place?.text ?? "");
    setOutcome(undefined);
  }, [place?.id, contents.which, contents.sha256]);
  if (place === undefined) return <p>{w.nothingToChange}</p>;
  const forge = async (event: Event) => {
    event.preventDefault();
    setWorking(true);
    setFailed(undefined);
    setOutcome(undefined);
    try {
      const forged = await ask("forge", { file, forgery: { which: contents.which, part: place.part, path: place.path, text, effort } });
      const verdict = await ask("verify", { file: forged, policy: policy?.file, which: contents.which, contents: false });
      setOutcome({ file: forged, report: verdict, effort, changed: nameOf(place), from: place.text, to: text });
    } catch (e) {
      setFailed(e instanceof Error ? e.message : String(e));
    }
    setWorking(false);
  };
  const able = (one: Effort) => one === "row" || one === "entry" || (contents.tree !== undefined && (one === "root" || globalThis.crypto?.subtle !== undefined));
  return (
    <>
      <p>{w.cheatLead}</p>
      <form class="cheat" onSubmit={forge}>
        <label>
          {w.cheatField}
          <select id="cheat-field" value={place.id} onChange={(event) => setChosen(event.currentTarget.value)}>
            {places.map((one) => (
              <option key={one.id} value={one.id}>
                {nameOf(one)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {w.cheatValue}
          {place.symbols.length > 0 ? (
            <select id="cheat-value" value={text} onChange={(event) => setText(event.currentTarget.value)}>
              {place.symbols.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          ) : (
            <input id="cheat-value" value={text} spellcheck={false} autocomplete="off" onInput={(event) => setText(event.currentTarget.value)} />
          )}
        </label>
        <button type="button" class="second" disabled={!/\d/.test(text)} onClick={() => setText(anotherDigit(text))}>
          {w.cheatDigit}
        </button>
        <fieldset>
          <legend>{w.cheatEffort}</legend>
          {EFFORTS.map((one) => (
            <label key={one} class="choice">
              <input type="radio" name="effort" value={one} checked={effort === one} disabled={!able(one)} onChange={() => setEffort(one)} />
              <span>{w[`effort_${one}`]}</span>
            </label>
          ))}
        </fieldset>
        <button type="submit" disabled={working || text === place.text}>
          {w.cheatVerify}
        </button>
        {text === place.text && <span class="soft">{w.cheatSame}</span>}
      </form>
      {failed !== undefined && <Problem title={w.cheatNotWritten}>{failed}</Problem>}
      <div aria-live="polite">
        {outcome !== undefined && <Caught outcome={outcome} before={report} name={item.name} />}
      </div>
    </>
  );
}

function Caught({ outcome, before, name }: { outcome: Outcome; before: Report; name: string }) {
  const w = useWords(words);
  const { report, changed, from, to, file } = outcome;
  const check = report.checks.find((one) => !one.passed);
  const passed = report.checks.filter((one) => one.passed).length;
  return (
    <div class={report.accepted ? "caught not" : "caught"} id="forgery">
      <p>
        {changed}: <del>{from}</del> → <ins>{to}</ins>
      </p>
      <p>
        <span class={report.accepted ? "verdict-name wait" : "verdict-name bad"} data-verdict={report.name}>
          {report.name}
        </span>{" "}
        {report.accepted ? (report.byPolicy ? w.notCaught : w.notCaughtWithoutPolicy) : w.caught(passed)}
      </p>
      {!before.accepted && <p class="soft">{w.refusedBefore(before.name)}</p>}
      {check !== undefined && (
        <ol class="checks">
          <OneCheck check={check} />
        </ol>
      )}
      <p>{w[`lesson_${outcome.effort}`]}</p>
      <Save file={file} name={`forged-${name}`} />
    </div>
  );
}

function nameOf(place: Place): string {
  return place.part === "record" ? place.path.slice(1) : `${place.part}${place.path}`;
}

/** What can be changed: the fields of key and value, and the record's own numbers. */
function placesOf({ key, value, offset, timestamp }: Contents): Place[] {
  const places: Place[] = [];
  for (const [part, view] of [["value", value], ["key", key]] as const) {
    for (const field of view?.fields ?? []) {
      if (field.editable && field.text !== undefined) places.push({ id: `${part}${field.path}`, part, path: field.path, text: field.text, symbols: field.symbols });
    }
  }
  const after = places.filter((place) => place.path.startsWith("/after/"));
  const ordered = [...after, ...places.filter((place) => !after.includes(place))];
  ordered.push({ id: "record/offset", part: "record", path: "/offset", text: String(offset), symbols: [] });
  if (timestamp !== undefined) ordered.push({ id: "record/timestamp", part: "record", path: "/timestamp", text: timestamp, symbols: [] });
  return ordered;
}

/** The last digit one less, and a 0 a 1: nothing carries, and a day stays a day. */
export function anotherDigit(text: string): string {
  return text.replace(/\d(?=\D*$)/, (digit) => (digit === "0" ? "1" : String(Number(digit) - 1)));
}
