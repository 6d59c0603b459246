/** The printable certificate: made by the server where there is one; from the single file the page itself is printed. */
import { useState } from "preact/hooks";
import { ApiProblem, ask, problem } from "../api/client.js";
import { useLanguage, useWords } from "../shell/i18n.js";
import { Problem } from "../shell/parts.js";
import { type ChosenPolicy, toBase64 } from "./policy-store.js";
import type { Report } from "./report.js";
import type { Item } from "./verify.js";
import { words } from "./words.js";

export function CertificateButton({ item, report, policy, server }: { item: Item; report: Report; policy: ChosenPolicy | undefined; server: boolean }) {
  const w = useWords(words);
  const language = useLanguage();
  const [working, setWorking] = useState(false);
  const [failed, setFailed] = useState<string>();
  if (!server) {
    return (
      <button type="button" class="second" onClick={() => print()}>
        {w.print}
      </button>
    );
  }
  if (!report.accepted || policy === undefined || item.file === undefined || report.records !== 1) return <p class="soft">{w.noCertificate}</p>;
  const get = async (file: Uint8Array) => {
    setWorking(true);
    setFailed(undefined);
    try {
      await download({ evidence: toBase64(file), policy: new TextDecoder().decode(policy.file), language });
    } catch (e) {
      setFailed(e instanceof ApiProblem ? e.message : String(e));
    }
    setWorking(false);
  };
  return (
    <>
      <button type="button" class="second" disabled={working} onClick={() => get(item.file!)}>
        {w.certificate}
      </button>
      <span class="soft">{w.certificateWord}</span>
      {failed !== undefined && <Problem>{failed}</Problem>}
    </>
  );
}

async function download(request: { evidence: string; policy: string; language: string }): Promise<void> {
  const answer = await ask("/api/v1/certificate", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(request),
  });
  if (!answer.ok) throw await problem(answer);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = /filename="([A-Za-z0-9.-]+)"/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "certificate.pdf";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
