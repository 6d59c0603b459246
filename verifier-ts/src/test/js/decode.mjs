// node decode.mjs MODULE LIST: the JSON of the value for each line of LIST, which is a schema and bytes, both in base64, with a tab between.
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [module, list] = process.argv.slice(2);
const verifier = await import(pathToFileURL(module));

for (const line of (await readFile(list, "utf8")).trimEnd().split("\n")) {
  const [schema, bytes] = line.split("\t").map((text) => Buffer.from(text, "base64"));
  const value = { schema: schema.toString("utf8"), bytes: new Uint8Array(bytes) };
  const record = await verifier.decodeRecord({ index: 0n, offset: 0n, timestamp: undefined, key: undefined, value, disclosed: [] });
  console.log(verifier.partJson(record.value));
}
