import { bilingual } from "../shell/i18n.js";

export const words = bilingual(
  {
    title: "Dataset",
  },
  {
    title: "数据集",
  },
);
