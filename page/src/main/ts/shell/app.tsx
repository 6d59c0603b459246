/** The frame: title, views, language and colours, and the view that the address names. */
import type { ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { chooseLanguage, firstLanguage, type Language, LanguageContext, showLanguage, useWords } from "./i18n.js";
import { Problem } from "./parts.js";
import { href, type Route, useRoute, type ViewName } from "./router.js";
import { chooseTheme, firstTheme, type Theme } from "./theme.js";
import { words } from "./words.js";

/** What a view is given: the address that it was reached by. */
export interface ViewProps {
  route: Route;
}

/** Each view's module is loaded when it is first shown; its default export is the view. */
export type Views = Partial<Record<ViewName, () => Promise<{ default: ComponentType<ViewProps> }>>>;

const LINKS = ["overview", "verify", "ledgers", "operations"] as const;

/** @param home the view that is shown without an address */
export function App({ views, home, disclaimer }: { views: Views; home: ViewName; disclaimer: "disclaimer" | "singleDisclaimer" }) {
  const [language, setLanguage] = useState(firstLanguage);
  useEffect(() => showLanguage(language), []);
  const choose = (chosen: Language) => {
    chooseLanguage(chosen);
    setLanguage(chosen);
  };
  return (
    <LanguageContext.Provider value={language}>
      <Frame views={views} home={home} language={language} onLanguage={choose} disclaimer={disclaimer} />
    </LanguageContext.Provider>
  );
}

interface FrameProps {
  views: Views;
  home: ViewName;
  language: Language;
  onLanguage: (language: Language) => void;
  disclaimer: "disclaimer" | "singleDisclaimer";
}

function Frame({ views, home, language, onLanguage, disclaimer }: FrameProps) {
  const w = useWords(words);
  const asked = useRoute();
  const route: Route = asked.view === "overview" && home === "verify" ? { view: "verify" } : asked;
  const main = useRef<HTMLElement>(null);
  const shown = LINKS.filter((view) => views[view] !== undefined);
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        {w.skip}
      </a>
      <header class="top">
        <a class="brand" href={href({ view: "overview" })}>
          <Emblem />
          <span>{w.title}</span>
        </a>
        <p class="tagline">{w.tagline}</p>
        <Settings language={language} onLanguage={onLanguage} />
        {shown.length > 1 && (
          <nav aria-label={w.views}>
            {shown.map((view) => (
              <a key={view} href={href({ view })} aria-current={view === route.view ? "page" : undefined}>
                {w[view]}
              </a>
            ))}
          </nav>
        )}
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <View views={views} route={route} />
      </main>
      <footer class="bottom">
        <p>{w[disclaimer]}</p>
      </footer>
    </>
  );
}

function View({ views, route }: { views: Views; route: Route }) {
  const w = useWords(words);
  const [loaded, setLoaded] = useState<{ view: ViewName; show?: ComponentType<ViewProps>; failed?: string }>();
  const load = views[route.view];
  useEffect(() => {
    let current = true;
    load?.().then(
      (module) => current && setLoaded({ view: route.view, show: module.default }),
      (e) => current && setLoaded({ view: route.view, failed: String(e) }),
    );
    return () => void (current = false);
  }, [route.view]);
  if (load === undefined) return <Problem>{w.nowhere(route.view === "nowhere" ? route.path : route.view)}</Problem>;
  if (loaded?.view !== route.view) return <p class="soft" aria-live="polite">{w.loading}</p>;
  if (loaded.show === undefined) return <Problem>{w.viewFailed(loaded.failed ?? "")}</Problem>;
  const Shown = loaded.show;
  return <Shown route={route} />;
}

function Settings({ language, onLanguage }: { language: Language; onLanguage: (language: Language) => void }) {
  const w = useWords(words);
  const [theme, setTheme] = useState(firstTheme);
  const choose = (chosen: Theme) => {
    chooseTheme(chosen);
    setTheme(chosen);
  };
  return (
    <div class="settings" role="group" aria-label={w.settings}>
      <select aria-label={w.language} value={language} onChange={(event) => onLanguage(event.currentTarget.value as Language)}>
        <option value="en" lang="en">English</option>
        <option value="zh" lang="zh-CN">中文</option>
      </select>
      <select aria-label={w.theme} value={theme} onChange={(event) => choose(event.currentTarget.value as Theme)}>
        <option value="system">{w.themeSystem}</option>
        <option value="light">{w.themeLight}</option>
        <option value="dark">{w.themeDark}</option>
      </select>
    </div>
  );
}

/** A bar of sand that joins an island to the shore. */
function Emblem() {
  return (
    <svg class="emblem" viewBox="0 0 64 48" aria-hidden="true">
      <path class="sand" d="M4 33c6-9 13-9 17-4 6 7 16 6 21 1 5-6 13-5 18 3" />
      <path class="sea" d="M4 42q7-5 14 0t14 0 14 0 14 0" />
      <circle class="island" cx="51" cy="20" r="7" />
    </svg>
  );
}
