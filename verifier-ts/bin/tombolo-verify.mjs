#!/usr/bin/env node
// Evidence and policy in, verdict out: exit codes and JSON as "tombolo verify" has them.
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { decodeRecord, inspectEvidence, Malformed, nameOf, partJson, readPolicy, verifyEvidence } from "../src/main/resources/io/tombolo/verifier/split/tombolo-verify.js";

const GOOD = 0;
const REFUSED = 1;
const WRONG = 2;
const MOST_FIELDS = 40;
const USAGE = `Usage: tombolo-verify FILE [--policy FILE] [--checks] [--json]

Verifies an evidence file, with no server and no network.

      --policy FILE   the trust policy: whose keys you trust
      --checks        list every check with what was compared
      --json          print one JSON object
  -h, --help          show this text

Without --policy the file is only inspected (INTACT): that says that nothing in it was changed, not who made it.
Exit codes: 0 accepted (or intact), 1 refused, 2 wrong use, or a file that can't be read.`;

/** Wrong use, or a file that can't be read. */
class Wrong extends Error {}

async function main(args) {
  const { values, positionals } = parsed(args);
  if (values.help) {
    console.log(USAGE);
    return GOOD;
  }
  if (positionals.length !== 1) throw new Wrong(`${positionals.length} files, must be 1\n\n${USAGE}`);
  const file = await bytesOf(positionals[0]);
  const policy = values.policy === undefined ? undefined : await policyOf(values.policy);
  const verdict = policy === undefined ? await inspectEvidence(file) : await verifyEvidence(file, policy);
  const records = await Promise.all(verdict.accepted && policy !== undefined ? verdict.records.map((record) => decodeRecord(record)) : []);
  print(verdict, records, policy !== undefined, values);
  return verdict.accepted ? GOOD : REFUSED;
}

function parsed(args) {
  const options = { policy: { type: "string" }, checks: { type: "boolean" }, json: { type: "boolean" }, help: { type: "boolean", short: "h" } };
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (e) {
    throw new Wrong(`${e.message}\n\n${USAGE}`);
  }
}

async function bytesOf(path) {
  try {
    return new Uint8Array(await readFile(path));
  } catch (e) {
    throw new Wrong(`${path}: ${e.code === "ENOENT" ? "there is no such file" : `can't be read: ${e.message}`}`);
  }
}

async function policyOf(path) {
  const bytes = await bytesOf(path);
  try {
    return await readPolicy(bytes);
  } catch (e) {
    throw e instanceof Malformed ? new Wrong(`${path}: ${e.message}`) : e;
  }
}

function print(verdict, decoded, byPolicy, { checks, json }) {
  const name = verdict.accepted && !byPolicy ? "INTACT" : nameOf(verdict);
  if (json) {
    console.log(jsonOf(verdict, decoded, byPolicy, name));
    return;
  }
  if (verdict.accepted) {
    const { origin, index, offset, lastIndex, records } = verdict.subject;
    const what = records === 1 ? `leaf ${index}, offset ${offset}` : `${records} events: leaves ${index} to ${lastIndex}`;
    console.log(`${name}${byPolicy ? "" : " (no policy given: signer not checked)"}  ${origin}, ${what}`);
    if (verdict.eventTime !== undefined) console.log(`  event time   ${verdict.eventTime}  the record's timestamp`);
    if (verdict.anchorTime !== undefined) console.log(`  anchor time  ${verdict.anchorTime}  ${byPolicy ? "stated by" : "claimed to be by"} the ledger`);
    if (verdict.development) console.log("  The ledger is a development one: a single operator holds all of its keys.");
  } else {
    console.log(`${name}  ${verdict.detail}`);
  }
  printFields(decoded);
  const passed = verdict.checks.filter((check) => check.passed).length;
  if (checks) verdict.checks.forEach((check) => console.log(`  ${check.passed ? "passed" : "FAILED"}  ${check.name}: ${check.compared}`));
  else console.log(`  ${passed} of ${verdict.checks.length} checks passed (--checks lists them).`);
}

function jsonOf(verdict, decoded, byPolicy, name) {
  const json = { verdict: name, accepted: byPolicy && verdict.accepted, trust: byPolicy ? "POLICY" : "SELF_ASSERTED" };
  if (verdict.accepted) {
    const { origin, index, offset, lastIndex, lastOffset, records } = verdict.subject;
    json[byPolicy ? "level" : "claimed_level"] = verdict.level;
    Object.assign(json, { development: verdict.development, origin, leaf: index, offset });
    if (records > 1) {
      const gapless = lastIndex - index + 1n === BigInt(records);
      Object.assign(json, { events: records, last_leaf: lastIndex, last_offset: lastOffset, gapless });
    }
    Object.assign(json, { event_time: verdict.eventTime, anchor_time: verdict.anchorTime });
  } else {
    Object.assign(json, { refusal: verdict.refusal, detail: verdict.detail });
  }
  if (decoded.length > 0) json.records = decoded.map(recordOf);
  json.checks = verdict.checks.map(({ name: check, passed, compared }) => ({ check, passed, compared }));
  return written(json, "\n");
}

/** Of the first records; all are in the output of --json. */
function printFields(decoded) {
  let lines = 0;
  for (const { offset, protectedFields } of decoded) {
    if (lines >= MOST_FIELDS) {
      console.log("  Further protected fields are in the output of --json.");
      return;
    }
    for (const { field, group, json } of protectedFields) {
      const where = decoded.length === 1 ? field : `offset ${offset} ${field}`;
      console.log(`  ${json === undefined ? "withheld " : "disclosed"}    ${where} ${json ?? `(group ${group})`}`);
      lines++;
    }
  }
}

/** JSON text that is written as it is. */
class Raw {
  constructor(text) {
    this.text = text;
  }
}

function recordOf({ index, offset, timestamp, key, value, protectedFields }) {
  const record = { leaf: index, offset, timestamp, key: new Raw(partJson(key)), value: new Raw(partJson(value)) };
  const fields = (withheld) =>
    protectedFields
      .filter((one) => (one.json === undefined) === withheld)
      .map(({ field, group, json }) => ({ field, group, value: json === undefined ? undefined : new Raw(json) }));
  return protectedFields.length === 0 ? record : { ...record, disclosed: fields(false), withheld: fields(true) };
}

/** Numbers in all their digits: offsets go beyond what a number of JavaScript holds exactly. */
function written(value, newline) {
  if (value instanceof Raw) return value.text;
  if (typeof value !== "object" || value === null) return typeof value === "bigint" ? String(value) : JSON.stringify(value);
  const inner = newline + "  ";
  const all = Array.isArray(value)
    ? value.map((one) => written(one, inner))
    : Object.entries(value).flatMap(([name, one]) => (one === undefined ? [] : [`${JSON.stringify(name)}: ${written(one, inner)}`]));
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return all.length === 0 ? open + close : open + inner + all.join("," + inner) + newline + close;
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (e) => {
    console.error(e instanceof Wrong ? e.message : e);
    process.exitCode = WRONG;
  },
);
