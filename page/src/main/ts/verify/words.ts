import { bilingual } from "../shell/i18n.js";

export const words = bilingual(
  {
    title: "Verify",
  },
  {
    title: "验证",
  },
);
