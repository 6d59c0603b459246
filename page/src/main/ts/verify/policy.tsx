/** The policy: whose keys the visitor trusts. It is never taken silently. */
import { useState } from "preact/hooks";
import { ApiProblem, getBytes } from "../api/client.js";
import { useWords } from "../shell/i18n.js";
import { Badge, Hash, Problem, Section, Time } from "../shell/parts.js";
import type { ChosenPolicy, From } from "./policy-store.js";
import { words } from "./words.js";

interface PolicyProps {
  policy: ChosenPolicy | undefined;
  fault: string | undefined;
  server: boolean;
  onChoose: (name: string, file: Uint8Array, from: From) => void;
  onForget: () => void;
}

export function PolicyPanel({ policy, fault, server, onChoose, onForget }: PolicyProps) {
  const w = useWords(words);
  return (
    <Section title={w.policy}>
      {policy === undefined ? <p>{w.noPolicy}</p> : <Chosen policy={policy} onForget={onForget} />}
      {fault !== undefined && <Problem>{fault}</Problem>}
      <Choose another={policy !== undefined} server={server} onChoose={onChoose} />
    </Section>
  );
}

function Chosen({ policy, onForget }: { policy: ChosenPolicy; onForget: () => void }) {
  const w = useWords(words);
  const { view, from, kept, name } = policy;
  return (
    <>
      <p>
        <strong>{name}</strong> <Badge name={from} tone={from === "visitor" ? "good" : "wait"}>{w[`from_${from}`]}</Badge>
      </p>
      {from !== "visitor" && <p class="note">{w[`caution_${from}`]}</p>}
      <dl class="facts">
        <dt>{w.policyDigest}</dt>
        <dd>
          <Hash value={view.sha256} />
        </dd>
        <dt>{w.policyTrusts}</dt>
        <dd>
          {view.organisations.map((one) => (
            <div key={one.name}>
              {one.name}{" "}
              {one.keys.map((key) => (
                <span key={key.id + key.from} class="soft">
                  <Hash value={key.id} /> {key.from !== undefined && <>{w.from} <Time at={key.from} /></>} {key.until !== undefined && <>{w.until} <Time at={key.until} /></>}
                </span>
              ))}
            </div>
          ))}
        </dd>
        <dt>{w.policyLedgers}</dt>
        <dd>
          {view.ledgers.length === 0 && w.none}
          {view.ledgers.map((one) => (
            <div key={one.name}>
              {one.name} <span class="soft">{one.quorum === undefined ? "" : w.quorumOf(one.quorum, one.members.length)}</span>
            </div>
          ))}
        </dd>
      </dl>
      <div class="row">
        <span class="soft">{from === "maker" && !kept ? w.inThisFile : kept ? w.kept : w.notKept}</span>
        <button type="button" class="quiet" onClick={onForget}>
          {w.forget}
        </button>
      </div>
    </>
  );
}

function Choose({ another, server, onChoose }: { another: boolean; server: boolean; onChoose: PolicyProps["onChoose"] }) {
  const w = useWords(words);
  const [pasting, setPasting] = useState(false);
  const [text, setText] = useState("");
  const [failed, setFailed] = useState<string>();
  const read = async (file: File | undefined) => {
    if (file !== undefined) onChoose(file.name, new Uint8Array(await file.arrayBuffer()), "visitor");
  };
  const ofServer = async () => {
    setFailed(undefined);
    try {
      onChoose(w.serverPolicyName(location.host), await getBytes("/api/v1/policy"), "server");
    } catch (e) {
      setFailed(e instanceof ApiProblem ? e.message : String(e));
    }
  };
  return (
    <>
      <div class="row policy-choose">
        <label class="button second-button">
          {another ? w.anotherPolicy : w.choosePolicy}
          <input
            id="policy-file"
            type="file"
            class="off-screen"
            onChange={(event) => {
              void read(event.currentTarget.files?.[0]);
              event.currentTarget.value = "";
            }}
          />
        </label>
        <button type="button" class="second" aria-expanded={pasting} onClick={() => setPasting(!pasting)}>
          {w.paste}
        </button>
        {server && (
          <button type="button" class="second" onClick={ofServer}>
            {w.serverPolicy}
          </button>
        )}
      </div>
      {server && !another && <p class="soft">{w.serverPolicyWord}</p>}
      {failed !== undefined && <Problem>{failed}</Problem>}
      {pasting && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            setPasting(false);
            onChoose(w.pastedName, new TextEncoder().encode(text), "visitor");
          }}
        >
          <label>
            {w.pasteLabel}
            <textarea rows={6} spellcheck={false} value={text} onInput={(event) => setText(event.currentTarget.value)} />
          </label>
          <button type="submit" disabled={text.trim() === ""}>
            {w.usePasted}
          </button>
        </form>
      )}
    </>
  );
}
