// Settings of single groups, which take the place of the broker's for them: Kafka's resource type GROUP. They are in force
// from a member's next heartbeat on, are kept in a compacted topic, and outlive the group, as in Kafka. Simplified: those
// of share and streams groups are not known, as there are no such groups, nor is the interval of assignments.
import type { Clock } from "@millrace/core";
import type { Log } from "@millrace/log";
import type { BrokerSettings } from "../broker/settings.ts";
import { SecurityStore } from "../security/store.ts";

const settingsTopic = "__millrace_group_settings";

interface GroupSetting {
  readonly brokerName: string;
  readonly doc: string;
  readonly of: (settings: BrokerSettings) => number;
  readonly range: (settings: BrokerSettings) => readonly [least: number, most: number];
}

export type GroupSettingName = "consumer.session.timeout.ms" | "consumer.heartbeat.interval.ms";

export const groupSettings: Readonly<Record<GroupSettingName, GroupSetting>> = {
  "consumer.session.timeout.ms": {
    brokerName: "group.consumer.session.timeout.ms",
    doc: "how long a member may be silent before its partitions are given to others",
    of: (settings) => settings.groupConsumerSessionTimeoutMs,
    range: (settings) => [settings.groupConsumerMinSessionTimeoutMs, settings.groupConsumerMaxSessionTimeoutMs],
  },
  "consumer.heartbeat.interval.ms": {
    brokerName: "group.consumer.heartbeat.interval.ms",
    doc: "how often members are told to send heartbeats",
    of: (settings) => settings.groupConsumerHeartbeatIntervalMs,
    range: (settings) => [settings.groupConsumerMinHeartbeatIntervalMs, settings.groupConsumerMaxHeartbeatIntervalMs],
  },
};

/** As they were set, by name. */
export type OwnSettings = Readonly<Partial<Record<string, string>>>;

const isKnown = (name: string): name is GroupSettingName => Object.hasOwn(groupSettings, name);

/** What is wrong with them, in words. */
export function settingsFault(own: OwnSettings, settings: BrokerSettings): string | undefined {
  for (const [name, value] of Object.entries(own)) {
    if (!isKnown(name)) return `there is no setting of groups named ${name}`;
    if (!/^\d{1,9}$/.test(value!)) return `${name} is a whole number, not "${value}"`;
    const [least, most] = groupSettings[name].range(settings);
    if (Number(value) < least || Number(value) > most) return `${name} is from ${least} to ${most}, not ${value}`;
  }
  const of = (name: GroupSettingName): number => Number(own[name] ?? groupSettings[name].of(settings));
  if (Object.keys(own).length > 0 && of("consumer.session.timeout.ms") <= of("consumer.heartbeat.interval.ms")) {
    return "consumer.session.timeout.ms must be longer than consumer.heartbeat.interval.ms";
  }
  return undefined;
}

export class GroupSettings {
  readonly #settings: BrokerSettings;
  readonly #store: SecurityStore;
  readonly #own = new Map<string, OwnSettings>();

  private constructor(log: Log, clock: Clock, settings: BrokerSettings) {
    this.#settings = settings;
    this.#store = new SecurityStore(log, clock, settingsTopic);
  }

  static async open(log: Log, clock: Clock, settings: BrokerSettings): Promise<GroupSettings> {
    const opened = new GroupSettings(log, clock, settings);
    await opened.#store.open(({ key: [, groupId], value }) => {
      if (value === null) opened.#own.delete(groupId ?? "");
      else opened.#own.set(groupId ?? "", value as OwnSettings);
    });
    return opened;
  }

  /** Of which something is set. */
  groups(): string[] {
    return [...this.#own.keys()].sort();
  }

  ownOf(groupId: string): OwnSettings {
    return this.#own.get(groupId) ?? {};
  }

  valueOf(groupId: string, name: GroupSettingName): number {
    return Number(this.ownOf(groupId)[name] ?? groupSettings[name].of(this.#settings));
  }

  /** Resolves when durable and in force. `change` sees what every earlier change left, and may refuse by throwing. */
  change(groupId: string, change: (own: OwnSettings) => OwnSettings): Promise<void> {
    return this.#store.change(() => {
      const own = change(this.ownOf(groupId));
      return [{ key: ["group", groupId], value: Object.keys(own).length === 0 ? null : own }];
    });
  }
}
