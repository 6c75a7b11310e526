// Who is logged in, and the way out; nothing where nobody is asked.
import { useQueryClient } from "@tanstack/react-query";
import { remove } from "../api/http.ts";
import { settleSession, useSession } from "../api/queries.ts";
import { Icon } from "./icons.tsx";

export function Who() {
  const { data } = useSession();
  const queries = useQueryClient();
  if (data?.required !== true || data.principal === null) return null;
  // When there is no answer the session is still there, and so is the page.
  const leave = async (): Promise<void> => {
    await queries.cancelQueries();
    await remove("/session");
    settleSession(queries, { required: true, principal: null });
  };
  const name = data.principal.replace(/^User:/, "");
  return (
    <button className="quiet" title={`Logged in as ${data.principal}`} onClick={() => void leave().catch(() => undefined)}>
      <Icon name="access" />
      <span>Log out {name}</span>
    </button>
  );
}
