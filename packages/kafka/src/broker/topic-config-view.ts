// A topic's settings as DescribeConfigs and CreateTopics show them: every setting that the log knows, with its value,
// where that comes from, and what it would fall back to.
import { topicConfigs } from "@millrace/log";

export const configSource = { topic: 1, staticBroker: 4, default: 5, group: 8 } as const;

/** Kafka's numbers for the types of settings. */
export const configType = { boolean: 1, string: 2, int: 3, short: 4, long: 5, double: 6, list: 7 } as const;

export interface ConfigView {
  readonly name: string;
  readonly value: string;
  readonly readOnly: boolean;
  readonly configSource: number;
  readonly synonyms: readonly { readonly name: string; readonly value: string; readonly source: number }[];
  readonly configType: number;
  readonly documentation: string;
}

/** `names` null: all of them. */
export function describeTopicConfig(config: Readonly<Record<string, string>>, names: readonly string[] | null): ConfigView[] {
  return Object.entries(topicConfigs)
    .filter(([name]) => names === null || names.includes(name))
    .map(([name, { default: fallback, doc, type }]) => {
      const own = config[name];
      const synonyms = [{ name, value: fallback, source: configSource.default as number }];
      if (own !== undefined) synonyms.unshift({ name, value: own, source: configSource.topic });
      return {
        name,
        value: own ?? fallback,
        readOnly: false,
        configSource: own === undefined ? configSource.default : configSource.topic,
        synonyms,
        configType: configType[type],
        documentation: doc,
      };
    });
}
