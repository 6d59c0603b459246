/** The page that a read side serves. */
import { render } from "preact";
import { App } from "./app.js";
import { firstTheme, showTheme } from "./theme.js";

showTheme(firstTheme());
render(
  <App
    home="overview"
    disclaimer="disclaimer"
    views={{
      overview: () => import("../overview/overview.js"),
      verify: () => import("../verify/verify.js"),
      dataset: () => import("../dataset/dataset.js"),
      event: () => import("../event/event.js"),
      ledgers: () => import("../ledgers/ledgers.js"),
      operations: () => import("../operations/operations.js"),
    }}
  />,
  document.getElementById("app")!,
);
