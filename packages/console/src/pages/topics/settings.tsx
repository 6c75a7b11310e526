// A topic's partitions and settings, and what can be done to it: a setting changed or put back, partitions added, all
// of it deleted.
import type { ConfigureTopicBody, TopicDetail } from "@millrace/platform/api";
import { useState } from "react";
import { patch, remove } from "../../api/http.ts";
import { ChangeDialog } from "../../parts/change-dialog.tsx";
import { bytes, count, exact } from "../../parts/format.ts";
import { Panel } from "../../parts/parts.tsx";
import { go, to } from "../../router.ts";

type Setting = TopicDetail["config"][number];

const pathOf = (topic: TopicDetail): string => `/topics/${encodeURIComponent(topic.name)}`;
const own = (topic: TopicDetail): Record<string, string> =>
  Object.fromEntries(topic.config.filter((setting) => !setting.isDefault).map(({ name, value }) => [name, value]));

/** What is not named stays as it is. */
const configure = (topic: TopicDetail, change: Partial<ConfigureTopicBody>): Promise<TopicDetail> =>
  patch<TopicDetail>(pathOf(topic), { config: own(topic), ...change });

export function Settings({ topic }: { readonly topic: TopicDetail }) {
  const [editing, setEditing] = useState<Setting | null>(null);
  const [dialog, setDialog] = useState<"partitions" | "delete" | null>(null);
  const writable = !topic.internal;
  return (
    <>
      <div className="columns">
        <Panel title="Partitions" aside={writable && <button onClick={() => setDialog("partitions")}>Add partitions…</button>} flush>
          <Partitions topic={topic} />
        </Panel>
        <Panel title="Settings" aside={writable && <button onClick={() => setDialog("delete")}>Delete topic…</button>} flush>
          <table className="rows">
            <tbody>
              {topic.config.map((setting) => (
                <tr key={setting.name} title={setting.description}>
                  <td className="name mono">{setting.name}</td>
                  <td className="mono">{setting.value}</td>
                  <td className="muted">{setting.isDefault ? "default" : "set"}</td>
                  <td className="num">
                    {writable && (
                      <button className="quiet" onClick={() => setEditing(setting)} aria-label={`Change ${setting.name}`}>
                        Change
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Panel>
      </div>
      {editing !== null && <ChangeSetting topic={topic} setting={editing} onClose={() => setEditing(null)} />}
      {dialog === "partitions" && <AddPartitions topic={topic} onClose={() => setDialog(null)} />}
      {dialog === "delete" && <DeleteTopic topic={topic} onClose={() => setDialog(null)} />}
    </>
  );
}

function Partitions({ topic }: { readonly topic: TopicDetail }) {
  return (
    <table className="rows">
      <thead>
        <tr>
          <th>Partition</th>
          <th className="num">First offset</th>
          <th className="num">End</th>
          <th className="num">In open transactions</th>
          <th className="num">{topic.remoteBytes === 0 ? "Size" : "Local size"}</th>
          {topic.remoteBytes > 0 && <th className="num">In the object store</th>}
        </tr>
      </thead>
      <tbody>
        {topic.offsets.map((partition) => (
          <tr key={partition.partition}>
            <td>{partition.partition}</td>
            <td className="num">{exact(partition.start)}</td>
            <td className="num">{exact(partition.end)}</td>
            <td className="num">{exact(partition.end - partition.stable)}</td>
            <td className="num">{bytes(partition.bytes)}</td>
            {topic.remoteBytes > 0 && <td className="num">{bytes(partition.remoteBytes)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface DialogProps {
  readonly topic: TopicDetail;
  readonly onClose: () => void;
}

function ChangeSetting({ topic, setting, onClose }: DialogProps & { readonly setting: Setting }) {
  const [value, setValue] = useState(setting.value);
  const { [setting.name]: _, ...others } = own(topic);
  return (
    <ChangeDialog
      title={setting.name}
      verb="Save"
      ready={value !== setting.value}
      change={() => configure(topic, { config: { ...others, [setting.name]: value } })}
      other={setting.isDefault ? undefined : { verb: "Back to the default", change: () => configure(topic, { config: others }) }}
      onClose={onClose}
    >
      <p className="muted">{setting.description}</p>
      <input autoFocus required aria-label="Value" spellCheck={false} value={value} onChange={(event) => setValue(event.target.value)} />
    </ChangeDialog>
  );
}

function AddPartitions({ topic, onClose }: DialogProps) {
  const [partitions, setPartitions] = useState(topic.partitions + 1);
  return (
    <ChangeDialog title="Add partitions" verb="Add" change={() => configure(topic, { partitions })} onClose={onClose}>
      <p className="muted">
        Partitions cannot be taken away again, and records of a key may come to another partition than those before them.
      </p>
      <input
        autoFocus
        required
        type="number"
        aria-label="Partitions"
        min={topic.partitions + 1}
        value={partitions}
        onChange={(event) => setPartitions(event.target.valueAsNumber)}
      />
    </ChangeDialog>
  );
}

function DeleteTopic({ topic, onClose }: DialogProps) {
  const [typed, setTyped] = useState("");
  return (
    <ChangeDialog
      title="Delete the topic"
      verb="Delete"
      ready={typed === topic.name}
      stale={["topics"]}
      change={async () => {
        await remove(pathOf(topic));
        go(to("topics"));
      }}
      onClose={onClose}
    >
      <p>
        Its {count(topic.records)} records ({bytes(topic.bytes)}) go with it, for good. Type <strong>{topic.name}</strong> to say so.
      </p>
      <input
        autoFocus
        required
        aria-label="The topic's name"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </ChangeDialog>
  );
}
