// Holds the bundle against the conformance suites; the same code runs in a page and in Node.

/** What the keys of a file opened, each field with its value as JSON. */
async function disclosedBy(verifier, verdict, keys) {
  const records = await Promise.all((verdict.records ?? []).map((record) => verifier.decodeRecord(record, keys)));
  const opened = records.flatMap((record) => record.protectedFields).filter((one) => one.json !== undefined);
  return listed(opened.map((one) => [one.field, one.json]));
}

function listed(fields) {
  return fields.map(([field, value]) => ` ${field} ${value}`).sort().join("");
}

/** @returns {Promise<{cases: number, wrong: string[]}>} */
export async function conformance(verifier, keys, read) {
  const wrong = [];
  let cases = 0;
  const json = async (path) => JSON.parse(new TextDecoder().decode(await read(path)));
  const answer = async (judged) => {
    try {
      return await judged();
    } catch (e) {
      if (e instanceof verifier.Malformed) return "MALFORMED";
      return `thrown ${e?.stack ?? e}`;
    }
  };
  const compare = (what, found, due) => {
    cases++;
    if (found !== due) wrong.push(`${what}: ${found}, must be ${due}`);
  };
  for (const folder of ["evidence", "disclosed"]) {
    for (const one of (await json(`${folder}/cases.json`)).cases) {
      const file = await read(`${folder}/${one.file}`);
      const found = await answer(async () => {
        const verdict =
          one.policy === null
            ? await verifier.inspectEvidence(file, keys)
            : await verifier.verifyEvidence(file, await verifier.readPolicy(await read(`${folder}/${one.policy}`), keys), keys);
        return verifier.nameOf(verdict) + (one.disclosed === undefined ? "" : await disclosedBy(verifier, verdict, keys));
      });
      compare(`${folder}/${one.file} by ${one.policy}`, found, one.verdict + (one.disclosed === undefined ? "" : listed(Object.entries(one.disclosed))));
    }
  }
  for (const one of (await json("receipts/cases.json")).cases) {
    const { policy, receipt } = await json(`receipts/${one.file}`);
    const found = await answer(async () => {
      const read = await verifier.readPolicy(new TextEncoder().encode(JSON.stringify(policy)), keys);
      const bytes = Uint8Array.from(atob(receipt), (c) => c.charCodeAt(0));
      return (await verifier.checkReceipt(bytes, read.ledgers[0], keys)).outcome;
    });
    compare(`receipts/${one.file}`, found, one.verdict);
  }
  for (const one of (await json("policies/cases.json")).cases) {
    const found = await answer(async () => {
      await verifier.readPolicy(await read(`policies/${one.file}`), keys);
      return "readable";
    });
    compare(`policies/${one.file}`, found, one.readable ? "readable" : "MALFORMED");
  }
  return { cases, wrong };
}
