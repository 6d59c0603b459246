// node judge.mjs BUNDLE LIST: a verdict for each line of LIST, which is a file, a tab, and a policy or nothing.
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [bundle, list] = process.argv.slice(2);
const verifier = await import(pathToFileURL(bundle));
const bytes = async (path) => new Uint8Array(await readFile(path));

const policies = new Map();
async function policyOf(path) {
  if (!policies.has(path)) policies.set(path, await verifier.readPolicy(await bytes(path)));
  return policies.get(path);
}

for (const line of (await readFile(list, "utf8")).trimEnd().split("\n")) {
  const [file, policy] = line.split("\t");
  const evidence = await bytes(file);
  const verdict = policy === "" ? await verifier.inspectEvidence(evidence) : await verifier.verifyEvidence(evidence, await policyOf(policy));
  console.log(verifier.nameOf(verdict));
}
