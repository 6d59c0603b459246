/** The page that a read side serves. */
import { render } from "preact";
import { startWorkersBy } from "../verify/client.js";
import { App } from "./app.js";
import { firstTheme, showTheme } from "./theme.js";

showTheme(firstTheme());
startWorkersBy(() => new Worker(new URL("./worker.js", import.meta.url), { type: "module" }));
render(
  <App
    home="overview"
    disclaimer="disclaimer"
    views={{
      overview: () => import("../overview/overview.js"),
      verify: () => import("../verify/served.js"),
      dataset: () => import("../dataset/dataset.js"),
      event: () => import("../event/event.js"),
      ledgers: () => import("../ledgers/ledgers.js"),
      operations: () => import("../operations/operations.js"),
    }}
  />,
  document.getElementById("app")!,
);
// Only a secure context has one; it keeps the page for the time when the server is away.
navigator.serviceWorker?.register(new URL("./offline.js", import.meta.url), { scope: "/" }).catch((e) => console.warn(e));
