/** The worker: whatever a file holds, the page goes on answering meanwhile. It makes no request. */
import { Malformed, platformKeys, readPolicy, Unavailable } from "tombolo-verify/index.js";
import type { Answer, Asks, Kind, Question } from "../report.js";
import { forge } from "./forge.js";
import { judge } from "./judge.js";
import { attachment } from "./pdf.js";
import { policyView } from "./policies.js";

const keys = platformKeys();

const ANSWERS: { [K in keyof Asks]: (ask: Asks[K]["ask"]) => Promise<Asks[K]["answer"]> } = {
  kind: async ({ file }) => kindOf(file),
  verify: async ({ file, policy, which, contents }) => judge(file, policy && (await readPolicy(policy, keys)), which, contents, keys),
  policy: ({ file }) => policyView(file, keys),
  forge: ({ file, forgery }) => forge(file, forgery, keys),
  attachment: ({ file }) => attachment(file),
  code: async ({ pixels, width, height }) => {
    const { default: read } = await import("jsqr");
    const code = read(pixels, width, height, { inversionAttempts: "attemptBoth" });
    return code === null ? undefined : Uint8Array.from(code.binaryData);
  },
};

addEventListener("message", async ({ data }: MessageEvent<Question>) => {
  postMessage(await answerTo(data));
});

async function answerTo({ id, name, ask }: Question): Promise<Answer> {
  try {
    return { id, answer: await (ANSWERS[name] as (ask: unknown) => Promise<unknown>)(ask) };
  } catch (e) {
    return { id, failed: e instanceof Malformed || e instanceof Unavailable ? e.message : String(e) };
  }
}

const BEGINNINGS: [Kind, number[]][] = [
  ["pdf", [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ["picture", [0x89, 0x50, 0x4e, 0x47]],
  ["picture", [0xff, 0xd8, 0xff]],
  ["picture", [0x47, 0x49, 0x46, 0x38]],
  ["picture", [0x52, 0x49, 0x46, 0x46]], // WebP
  ["picture", [0x42, 0x4d]], // BMP
];

/** Everything that is nothing else goes to the verifier, which says what is wrong with it. */
function kindOf(file: Uint8Array): Kind {
  const known = BEGINNINGS.find(([, bytes]) => bytes.every((one, i) => file[i] === one));
  if (known !== undefined) return known[0];
  const start = new TextDecoder().decode(file.subarray(0, 400));
  return /^\s*\{\s*"format"\s*:\s*"tombolo-policy\//.test(start) ? "policy" : "evidence";
}
