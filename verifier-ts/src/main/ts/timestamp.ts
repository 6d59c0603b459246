/** A time-stamping authority's receipt: a checkpoint's text, an empty line, and a token of RFC 3161 over the text. */
import { equal, hex, Malformed, textOf } from "./bytes.js";
import { Notes, type ReceiptCheck } from "./checks.js";
import { sha256 } from "./digests.js";
import type { Keys } from "./keys.js";
import { parseCheckpoint } from "./note.js";
import { isChain } from "./pkix.js";
import type { TimestampTrust } from "./policy.js";
import { durationText, type Instant, timeText } from "./time.js";
import { readToken, tokenFault } from "./token.js";
import { type Certificate, DIGITAL_SIGNATURE, EXTENDED_KEY_USAGE, isNamedIssuer, isRevoked, isSame, isValidAt, NON_REPUDIATION, signedList } from "./x509.js";

const MAX_BYTES = 64 << 10;
const TIME_STAMPING = "1.3.6.1.5.5.7.3.8";

export async function checkTimestamp(receipt: Uint8Array, trust: TimestampTrust, notes: Notes, keys: Keys): Promise<ReceiptCheck> {
  if (receipt.length > MAX_BYTES) throw new Malformed(`receipt: ${receipt.length} bytes, limit ${MAX_BYTES}`);
  const end = receipt.findIndex((one, i) => i > 0 && one === 10 && receipt[i - 1] === 10);
  if (end < 0) throw new Malformed("receipt: no empty line between a checkpoint and a token");
  const text = receipt.subarray(0, end);
  const checkpoint = parseCheckpoint(textOf(text) ?? new TextDecoder("utf-8", { ignoreBOM: true }).decode(text));
  const token = readToken(receipt.slice(end + 1));
  notes.note("receipt form", true, "a checkpoint and a time-stamp token");
  const { info, signer } = token;
  const imprint = sha256(text);
  if (!notes.note("time-stamp imprint", equal(info.imprint, imprint), `time-stamped ${hex(info.imprint)}, checkpoint ${hex(imprint)}`)) {
    return notes.end("ALTERED");
  }
  const fault = await tokenFault(token, keys);
  if (!notes.note("time-stamp signature", fault === undefined, fault ?? `by ${signer.subject.text}`)) return notes.end("ALTERED");
  const objection = useObjection(signer) ?? (await chainObjection(signer, token.certificates, trust, info.time, keys));
  const limit = trust.accuracyMs === undefined ? undefined : trust.accuracyMs * 1_000_000n;
  const exact = limit === undefined || (info.accuracy !== undefined && info.accuracy <= limit);
  const stated = info.accuracy === undefined ? "not stated" : durationText(info.accuracy);
  if (
    !notes.note("time-stamp authority", objection === undefined, objection ?? `under a root of ${trust.name} at ${timeText(info.time)}`)
    || !notes.note("time-stamp accuracy", exact, `${stated}, limit ${limit === undefined ? "any" : durationText(limit)}`)
  ) {
    return notes.end("NOT_TRUSTED");
  }
  const fact = { ...checkpoint, anchoredAt: info.time + (info.accuracy ?? 0n), transactionId: `${trust.name}/${info.serial.toString(16)}` };
  return { outcome: "VOUCHED", fact, members: [trust.name], development: false, checks: notes.checks };
}

function useObjection(signer: Certificate): string | undefined {
  const name = signer.subject.text;
  const { keyUsage, extendedKeyUsage } = signer;
  if (keyUsage !== undefined && !keyUsage.has(DIGITAL_SIGNATURE) && !keyUsage.has(NON_REPUDIATION)) return `${name} may not sign, by its key usage`;
  const only = extendedKeyUsage?.length === 1 && extendedKeyUsage[0] === TIME_STAMPING && signer.critical.has(EXTENDED_KEY_USAGE);
  return only ? undefined : `${name} is not for time-stamps: its extended key usage must be critical, and nothing but timeStamping`;
}

/** All of the token's certificates must be one chain from the signer up. */
async function chainObjection(signer: Certificate, certificates: Certificate[], trust: TimestampTrust, then: Instant, keys: Keys): Promise<string | undefined> {
  const chain = [signer];
  const left = certificates.filter((one) => one !== signer);
  while (left.length > 0) {
    const next = left.findIndex((one) => isNamedIssuer(one, chain.at(-1)!));
    if (next < 0) return `the certificate of ${left[0]!.subject.text} is not needed`;
    chain.push(...left.splice(next, 1));
  }
  const top = chain.at(-1)!;
  let objection: string | undefined = `${top.subject.text} is issued by no root of the policy`;
  for (const root of trust.roots) {
    if (isSame(top, root) && chain.length > 1) return rootObjection(chain.slice(0, -1), root, trust, then, keys);
    if (isNamedIssuer(root, top)) {
      objection = await rootObjection(chain, root, trust, then, keys);
      if (objection === undefined) return undefined;
    }
  }
  return objection;
}

async function rootObjection(chain: Certificate[], root: Certificate, trust: TimestampTrust, then: Instant, keys: Keys): Promise<string | undefined> {
  if (root.pathLength < chain.length - 1) return `${root.subject.text} may have no ${chain.length - 1} authorities under it`;
  if (!isValidAt(root, then)) return `root ${root.subject.text} is not valid at ${timeText(then)}`;
  const fault = await isChain(chain, root, then, keys);
  if (fault !== undefined) {
    return `${fault.at.subject.text}${fault.why === "time" ? ` is not valid at ${timeText(then)}` : ` is refused: ${fault.message}`}`;
  }
  for (const [i, one] of chain.entries()) {
    const issuer = chain[i + 1] ?? root;
    if (await isRevoked(one, issuer, trust.revocations, then, keys)) return `${one.subject.text} is revoked by ${issuer.subject.text}`;
    for (const list of trust.revocations) {
      if (isNamedIssuer(issuer, list) && !(await signedList(issuer, list, keys))) {
        return `the policy's revocation list of ${issuer.subject.text} is not signed by it`;
      }
    }
  }
  return undefined;
}
