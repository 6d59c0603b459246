/** Every comparison that the verdict rests on, in plain words, with what was compared. */
import { useLanguage, useWords } from "../shell/i18n.js";
import { checkWords } from "./check-words.js";
import type { CheckLine } from "./report.js";
import { words } from "./words.js";

export function Checks({ checks }: { checks: CheckLine[] }) {
  const w = useWords(words);
  const passed = checks.filter((check) => check.passed).length;
  return (
    <>
      <p>{w.checksCount(passed, checks.length)}</p>
      <ol class="checks">
        {checks.map((check, i) => (
          <OneCheck key={i} check={check} />
        ))}
      </ol>
      {passed < checks.length && <p class="soft">{w.checksStop}</p>}
    </>
  );
}

export function OneCheck({ check }: { check: CheckLine }) {
  const w = useWords(words);
  const language = useLanguage();
  return (
    <li class={check.passed ? "check ok" : "check no"} data-check={check.name}>
      <span class="sign" role="img" aria-label={check.passed ? w.passed : w.failed}>
        {check.passed ? "✓" : "✗"}
      </span>
      <div>
        <strong>{check.name}</strong>
        <p>{checkWords(check.name, language)}</p>
        <p class="mono soft compared">{check.compared}</p>
      </div>
    </li>
  );
}
