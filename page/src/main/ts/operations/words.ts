import { bilingual } from "../shell/i18n.js";

export const words = bilingual(
  {
    title: "Operations",
  },
  {
    title: "运行",
  },
);
