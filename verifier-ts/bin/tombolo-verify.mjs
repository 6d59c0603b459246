#!/usr/bin/env node
// Evidence and policy in, verdict out: exit codes and JSON as "tombolo verify" has them.
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { inspectEvidence, Malformed, nameOf, readPolicy, verifyEvidence } from "../src/main/resources/io/tombolo/verifier/tombolo-verify.js";

const GOOD = 0;
const REFUSED = 1;
const WRONG = 2;
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
  print(verdict, policy !== undefined, values);
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

function print(verdict, byPolicy, { checks, json }) {
  const name = verdict.accepted && !byPolicy ? "INTACT" : nameOf(verdict);
  if (json) {
    console.log(jsonOf(verdict, byPolicy, name));
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
  const passed = verdict.checks.filter((check) => check.passed).length;
  if (checks) verdict.checks.forEach((check) => console.log(`  ${check.passed ? "passed" : "FAILED"}  ${check.name}: ${check.compared}`));
  else console.log(`  ${passed} of ${verdict.checks.length} checks passed (--checks lists them).`);
}

function jsonOf(verdict, byPolicy, name) {
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
  json.checks = verdict.checks.map(({ name: check, passed, compared }) => ({ check, passed, compared }));
  // Offsets go beyond what a number of JavaScript holds exactly; they are written in all their digits.
  const marked = JSON.stringify(json, (_, value) => (typeof value === "bigint" ? `\u0000${value}` : value), 2);
  return marked.replace(/"\\u0000(\d+)"/g, "$1");
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (e) => {
    console.error(e instanceof Wrong ? e.message : e);
    process.exitCode = WRONG;
  },
);
