// A dialog that changes something: fields, what went wrong, the button that does it, and a way out. When it is done,
// the page asks again for what it shows.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { ApiError } from "../api/http.ts";
import { Dialog } from "./dialog.tsx";
import { Failure } from "./parts.tsx";

export function ChangeDialog({
  title,
  verb,
  ready = true,
  change,
  other,
  text,
  stale,
  onClose,
  children,
}: {
  readonly title: string;
  /** On the button. */
  readonly verb: string;
  readonly ready?: boolean;
  readonly change: () => Promise<unknown>;
  /** What else can be done here. */
  readonly other?: { readonly verb: string; readonly change: () => Promise<unknown> } | undefined;
  /** What an error's position points into. */
  readonly text?: string;
  /** The queries to ask again; everything, where it is left out. A page that is left must not ask for what was deleted. */
  readonly stale?: readonly string[];
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const queries = useQueryClient();
  const mutation = useMutation<unknown, ApiError, () => Promise<unknown>>({
    mutationFn: (deed) => deed(),
    onSuccess: async () => {
      await queries.invalidateQueries(stale === undefined ? {} : { queryKey: stale });
      onClose();
    },
  });
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="dialog-box"
        onSubmit={(event) => {
          event.preventDefault();
          mutation.mutate(change);
        }}
      >
        {children}
        {mutation.isError && <Failure error={mutation.error} {...(text === undefined ? {} : { text })} />}
        <div className="actions">
          <button className="primary" disabled={!ready || mutation.isPending}>
            {verb}
          </button>
          {other !== undefined && (
            <button type="button" disabled={mutation.isPending} onClick={() => mutation.mutate(other.change)}>
              {other.verb}
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
