/** The verify view of a served page; an address as #/verify?dataset=acme.example/flights&partition=0&offset=34 verifies what the server shows of that event. */
import { useEffect, useState } from "preact/hooks";
import { getBytes } from "../api/client.js";
import type { ViewProps } from "../shell/app.js";
import { Problem } from "../shell/parts.js";
import { query } from "../shell/router.js";
import { type Named, VerifyView } from "./verify.js";

export default function Verify(_: ViewProps) {
  const [initial, setInitial] = useState<Named>();
  const [failed, setFailed] = useState<string>();
  const [asked, setAsked] = useState(location.hash);
  useEffect(() => {
    const changed = () => setAsked(location.hash);
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  useEffect(() => {
    const of = query(asked);
    const [dataset, partition, offset] = ["dataset", "partition", "offset"].map((name) => of.get(name));
    if (!dataset || !partition || !offset) return;
    const fetching = new AbortController();
    const parameters = new URLSearchParams({ dataset, partition, offset });
    setFailed(undefined);
    getBytes(`/api/v1/evidence?${parameters}`, fetching.signal).then(
      (bytes) => setInitial({ name: `${dataset}-${partition}-${offset}.json`.replace("/", "."), blob: new Blob([Uint8Array.from(bytes)]) }),
      (e) => fetching.signal.aborted || setFailed(e instanceof Error ? e.message : String(e)),
    );
    return () => fetching.abort();
  }, [asked]);
  return (
    <>
      {failed !== undefined && <Problem>{failed}</Problem>}
      <VerifyView server={true} initial={initial} />
    </>
  );
}
