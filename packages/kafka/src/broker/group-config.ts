// Settings of single groups as DescribeConfigs shows them and as the two requests that alter settings change them.
import { groupSettings, type GroupSettingName, type OwnSettings, settingsFault } from "../groups/group-settings.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { kafkaFailure } from "./error-map.ts";
import type { RequestContext } from "./handler.ts";
import { configSource, configType, type ConfigView } from "./topic-config-view.ts";
import { defaultSettings } from "./settings.ts";

type BrokerContext = RequestContext["broker"];

/** `names` null: all of them. What is not set for the group is the broker's. */
export function describeGroupConfig(groupId: string, names: readonly string[] | null, { groups, settings }: BrokerContext): ConfigView[] {
  const own = groups.settings.ownOf(groupId);
  const known = Object.keys(groupSettings) as GroupSettingName[];
  return known
    .filter((name) => names === null || names.includes(name))
    .map((name) => {
      const { brokerName, doc, of } = groupSettings[name];
      const given = of(settings);
      const synonyms = [{ name: brokerName, value: String(of(defaultSettings)), source: configSource.default as number }];
      if (given !== of(defaultSettings)) synonyms.unshift({ name: brokerName, value: String(given), source: configSource.staticBroker });
      if (own[name] !== undefined) synonyms.unshift({ name, value: own[name], source: configSource.group });
      return {
        name,
        value: synonyms[0]!.value,
        readOnly: false,
        configSource: synonyms[0]!.source,
        synonyms,
        configType: configType.int,
        documentation: doc,
      };
    });
}

class Refused extends Error {}

/** The error, with its words; 0 when it is done. */
export async function alterGroupConfig(
  groupId: string,
  validateOnly: boolean,
  { groups, settings }: BrokerContext,
  change: (current: Readonly<Record<string, string>>) => Record<string, string>,
): Promise<readonly [errorCode: number, message: string | null]> {
  const changed = (own: OwnSettings): OwnSettings => {
    const next = change(own as Readonly<Record<string, string>>);
    const fault = settingsFault(next, settings);
    if (fault !== undefined) throw new Refused(fault);
    const groupIds = groups.settings.groups();
    if (groupIds.length >= settings.groupsMax && !groupIds.includes(groupId))
      throw new Refused(`${settings.groupsMax} groups have settings`);
    return next;
  };
  try {
    if (validateOnly) changed(groups.settings.ownOf(groupId));
    else await groups.settings.change(groupId, changed);
    return [kafkaError.none, null];
  } catch (error) {
    if (error instanceof Refused) return [kafkaError.invalidConfig, error.message];
    const { code, message } = kafkaFailure(error);
    return [code, message];
  }
}
