/** The verifier's public face. */
import { readPolicyFile } from "./policy-file.js";
import { type Keys, platformKeys, plainKeys, webKeys } from "./keys.js";
import type { Policy } from "./policy.js";

export { Malformed } from "./bytes.js";
export type { Check, Level, Refusal, ReceiptCheck } from "./checks.js";
export { checkReceipt } from "./anchors.js";
export { type DecodedPart, type DecodedRecord, partJson, type ProtectedField } from "./disclosed.js";
export type { DisclosedField } from "./evidence.js";
export { Unavailable } from "./load.js";
export type { Keys, Policy };
export { platformKeys, plainKeys, webKeys };
export { type Accepted, decodeRecord, inspectEvidence, nameOf, type Refused, type Subject, type Verdict, type VerifiedRecord, verifyEvidence } from "./verify.js";

/**
 * Reads a policy file.
 *
 * @throws Malformed with what is wrong, and where
 */
export function readPolicy(file: Uint8Array, keys: Keys = platformKeys()): Promise<Policy> {
  return readPolicyFile(file, keys);
}
