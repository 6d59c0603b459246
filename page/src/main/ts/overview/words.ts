import { bilingual } from "../shell/i18n.js";

export const words = bilingual(
  {
    title: "Overview",
  },
  {
    title: "总览",
  },
);
