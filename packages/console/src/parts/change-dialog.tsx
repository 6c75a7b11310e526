// A dialog that changes something: fields, what went wrong, the button that does it, and a way out. When it is done,
// everything on the page is asked for again.
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
  onClose,
  children,
}: {
  readonly title: string;
  /** On the button. */
  readonly verb: string;
  readonly ready?: boolean;
  readonly change: () => Promise<unknown>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const queries = useQueryClient();
  const mutation = useMutation<unknown, ApiError>({
    mutationFn: change,
    onSuccess: async () => {
      await queries.invalidateQueries();
      onClose();
    },
  });
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="dialog-box"
        onSubmit={(event) => {
          event.preventDefault();
          mutation.mutate();
        }}
      >
        {children}
        {mutation.isError && <Failure error={mutation.error} />}
        <div className="actions">
          <button className="primary" disabled={!ready || mutation.isPending}>
            {verb}
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
