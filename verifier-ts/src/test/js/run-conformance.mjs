// node run-conformance.mjs BUNDLE VECTORS: one line for WebCrypto and one for noble; exit code 1 when a case differs.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { conformance } from "./conformance.mjs";

const [bundle, vectors] = process.argv.slice(2);
const verifier = await import(pathToFileURL(bundle));
for (const keys of [verifier.platformKeys(), verifier.plainKeys]) {
  const { cases, wrong } = await conformance(verifier, keys, async (path) => new Uint8Array(await readFile(join(vectors, path))));
  wrong.forEach((one) => console.log(one));
  console.log(`${keys.name}: ${cases} cases, ${wrong.length} differ`);
  if (wrong.length > 0) process.exitCode = 1;
}
