/** Where files come in: dropped, chosen, pasted, or seen by the camera. */
import { useEffect, useRef, useState } from "preact/hooks";
import { useWords } from "../shell/i18n.js";
import { Problem, Section } from "../shell/parts.js";
import { codeIn } from "./files.js";
import type { Named } from "./verify.js";
import { words } from "./words.js";

export function Intake({ onFiles, onCode }: { onFiles: (files: Named[]) => void; onCode: (bytes: Uint8Array) => void }) {
  const w = useWords(words);
  const [over, setOver] = useState(false);
  const [camera, setCamera] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFiles(named(event.dataTransfer?.files));
  };
  const drag = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  // A file that misses the field would replace the page.
  useEffect(() => {
    const keep = (event: DragEvent) => event.preventDefault();
    addEventListener("dragover", keep);
    addEventListener("drop", keep);
    return () => {
      removeEventListener("dragover", keep);
      removeEventListener("drop", keep);
    };
  }, []);
  return (
    <Section title={w.evidence}>
      <label class={over ? "drop over" : "drop"} onDragOver={drag} onDragLeave={() => setOver(false)} onDrop={drop}>
        <span class="drop-main">{w.drop}</span>
        <span>{w.dropKinds}</span>
        <input
          id="evidence-files"
          type="file"
          multiple
          aria-label={w.drop}
          onChange={(event) => {
            const files = named(event.currentTarget.files);
            event.currentTarget.value = "";
            if (files.length > 0) onFiles(files);
          }}
        />
      </label>
      <div class="row intake-more">
        {navigator.mediaDevices === undefined ? (
          <p class="soft">{w.noCamera}</p>
        ) : (
          <button type="button" class="second" onClick={() => setCamera(!camera)}>
            {camera ? w.cameraOff : w.cameraOn}
          </button>
        )}
      </div>
      {camera && (
        <Camera
          onCode={(bytes) => {
            setCamera(false);
            onCode(bytes);
          }}
        />
      )}
    </Section>
  );
}

function named(files: FileList | null | undefined): Named[] {
  return [...(files ?? [])].map((blob) => ({ name: blob.name, blob }));
}

/** Looks at each picture of the camera that it has time for, until one holds a code. */
function Camera({ onCode }: { onCode: (bytes: Uint8Array) => void }) {
  const w = useWords(words);
  const video = useRef<HTMLVideoElement>(null);
  const [failed, setFailed] = useState<string>();
  useEffect(() => {
    let stream: MediaStream | undefined;
    let ended = false;
    const look = async () => {
      const shown = video.current;
      if (ended || shown === null) return;
      try {
        const bytes = shown.videoWidth > 0 ? await codeIn(shown, shown.videoWidth, shown.videoHeight) : undefined;
        if (bytes !== undefined && !ended) return onCode(bytes);
      } catch (e) {
        return setFailed(e instanceof Error ? e.message : String(e));
      }
      requestAnimationFrame(look);
    };
    navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } } }).then(
      (opened) => {
        stream = opened;
        if (ended) return opened.getTracks().forEach((track) => track.stop());
        if (video.current !== null) video.current.srcObject = opened;
        return look();
      },
      (e) => setFailed(e instanceof Error ? e.message : String(e)),
    );
    return () => {
      ended = true;
      stream?.getTracks().forEach((track) => track.stop());
    };
  }, []);
  if (failed !== undefined) return <Problem title={w.cameraFailed}>{failed}</Problem>;
  return <video ref={video} class="camera" autoplay muted playsInline aria-label={w.cameraLook} />;
}
