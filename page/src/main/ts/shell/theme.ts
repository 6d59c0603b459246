/** Light or dark: as the system has it, until the visitor chooses. */
import { forget, remember, remembered } from "./memory.js";

export type Theme = "system" | "light" | "dark";

export function firstTheme(): Theme {
  const chosen = remembered("theme");
  return chosen === "light" || chosen === "dark" ? chosen : "system";
}

export function chooseTheme(theme: Theme): void {
  if (theme === "system") forget("theme");
  else remember("theme", theme);
  showTheme(theme);
}

export function showTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}
