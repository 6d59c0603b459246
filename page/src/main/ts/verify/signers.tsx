/** Who signed: the log's owner, and on each ledger those who confirm its anchor. */
import { useWords } from "../shell/i18n.js";
import { Badge, Hash, Time } from "../shell/parts.js";
import type { Contents, LedgerSign, Report } from "./report.js";
import { words } from "./words.js";

export function Signers({ report, contents }: { report: Report; contents: Contents }) {
  const w = useWords(words);
  const { owner, ledgers } = contents;
  return (
    <ul class="signers">
      {owner !== undefined && (
        <li>
          <div class="row">
            <strong>{owner.organisation}</strong>
            <Badge name="owner" tone={!owner.known ? "bad" : report.byPolicy ? "good" : "wait"}>
              {!owner.known ? w.keyUnknown : report.byPolicy ? w.keyByPolicy : w.keyByFile}
            </Badge>
          </div>
          <p class="soft">{w.ownerSigned}</p>
          <p>
            {w.keyId} <code>{owner.keyId}</code> {owner.vkey !== undefined && <Hash value={owner.vkey} />}
          </p>
        </li>
      )}
      {ledgers.map((one, i) => (
        <Ledger key={i} of={one} byPolicy={report.byPolicy} />
      ))}
      {ledgers.length === 0 && <li class="soft">{w.noLedger}</li>}
    </ul>
  );
}

function Ledger({ of, byPolicy }: { of: LedgerSign; byPolicy: boolean }) {
  const w = useWords(words);
  const tone = of.outcome === "REFUSED" ? "bad" : of.outcome === "IGNORED" ? "wait" : byPolicy ? "good" : "wait";
  return (
    <li>
      <div class="row">
        <strong>{of.ledger}</strong>
        <Badge name={of.outcome} tone={tone}>{w[`anchor_${of.outcome}`]}</Badge>
        {of.development && <Badge name="development" tone="wait">{w.developmentShort}</Badge>}
      </div>
      {of.why !== undefined && <p>{of.why}</p>}
      {of.members.length > 0 && (
        <p>
          {w.signedBy} <strong>{of.members.join(", ")}</strong> {of.quorum !== undefined && of.of !== undefined && <span class="soft">{w.quorumOf(of.quorum, of.of)}</span>}
        </p>
      )}
      {of.at !== undefined && (
        <p class="soft">
          <Time at={of.at} /> {of.size !== undefined && w.atSize(of.size.toLocaleString("en"))}
        </p>
      )}
      {of.transaction !== undefined && of.transaction !== "" && (
        <p class="soft">
          {w.transaction} <Hash value={of.transaction} />
        </p>
      )}
    </li>
  );
}
