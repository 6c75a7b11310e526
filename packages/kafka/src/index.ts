export * from "./broker/broker.ts";
export { type BrokerSettings, defaultSettings } from "./broker/settings.ts";
