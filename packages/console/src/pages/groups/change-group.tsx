// Moving a group, which first shows what would change, and forgetting it.
import type { GroupDetail, ResetAnswer } from "@millrace/platform/api";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { post, remove, type ApiError } from "../../api/http.ts";
import { ChangeDialog } from "../../parts/change-dialog.tsx";
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
  const [place, setPlace] = useState<Place>("earliest");
  const [value, setValue] = useState("");
  const target = place === "time" ? value : place === "offset" || place === "by" ? `${place}:${value}` : place;
  const complete = value !== "" || place === "earliest" || place === "latest";
  const plan = useMutation<ResetAnswer, ApiError, string>({ mutationFn: (to) => post<ResetAnswer>(`${pathOf(group)}/reset`, { to }) });
  const { mutate, reset: forget } = plan;
  useEffect(() => {
    forget();
    if (!complete) return;
    const timer = setTimeout(() => mutate(target), 250);
    return () => clearTimeout(timer);
  }, [target, complete, mutate, forget]);
  const field = places.find(({ id }) => id === place)!.field;
  return (
    <ChangeDialog
      title="Move the group"
      verb="Move"
      ready={plan.data !== undefined}
      change={() => post<ResetAnswer>(`${pathOf(group)}/reset`, { to: target, dryRun: false })}
      onClose={onClose}
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
      <Failure error={plan.error} />
      {plan.data !== undefined && <Changes answer={plan.data} />}
    </ChangeDialog>
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
  return (
    <ChangeDialog
      title="Delete the group"
      verb="Delete"
      stale={["groups"]}
      change={async () => {
        await remove(pathOf(group));
        go(to("groups"));
      }}
      onClose={onClose}
    >
      <p>
        Its {group.positions.length} positions are forgotten. A client that joins it again begins where its own settings say, at the newest
        or the oldest records.
      </p>
    </ChangeDialog>
  );
}
