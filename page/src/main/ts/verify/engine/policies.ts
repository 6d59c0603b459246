/** What a policy trusts, as a page shows it. */
import { hex } from "tombolo-verify/bytes.js";
import { sha256 } from "tombolo-verify/digests.js";
import { type Keys, type Policy, readPolicy } from "tombolo-verify/index.js";
import type { AnchorTrust, Group } from "tombolo-verify/policy.js";
import { type Instant, timeText } from "tombolo-verify/time.js";
import type { PolicyView } from "../report.js";

export async function policyView(file: Uint8Array, keys: Keys): Promise<PolicyView> {
  const policy = await readPolicy(file, keys);
  return {
    sha256: hex(sha256(file)),
    organisations: organisations(policy),
    ledgers: policy.ledgers.map((ledger) => ({ name: ledger.name, ...trusted(ledger) })),
    crossAnchoring: cross(policy.crossAnchoring),
    oldestAnchor: shown(policy.oldestAnchor),
  };
}

function organisations(policy: Policy): PolicyView["organisations"] {
  const all = new Map<string, PolicyView["organisations"][number]>();
  for (const { organisation: name, key, from, until } of policy.logKeys) {
    const one = all.get(name) ?? { name, keys: [] };
    one.keys.push({ id: fingerprint(key), from: shown(from), until: shown(until) });
    all.set(name, one);
  }
  return [...all.values()];
}

/** As "tombolo policy check" prints it, for two people who read it to each other. */
function fingerprint(key: Uint8Array): string {
  return hex(sha256(key)).toUpperCase().replace(/..(?=.)/g, "$&:");
}

function trusted(ledger: AnchorTrust): { members: string[]; quorum: number | undefined } {
  switch (ledger.kind) {
    case "fabric":
    case "evm":
      return { members: [...ledger.members.keys()], quorum: ledger.quorum };
    case "fisco":
      return { members: [...ledger.members.keys()], quorum: undefined };
    case "witness":
      return { members: ledger.keys, quorum: undefined };
    case "rfc3161":
      return { members: ledger.roots.map((root) => root.subject.text), quorum: undefined };
  }
}

function cross(rule: Policy["crossAnchoring"]): string {
  return typeof rule === "number" ? String(rule) : grouped(rule);
}

function grouped({ threshold, ledgers, groups }: Group): string {
  return `${threshold} / (${[...ledgers, ...groups.map(grouped)].join(", ")})`;
}

function shown(time: Instant | undefined): string | undefined {
  return time === undefined ? undefined : timeText(time);
}
