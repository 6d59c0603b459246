/** Languages: each area has its words in both, with the same names, which the compiler checks. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { remember, remembered } from "./memory.js";

export type Language = "en" | "zh";

/** A text, or a function that puts values into one. */
export type Words = Record<string, string | ((...values: never[]) => string)>;

export interface Bilingual<W> {
  en: W;
  zh: W;
}

/** The words of an area: the Chinese ones have the names of the English ones, no more and no fewer. */
export function bilingual<W extends Words>(en: W, zh: { [K in keyof W]: W[K] extends string ? string : W[K] }): Bilingual<W> {
  return { en, zh: zh as W };
}

/** What a visitor chose before, else what the file was made for, else the browser's language. */
export function firstLanguage(): Language {
  const chosen = remembered("language") ?? document.documentElement.dataset["language"] ?? navigator.language;
  return chosen.toLowerCase().startsWith("zh") ? "zh" : "en";
}

export function chooseLanguage(language: Language): void {
  remember("language", language);
  showLanguage(language);
}

export function showLanguage(language: Language): void {
  document.documentElement.lang = tag(language);
}

/** As HTML and Intl name it. */
export function tag(language: Language): string {
  return language === "zh" ? "zh-CN" : "en";
}

export const LanguageContext = createContext<Language>("en");

export function useLanguage(): Language {
  return useContext(LanguageContext);
}

export function useWords<W>(words: Bilingual<W>): W {
  return words[useLanguage()];
}
