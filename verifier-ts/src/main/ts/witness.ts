/** A witness's receipt: a signed note of a checkpoint's text with one cosignature, whose time is the receipt's. */
import { Malformed } from "./bytes.js";
import { Notes, type ReceiptCheck } from "./checks.js";
import type { Keys } from "./keys.js";
import { checkNote, cosignedAt, parseCheckpoint, parseNote } from "./note.js";
import type { WitnessTrust } from "./policy.js";

export async function checkWitness(receipt: Uint8Array, trust: WitnessTrust, notes: Notes, keys: Keys): Promise<ReceiptCheck> {
  const note = parseNote(receipt);
  const checkpoint = parseCheckpoint(note.text);
  if (note.signatures.length !== 1) throw new Malformed(`cosigned note: ${note.signatures.length} signatures, must be 1`);
  notes.note("receipt form", true, "a checkpoint and one signature");
  const signature = note.signatures[0]!;
  const by = `by ${signature.name}, key id ${signature.keyId}`;
  const signed = await checkNote(note, trust.notes, keys);
  if ("falselySigned" in signed) {
    notes.note("cosignature", false, `${by}: does not fit the checkpoint and its time`);
    return notes.end("ALTERED");
  }
  if (!notes.note("cosignature", "signed" in signed, "signed" in signed ? by : `${by}, the policy names [${trust.keys.join(", ")}]`)) {
    return notes.end("NOT_TRUSTED");
  }
  const fact = { ...checkpoint, anchoredAt: cosignedAt(signature.signature), transactionId: `${trust.name}/${checkpoint.size}` };
  return { outcome: "VOUCHED", fact, members: [trust.name], development: false, checks: notes.checks };
}
