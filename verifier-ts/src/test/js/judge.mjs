// node judge.mjs BUNDLE LIST: a verdict for each line of LIST, which is a file, a tab, and a policy or nothing; NO_POLICY for one that is none.
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
  if (policy === "") {
    console.log(verifier.nameOf(await verifier.inspectEvidence(evidence)));
    continue;
  }
  const trusted = await policyOf(policy).catch((e) => {
    if (e instanceof verifier.Malformed) return undefined;
    throw e;
  });
  console.log(trusted === undefined ? "NO_POLICY" : verifier.nameOf(await verifier.verifyEvidence(evidence, trusted)));
}
