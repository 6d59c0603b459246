/** A Fabric ledger's receipt: a read of a committed anchor that a quorum of members' peers endorsed. */
import { base64, concat, equal, hex, listed, Malformed, maybeBase64, numberOf, shown, decimal, startsWith, textOf, utf8 } from "./bytes.js";
import { type Fact, Notes, type ReceiptCheck } from "./checks.js";
import { sha256 } from "./digests.js";
import { inflate } from "./inflate.js";
import { ecdsaNumbers, type Keys } from "./keys.js";
import { orderOf } from "./orders.js";
import { parseCheckpoint, parseNote } from "./note.js";
import { peerObjection } from "./peers.js";
import type { FabricTrust } from "./policy.js";
import { Message } from "./protobuf.js";
import { type Instant, ofMillis, ofSeconds, timeText } from "./time.js";
import { type Certificate, readCertificate } from "./x509.js";

const MAGIC = utf8("TFR1");
const MAX_BYTES = 1 << 20;
const MAX_ENDORSEMENTS = 100;
const FUNCTION = "AnchorReceipt";
const CLOCKS_MAY_DIFFER = ofSeconds(120n);
const BEGIN = "-----BEGIN CERTIFICATE-----\n";
const END = "\n-----END CERTIFICATE-----\n";

interface Receipt {
  channelHeader: Uint8Array;
  signatureHeader: Uint8Array;
  proposal: Uint8Array;
  response: Uint8Array;
  endorsements: { endorser: Uint8Array; signature: Uint8Array }[];
}

interface Question {
  channel: string;
  chaincode: string;
  transactionId: string;
  askedAt: Instant;
  arguments: [string, string, string];
}

interface Answer {
  proposalHash: Uint8Array;
  status: bigint;
  chaincode: string;
  fact: Fact;
}

export async function checkFabric(bytes: Uint8Array, trust: FabricTrust, notes: Notes, keys: Keys): Promise<ReceiptCheck> {
  const receipt = readReceipt(bytes);
  const question = readQuestion(receipt);
  const answer = readAnswer(receipt);
  const { fact } = answer;
  notes.note("receipt form", true, `${receipt.endorsements.length} endorsements`);
  const asked = sha256(concat(receipt.channelHeader, receipt.signatureHeader, receipt.proposal));
  const [called, origin, size] = question.arguments;
  const intact =
    notes.note(
      "receipt question",
      equal(answer.proposalHash, asked) && question.transactionId === transactionId(receipt),
      "answer's proposal hash and transaction id against the question's bytes",
    )
    && notes.note(
      "receipt function",
      called === FUNCTION && answer.status === 200n,
      `${called} with status ${answer.status}, must be ${FUNCTION} with 200`,
    )
    && notes.note(
      "receipt subject",
      origin === fact.origin && size === String(fact.size),
      `asked for ${origin} at ${size}, answered ${fact.origin} at ${fact.size}`,
    );
  if (!intact) return notes.end("ALTERED");
  const ours = question.channel === trust.channel && question.chaincode === trust.chaincode && answer.chaincode === trust.chaincode;
  const found = `fabric:${question.channel}/${answer.chaincode}, policy names fabric:${trust.channel}/${trust.chaincode}`;
  if (!notes.note("receipt ledger", ours, found)) return notes.end("NOT_TRUSTED");
  const timely = question.askedAt >= fact.anchoredAt - CLOCKS_MAY_DIFFER;
  if (!notes.note("receipt time", timely, `${timeText(question.askedAt)}, anchored ${timeText(fact.anchoredAt)}`)) return notes.end("ALTERED");
  return checkEndorsements(receipt, question.askedAt, fact, trust, notes, keys);
}

async function checkEndorsements(receipt: Receipt, askedAt: Instant, fact: Fact, trust: FabricTrust, notes: Notes, keys: Keys): Promise<ReceiptCheck> {
  const members = new Set<string>();
  const counted = new Map<string, string>();
  let development = false;
  for (const { endorser, signature } of receipt.endorsements) {
    const named = new Message(endorser);
    const member = named.text(1);
    const certificate = ofPem(named.text(2));
    const name = `endorsement by ${member}`;
    if (!(await isEndorsed(certificate, concat(receipt.response, endorser), signature, keys))) {
      notes.note(name, false, "signature does not fit the answer and the endorser's certificate");
      return notes.end("ALTERED");
    }
    let objection = await peerObjection(certificate, member, trust, askedAt, keys);
    const before = counted.get(certificate.keyText) ?? member;
    if (objection === undefined && before !== member) objection = `its key has signed for ${before} already`;
    if (objection === undefined) {
      counted.set(certificate.keyText, member);
      members.add(member);
      development ||= (certificate.subject.text + certificate.issuer.text).toLowerCase().includes("development");
      notes.note(name, true, `certificate by the member's authority, valid at ${timeText(askedAt)}`);
    } else {
      // Not a failure: whether enough others remain is what the quorum decides.
      notes.note(`${name} set aside`, true, objection);
    }
  }
  const signed = `${members.size} members signed ${listed(members)}, quorum ${trust.quorum} of ${trust.members.size}`;
  if (!notes.note("quorum", members.size >= trust.quorum, signed)) return notes.end("NOT_TRUSTED");
  return { outcome: "VOUCHED", fact, members: [...members], development, checks: notes.checks };
}

/** Fabric's rule: ECDSA over SHA-256, in canonical DER, with the smaller of the two possible s. */
async function isEndorsed(certificate: Certificate, signed: Uint8Array, signature: Uint8Array, keys: Keys): Promise<boolean> {
  const { key } = certificate;
  const numbers = key.kind === "ec" ? ecdsaNumbers(signature) : undefined;
  if (key.kind !== "ec" || numbers === undefined || numbers[1] > orderOf(key.curve) >> 1n) return false;
  return keys.signed(key, "ecdsa", "SHA-256", signed, signature);
}

function readReceipt(receipt: Uint8Array): Receipt {
  if (receipt.length < 16 || !startsWith(receipt, MAGIC)) throw new Malformed("does not begin with TFR1");
  const end = receipt.length - 8;
  if (!equal(receipt.subarray(end), sha256(receipt.subarray(0, end)).subarray(0, 8))) throw new Malformed("checksum does not match");
  const length = Number(BigInt.asIntN(32, numberOf(receipt.subarray(4, 8))));
  if (length < 0 || length > MAX_BYTES) throw new Malformed(`fields of ${length} bytes, limit ${MAX_BYTES}`);
  const fields = new Message(inflate(receipt.subarray(8, end), length));
  if (!fields.holdsOnly(1, 5)) throw new Malformed("fields other than 1 to 5");
  const endorsements = fields.all(5).map((encoded) => {
    const endorsement = new Message(encoded);
    return { endorser: endorsement.bytes(1), signature: endorsement.bytes(2) };
  });
  if (endorsements.length === 0 || endorsements.length > MAX_ENDORSEMENTS) {
    throw new Malformed(`${endorsements.length} endorsements, must be 1 to ${MAX_ENDORSEMENTS}`);
  }
  return { channelHeader: fields.bytes(1), signatureHeader: fields.bytes(2), proposal: fields.bytes(3), response: fields.bytes(4), endorsements };
}

/** Hex of SHA-256(nonce ‖ creator), which must be the transaction id of the question. */
function transactionId(receipt: Receipt): string {
  const header = new Message(receipt.signatureHeader);
  return hex(sha256(concat(header.bytes(2), header.bytes(1))));
}

function readQuestion(receipt: Receipt): Question {
  const header = new Message(receipt.channelHeader);
  if (header.number(1) !== 3n) throw new Malformed(`header type ${header.number(1)}, must be 3`);
  const spec = new Message(receipt.proposal).message(1).message(1);
  const args = spec.message(3).all(1);
  if (args.length !== 3) throw new Malformed(`${args.length} arguments, must be function, origin and size`);
  const loose = new TextDecoder("utf-8", { ignoreBOM: true });
  return {
    channel: header.text(4),
    chaincode: spec.message(2).text(2),
    transactionId: header.text(5),
    askedAt: readTimestamp(header.message(3)),
    arguments: args.map((one) => loose.decode(one)) as [string, string, string],
  };
}

function readTimestamp(timestamp: Message): Instant {
  const [seconds, nanos] = [timestamp.number(1), timestamp.number(2)];
  if (seconds < 0n || seconds > 253_402_300_799n || nanos < 0n || nanos > 999_999_999n) throw new Malformed(`timestamp ${seconds} s ${nanos} ns`);
  return ofSeconds(seconds) + nanos;
}

function readAnswer(receipt: Receipt): Answer {
  const response = new Message(receipt.response);
  const action = response.message(2);
  const reply = action.message(3);
  const [proposalHash, status, chaincode, payload] = [response.bytes(1), reply.number(1), action.message(4).text(2), reply.bytes(3)];
  const text = textOf(payload);
  if (text === undefined) throw new Malformed("answer is not UTF-8");
  try {
    return { proposalHash, status, chaincode, fact: readAnchor(text) };
  } catch (e) {
    throw e instanceof Malformed ? new Malformed(`answer is not an anchor: ${e.message}`) : e;
  }
}

/** An anchor as the chaincode writes it: a line, a transaction id, a time, an empty line, and the owner's note. */
function readAnchor(text: string): Fact {
  const lines = text.split("\n");
  if (lines.length < 5 || lines[0] !== "tombolo anchor 1" || lines[3] !== "") {
    throw new Malformed(`anchor: must be 'tombolo anchor 1', a transaction id, a time, an empty line and a note, found ${shown(text)}`);
  }
  const id = lines[1]!;
  if (!/^[0-9A-Za-z_.:-]{1,128}$/.test(id)) throw new Malformed(`transaction id: ${shown(id)}`);
  const anchoredAt = ofMillis(decimal(lines[2]!, "anchor time"));
  return { ...parseCheckpoint(parseNote(lines.slice(4).join("\n")).text), anchoredAt, transactionId: id };
}

/** A certificate from PEM as Fabric's peers write it: one block, lines of 64 characters, nothing around it. */
function ofPem(pem: string): Certificate {
  const what = "endorser's certificate";
  const body = pem.startsWith(BEGIN) && pem.endsWith(END) ? pem.slice(BEGIN.length, -END.length) : "";
  const der = maybeBase64(body.replace(/\n/g, ""));
  if (der === undefined || der.length === 0 || base64(der).replace(/.{64}(?=.)/g, "$&\n") !== body) {
    throw new Malformed(`${what}: not one X.509 certificate in PEM`);
  }
  return readCertificate(der, what);
}
