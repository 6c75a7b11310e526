// A topic's partitions and settings, and what can be done to it: a setting changed or put back, partitions added, all
// of it deleted.
import type { ConfigureTopicBody, TopicDetail } from "@millrace/platform/api";
import { useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";
import { patch, remove, type ApiError } from "../../api/http.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { bytes, count, exact } from "../../parts/format.ts";
import { Failure, Panel } from "../../parts/parts.tsx";
import { go, to } from "../../router.ts";

type Setting = TopicDetail["config"][number];
type Change = UseMutationResult<TopicDetail, ApiError, Partial<ConfigureTopicBody>>;

const pathOf = (topic: TopicDetail): string => `/topics/${encodeURIComponent(topic.name)}`;
const own = (topic: TopicDetail): Record<string, string> =>
  Object.fromEntries(topic.config.filter((setting) => !setting.isDefault).map(({ name, value }) => [name, value]));

/** What is not named stays as it is. */
function useChange(topic: TopicDetail, done: () => void): Change {
  const queries = useQueryClient();
  return useMutation<TopicDetail, ApiError, Partial<ConfigureTopicBody>>({
    mutationFn: (change) => patch<TopicDetail>(pathOf(topic), { config: own(topic), ...change }),
    onSuccess: async () => {
      await queries.invalidateQueries();
      done();
    },
  });
}

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
          <th className="num">Size</th>
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
  const change = useChange(topic, onClose);
  const { [setting.name]: _, ...others } = own(topic);
  return (
    <Dialog title={setting.name} onClose={onClose}>
      <form
        className="dialog-box"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ config: { ...others, [setting.name]: value } });
        }}
      >
        <p className="muted">{setting.description}</p>
        <input autoFocus required aria-label="Value" spellCheck={false} value={value} onChange={(event) => setValue(event.target.value)} />
        {change.isError && <Failure error={change.error} />}
        <div className="actions">
          <button className="primary" disabled={change.isPending || value === setting.value}>
            Save
          </button>
          {!setting.isDefault && (
            <button type="button" disabled={change.isPending} onClick={() => change.mutate({ config: others })}>
              Back to the default
            </button>
          )}
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function AddPartitions({ topic, onClose }: DialogProps) {
  const [partitions, setPartitions] = useState(topic.partitions + 1);
  const change = useChange(topic, onClose);
  return (
    <Dialog title="Add partitions" onClose={onClose}>
      <form
        className="dialog-box"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ partitions });
        }}
      >
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
        {change.isError && <Failure error={change.error} />}
        <div className="actions">
          <button className="primary" disabled={change.isPending}>
            Add
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function DeleteTopic({ topic, onClose }: DialogProps) {
  const queries = useQueryClient();
  const [typed, setTyped] = useState("");
  const deletion = useMutation<void, ApiError>({
    mutationFn: () => remove(pathOf(topic)),
    onSuccess: () => {
      // This page still asks for the topic until it is left: only the list is asked for again.
      go(to("topics"));
      void queries.invalidateQueries({ queryKey: ["topics"] });
    },
  });
  return (
    <Dialog title="Delete the topic" onClose={onClose}>
      <form
        className="dialog-box"
        onSubmit={(event) => {
          event.preventDefault();
          deletion.mutate();
        }}
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
        {deletion.isError && <Failure error={deletion.error} />}
        <div className="actions">
          <button className="primary" disabled={deletion.isPending || typed !== topic.name}>
            Delete
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
