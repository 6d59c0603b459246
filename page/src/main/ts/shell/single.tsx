/** The single file: the verify view alone. */
import { render } from "preact";
import Verify from "../verify/verify.js";
import { App } from "./app.js";
import { firstTheme, showTheme } from "./theme.js";

showTheme(firstTheme());
render(
  <App home="verify" disclaimer="singleDisclaimer" views={{ verify: () => Promise.resolve({ default: Verify }) }} />,
  document.getElementById("app")!,
);
