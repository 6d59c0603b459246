import type { ViewProps } from "../shell/app.js";
import { useWords } from "../shell/i18n.js";
import { Title } from "../shell/parts.js";
import { words } from "./words.js";

export default function Event(_: ViewProps) {
  const w = useWords(words);
  return <Title>{w.title}</Title>;
}
