import type { Locale } from "./locales";
import acts from "./messages/en/acts.json";
import audit from "./messages/en/audit.json";
import auth from "./messages/en/auth.json";
import config from "./messages/en/config.json";
import cronJobs from "./messages/en/cronJobs.json";
import daemonSets from "./messages/en/daemonSets.json";
import deploy from "./messages/en/deploy.json";
import deployments from "./messages/en/deployments.json";
import events from "./messages/en/events.json";
import jobs from "./messages/en/jobs.json";
import namespaces from "./messages/en/namespaces.json";
import network from "./messages/en/network.json";
import nodes from "./messages/en/nodes.json";
import objects from "./messages/en/objects.json";
import overview from "./messages/en/overview.json";
import pods from "./messages/en/pods.json";
import shell from "./messages/en/shell.json";
import statefulSets from "./messages/en/statefulSets.json";
import tokens from "./messages/en/tokens.json";
import ui from "./messages/en/ui.json";
import users from "./messages/en/users.json";
import words from "./messages/en/words.json";
import actsZh from "./messages/zh-CN/acts.json";
import auditZh from "./messages/zh-CN/audit.json";
import authZh from "./messages/zh-CN/auth.json";
import configZh from "./messages/zh-CN/config.json";
import cronJobsZh from "./messages/zh-CN/cronJobs.json";
import daemonSetsZh from "./messages/zh-CN/daemonSets.json";
import deployZh from "./messages/zh-CN/deploy.json";
import deploymentsZh from "./messages/zh-CN/deployments.json";
import eventsZh from "./messages/zh-CN/events.json";
import jobsZh from "./messages/zh-CN/jobs.json";
import namespacesZh from "./messages/zh-CN/namespaces.json";
import networkZh from "./messages/zh-CN/network.json";
import nodesZh from "./messages/zh-CN/nodes.json";
import objectsZh from "./messages/zh-CN/objects.json";
import overviewZh from "./messages/zh-CN/overview.json";
import podsZh from "./messages/zh-CN/pods.json";
import shellZh from "./messages/zh-CN/shell.json";
import statefulSetsZh from "./messages/zh-CN/statefulSets.json";
import tokensZh from "./messages/zh-CN/tokens.json";
import uiZh from "./messages/zh-CN/ui.json";
import usersZh from "./messages/zh-CN/users.json";
import wordsZh from "./messages/zh-CN/words.json";

/** One file per area; English is the measure, and a type error here means that Chinese lacks something. */
const en = {
  acts,
  audit,
  auth,
  config,
  cronJobs,
  daemonSets,
  deploy,
  deployments,
  events,
  jobs,
  namespaces,
  network,
  nodes,
  objects,
  overview,
  pods,
  shell,
  statefulSets,
  tokens,
  ui,
  users,
  words,
};

type Same<T> = { [K in keyof T]: T[K] extends string ? string : Same<T[K]> };
export type Messages = Same<typeof en>;

const zhCN: Messages = {
  acts: actsZh,
  audit: auditZh,
  auth: authZh,
  config: configZh,
  cronJobs: cronJobsZh,
  daemonSets: daemonSetsZh,
  deploy: deployZh,
  deployments: deploymentsZh,
  events: eventsZh,
  jobs: jobsZh,
  namespaces: namespacesZh,
  network: networkZh,
  nodes: nodesZh,
  objects: objectsZh,
  overview: overviewZh,
  pods: podsZh,
  shell: shellZh,
  statefulSets: statefulSetsZh,
  tokens: tokensZh,
  ui: uiZh,
  users: usersZh,
  words: wordsZh,
};

export function messagesOf(locale: Locale): Messages {
  return locale === "zh-CN" ? zhCN : en;
}
