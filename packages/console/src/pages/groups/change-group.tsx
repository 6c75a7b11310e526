// Moving a group, which first shows what would change, and forgetting it.
import type { GroupDetail, ResetAnswer } from "@millrace/platform/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { post, remove, type ApiError } from "../../api/http.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { exact } from "../../parts/format.ts";
import { Failure } from "../../parts/parts.tsx";
import { go, to } from "../../router.ts";

interface DialogProps {
  readonly group: GroupDetail;
  readonly onClose: () => void;
}

const pathOf = ({ group }: GroupDetail): string => `/groups/${encodeURIComponent(group)}`;

const places = [
  { id: "earliest", title: "the beginning", field: null },
  { id: "latest", title: "the end", field: null },
  { id: "time", title: "a point in time", field: "-1h, or 2026-01-31T12:00" },
  { id: "offset", title: "an offset", field: "1200" },
  { id: "by", title: "so many records on or back", field: "-100" },
] as const;
type Place = (typeof places)[number]["id"];

export function ResetGroup({ group, onClose }: DialogProps) {
  const queries = useQueryClient();
  const [place, setPlace] = useState<Place>("earliest");
  const [value, setValue] = useState("");
  const target = place === "time" ? value : place === "offset" || place === "by" ? `${place}:${value}` : place;
  const complete = value !== "" || place === "earliest" || place === "latest";
  const plan = useMutation<ResetAnswer, ApiError, string>({ mutationFn: (to) => post<ResetAnswer>(`${pathOf(group)}/reset`, { to }) });
  const reset = useMutation<ResetAnswer, ApiError, string>({
    mutationFn: (to) => post<ResetAnswer>(`${pathOf(group)}/reset`, { to, dryRun: false }),
    onSuccess: async () => {
      await queries.invalidateQueries();
      onClose();
    },
  });
  const { mutate, reset: forget } = plan;
  useEffect(() => {
    forget();
    if (!complete) return;
    const timer = setTimeout(() => mutate(target), 250);
    return () => clearTimeout(timer);
  }, [target, complete, mutate, forget]);
  const field = places.find(({ id }) => id === place)!.field;
  const failure = reset.error ?? plan.error;
  return (
    <Dialog title="Move the group" onClose={onClose}>
      <form
        className="dialog-box"
        onSubmit={(event) => {
          event.preventDefault();
          reset.mutate(target);
        }}
      >
        <div className="inline-form">
          <select
            aria-label="Where to"
            value={place}
            onChange={(event) => {
              setPlace(event.target.value as Place);
              setValue("");
            }}
          >
            {places.map(({ id, title }) => (
              <option key={id} value={id}>
                to {title}
              </option>
            ))}
          </select>
          {field !== null && (
            <input
              autoFocus
              required
              aria-label="Place"
              placeholder={field}
              value={value}
              onChange={(event) => setValue(event.target.value)}
            />
          )}
        </div>
        {failure !== null && <Failure error={failure} />}
        {plan.data !== undefined && <Changes answer={plan.data} />}
        <div className="actions">
          <button className="primary" disabled={plan.data === undefined || reset.isPending}>
            Move
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Changes({ answer }: { readonly answer: ResetAnswer }) {
  return (
    <table className="rows">
      <thead>
        <tr>
          <th>Topic</th>
          <th className="num">Partition</th>
          <th className="num">From</th>
          <th className="num">To</th>
        </tr>
      </thead>
      <tbody>
        {answer.changes.map(({ topic, partition, before, after }) => (
          <tr key={`${partition}/${topic}`}>
            <td className="name">{topic}</td>
            <td className="num">{partition}</td>
            <td className="num">{before === null ? "none" : exact(before)}</td>
            <td className="num">{exact(after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function DeleteGroup({ group, onClose }: DialogProps) {
  const queries = useQueryClient();
  const deletion = useMutation<void, ApiError>({
    mutationFn: () => remove(pathOf(group)),
    onSuccess: () => {
      go(to("groups"));
      void queries.invalidateQueries({ queryKey: ["groups"] });
    },
  });
  return (
    <Dialog title="Delete the group" onClose={onClose}>
      <p>
        Its {group.positions.length} positions are forgotten. A client that joins it again begins where its own settings say, at the newest
        or the oldest records.
      </p>
      {deletion.isError && <Failure error={deletion.error} />}
      <div className="actions">
        <button className="primary" disabled={deletion.isPending} onClick={() => deletion.mutate()}>
          Delete
        </button>
        <button onClick={onClose}>Cancel</button>
      </div>
    </Dialog>
  );
}
