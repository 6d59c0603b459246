import { bilingual } from "../shell/i18n.js";

export const words = bilingual(
  {
    title: "Event",
  },
  {
    title: "事件",
  },
);
