/** What the views say about the server's answers. */
import { bilingual } from "../shell/i18n.js";
import type { Expected, Got } from "./shape.js";

const EXPECTED_EN: Record<Expected, string> = {
  object: "an object",
  list: "a list",
  count: "a whole number from 0 on",
  number: "a number",
  text: "text",
  time: "a time in UTC",
  truth: "true or false",
  word: "a word of the API's description",
};

const EXPECTED_ZH: Record<Expected, string> = {
  object: "对象",
  list: "列表",
  count: "不小于 0 的整数",
  number: "数字",
  text: "文本",
  time: "UTC 时间",
  truth: "true 或 false",
  word: "API 说明中列出的词",
};

const GOT_EN: Record<Got, string> = {
  nothing: "missing",
  null: "null",
  object: "an object",
  list: "a list",
  number: "a number",
  text: "text",
  truth: "true or false",
  range: "out of range",
  length: "too long",
  entries: "too many entries",
  unknown: "another word",
};

const GOT_ZH: Record<Got, string> = {
  nothing: "缺失",
  null: "null",
  object: "对象",
  list: "列表",
  number: "数字",
  text: "文本",
  truth: "真假值",
  range: "超出范围",
  length: "过长",
  entries: "条目过多",
  unknown: "其他的词",
};

export const words = bilingual(
  {
    live: "live",
    connecting: "connecting",
    lost: "out of reach",
    lostSince: (time: string) => `out of reach since ${time}`,
    asOf: (time: string) => `as of ${time}`,
    unknown: "unknown",
    deviationsTitle: "The server's answer is not as its description says",
    deviationsText: "What is wrong is left out here. Everything else is shown.",
    deviation: (path: string, field: string, expected: Expected, got: Got, limit: string) =>
      `${path}: ${field || "the answer"} should be ${EXPECTED_EN[expected]}, and is ${GOT_EN[got]}${limit && ` (limit ${limit})`}`,
    moreDeviations: (count: string) => `and ${count} more`,
    unreachable: "The server does not answer.",
    late: "The server did not answer in time.",
    large: "The answer is larger than this page takes.",
    notJson: "The answer is not JSON.",
    refused: (status: string) => `The server refused with status ${status}.`,
    failed: (path: string) => `${path} could not be read`,
    tryAgain: "Try again",
    page: (page: string) => `Page ${page}`,
    next: "Next",
    back: "Back",
    pages: "Pages",
    perSecond: (rate: string) => `${rate}/s`,
  },
  {
    live: "实时",
    connecting: "连接中",
    lost: "无法连接",
    lostSince: (time: string) => `自 ${time} 起无法连接`,
    asOf: (time: string) => `截至 ${time}`,
    unknown: "未知",
    deviationsTitle: "服务器的答复与其说明不符",
    deviationsText: "不符的内容已略去，其余照常显示。",
    deviation: (path: string, field: string, expected: Expected, got: Got, limit: string) =>
      `${path}：${field || "答复"}应为${EXPECTED_ZH[expected]}，实际为${GOT_ZH[got]}${limit && `（上限 ${limit}）`}`,
    moreDeviations: (count: string) => `另有 ${count} 处`,
    unreachable: "服务器没有应答。",
    late: "服务器未在时限内应答。",
    large: "答复超出本页可接受的大小。",
    notJson: "答复不是 JSON。",
    refused: (status: string) => `服务器拒绝，状态码 ${status}。`,
    failed: (path: string) => `无法读取 ${path}`,
    tryAgain: "重试",
    page: (page: string) => `第 ${page} 页`,
    next: "下一页",
    back: "上一页",
    pages: "分页",
    perSecond: (rate: string) => `${rate} 条/秒`,
  },
);
