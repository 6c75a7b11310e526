import type { TopicDetail, TopicSummary } from "@millrace/platform/api";
import { Api } from "../api.ts";
import { cliErrors } from "../errors.ts";
import { numberOption } from "../options.ts";
import { confirm } from "../confirm.ts";
import { bytes, colours, count, json, rate, table } from "../output.ts";
import type { Server } from "../server.ts";

interface Common extends Server {
  readonly json?: boolean;
}

export async function listTopics(options: Common & { readonly all?: boolean }): Promise<void> {
  const topics = (await new Api(options).get<readonly TopicSummary[]>("/topics")).filter(
    (topic) => options.all === true || !topic.internal,
  );
  if (options.json === true) return json(topics);
  if (topics.length === 0) return console.log("no topics yet: publish with any Kafka client, or `millrace topics create NAME`");
  console.log(
    table(
      ["topic", "partitions", "records", "size", "in", "written by", "read by"],
      topics.map((topic) => [
        topic.name,
        topic.partitions,
        count(topic.records),
        bytes(topic.bytes),
        rate(topic.recordsPerSecond),
        topic.writtenBy.join(", "),
        topic.readBy.join(", "),
      ]),
    ),
  );
}

export async function showTopic(name: string, options: Common): Promise<void> {
  const topic = await new Api(options).get<TopicDetail>(`/topics/${encodeURIComponent(name)}`);
  if (options.json === true) return json(topic);
  const tiered = topic.remoteBytes > 0;
  const size = tiered ? `${bytes(topic.bytes)} local, ${bytes(topic.remoteBytes)} in the object store` : bytes(topic.bytes);
  console.log(`${colours.bold(topic.name)}: ${count(topic.records)} records, ${size}, ${rate(topic.recordsPerSecond)}\n`);
  console.log(
    table(
      ["partition", "start", "end", ...(tiered ? ["local size", "in the object store"] : ["size"])],
      topic.offsets.map(({ partition, start, end, ...at }) => [
        partition,
        start,
        end,
        bytes(at.bytes),
        ...(tiered ? [bytes(at.remoteBytes)] : []),
      ]),
    ),
  );
  const set = topic.config.filter((setting) => !setting.isDefault);
  if (set.length > 0)
    console.log(
      `\n${table(
        ["setting", "value"],
        set.map((setting) => [setting.name, setting.value]),
      )}`,
    );
  if (topic.guessedColumns !== null)
    console.log(
      `\n${table(
        ["field", "type", "nullable", "example"],
        topic.guessedColumns.map((column) => [column.name, column.type, column.nullable, column.example]),
      )}`,
    );
  if (topic.tables.length > 0) console.log(`\ntables: ${topic.tables.join(", ")}`);
  else if (topic.suggestedTable !== null) console.log(`\n${colours.dim("to query it:")}\n${topic.suggestedTable}`);
}

export async function createTopic(
  name: string,
  options: Common & { readonly partitions: string; readonly config?: readonly string[] },
): Promise<void> {
  const partitions = numberOption("partitions", options.partitions, { min: 1, max: 1024, integer: true });
  const config = settingsOf(options.config);
  const made = await new Api(options).post<TopicDetail>("/topics", { name, partitions, config });
  if (options.json === true) return json(made);
  console.log(`created ${made.name} with ${made.partitions} partition${made.partitions === 1 ? "" : "s"}`);
}

const settingsOf = (settings: readonly string[] = []): Record<string, string> =>
  Object.fromEntries(
    settings.map((setting) => {
      const at = setting.indexOf("=");
      if (at < 1) throw cliErrors.optionValue("config", setting, "name=value");
      return [setting.slice(0, at), setting.slice(at + 1)];
    }),
  );

export async function alterTopic(
  name: string,
  options: Common & { readonly partitions?: string; readonly config?: readonly string[]; readonly unset?: readonly string[] },
): Promise<void> {
  const api = new Api(options);
  const path = `/topics/${encodeURIComponent(name)}`;
  const before = await api.get<TopicDetail>(path);
  const config = Object.fromEntries(before.config.filter((setting) => !setting.isDefault).map((setting) => [setting.name, setting.value]));
  Object.assign(config, settingsOf(options.config));
  for (const setting of options.unset ?? []) {
    if (!before.config.some((known) => known.name === setting)) throw cliErrors.optionValue("unset", setting, "the name of a setting");
    delete config[setting];
  }
  const partitions =
    options.partitions === undefined
      ? {}
      : { partitions: numberOption("partitions", options.partitions, { min: 1, max: 1024, integer: true }) };
  const after = await api.patch<TopicDetail>(path, { config, ...partitions });
  if (options.json === true) return json(after);
  const valueOf = (topic: TopicDetail, setting: string): string => topic.config.find((one) => one.name === setting)?.value ?? "";
  const changed = after.config.filter((setting) => setting.value !== valueOf(before, setting.name));
  for (const setting of changed) console.log(`${setting.name}: ${valueOf(before, setting.name)} → ${setting.value}`);
  if (after.partitions !== before.partitions) console.log(`partitions: ${before.partitions} → ${after.partitions}`);
  if (changed.length === 0 && after.partitions === before.partitions) console.log("nothing changed");
}

export async function deleteTopic(name: string, options: Common & { readonly yes?: boolean }): Promise<void> {
  const api = new Api(options);
  if (options.yes !== true) {
    const { records, bytes: size } = await api.get<TopicDetail>(`/topics/${encodeURIComponent(name)}`);
    await confirm(`delete ${name} with ${count(records)} records (${bytes(size)})?`);
  }
  await api.delete(`/topics/${encodeURIComponent(name)}`);
  if (options.json === true) return json({ deleted: name });
  console.log(`deleted ${name}`);
}
