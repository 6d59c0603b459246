import { bilingual } from "../shell/i18n.js";

export const words = bilingual(
  {
    title: "Ledgers",
  },
  {
    title: "账本",
  },
);
