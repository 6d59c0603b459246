/** What few receipts and few platforms need: a module of its own, which is loaded when it is asked for. */
export { checkEvm } from "./evm.js";
export { checkFisco } from "./fisco.js";
export { plain } from "./plain.js";
export { checkTimestamp } from "./timestamp.js";
