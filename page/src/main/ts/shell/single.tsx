/** The single file: the verify view alone, and a worker from the file's own text. */
import { render } from "preact";
import { startWorkersBy } from "../verify/client.js";
import { VerifyView } from "../verify/verify.js";
import { App } from "./app.js";
import { firstTheme, showTheme } from "./theme.js";

showTheme(firstTheme());
startWorkersBy(() => {
  const address = URL.createObjectURL(new Blob([document.getElementById("worker")!.textContent ?? ""], { type: "text/javascript" }));
  return new Worker(address);
});
render(
  <App home="verify" disclaimer="singleDisclaimer" views={{ verify: () => Promise.resolve({ default: () => <VerifyView server={false} /> }) }} />,
  document.getElementById("app")!,
);
