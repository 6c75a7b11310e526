export * from "./broker/broker.ts";
export { type AccessRule, type Quota, rulesOfAllRights, type ScramUser, type SecurityAdministration } from "./security/administration.ts";
export type { ListenerOptions, TlsMaterial } from "./security/listener.ts";
export type { BrokerFigures } from "./broker/figures.ts";
export { type BrokerSettings, defaultSettings } from "./broker/settings.ts";
export type { HostAndPort, Listen, OpenPort, Wire, WireWatcher } from "./broker/wire.ts";
export type { GroupMember, GroupView, TopicPartition } from "./coordination/group-view.ts";
