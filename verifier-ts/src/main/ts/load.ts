/** The way to the module that few files need. */

/** The second module could not be loaded, so there is no verdict. */
export class Unavailable extends Error {
  override name = "Unavailable";
}

type More = typeof import("./more.js");

/** @throws Unavailable when the file beside this one can't be loaded */
export async function more(): Promise<More> {
  try {
    return await import("./more.js");
  } catch (e) {
    throw new Unavailable(`more.js, which has to lie beside the verifier's other files, can't be loaded: ${e}`);
  }
}
