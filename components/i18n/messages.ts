import type { Locale } from "./locales";
import auth from "./messages/en/auth.json";
import deploy from "./messages/en/deploy.json";
import deployments from "./messages/en/deployments.json";
import overview from "./messages/en/overview.json";
import pods from "./messages/en/pods.json";
import shell from "./messages/en/shell.json";
import ui from "./messages/en/ui.json";
import words from "./messages/en/words.json";
import authZh from "./messages/zh-CN/auth.json";
import deployZh from "./messages/zh-CN/deploy.json";
import deploymentsZh from "./messages/zh-CN/deployments.json";
import overviewZh from "./messages/zh-CN/overview.json";
import podsZh from "./messages/zh-CN/pods.json";
import shellZh from "./messages/zh-CN/shell.json";
import uiZh from "./messages/zh-CN/ui.json";
import wordsZh from "./messages/zh-CN/words.json";

/** One file per area; English is the measure, and a type error here means that Chinese lacks something. */
const en = { auth, deploy, deployments, overview, pods, shell, ui, words };

type Same<T> = { [K in keyof T]: T[K] extends string ? string : Same<T[K]> };
export type Messages = Same<typeof en>;

const zhCN: Messages = {
  auth: authZh,
  deploy: deployZh,
  deployments: deploymentsZh,
  overview: overviewZh,
  pods: podsZh,
  shell: shellZh,
  ui: uiZh,
  words: wordsZh,
};

export function messagesOf(locale: Locale): Messages {
  return locale === "zh-CN" ? zhCN : en;
}
