// What keeps a start from succeeding, in one line with the option that helps.
import { MillraceError } from "@millrace/core";
import { errors } from "../errors.ts";

const codeOf = (thrown: unknown): string | undefined => (thrown as { code?: string } | undefined)?.code;

/** Why the log did not open. */
export function asOpenError(thrown: unknown, folder: string): unknown {
  const code = codeOf(thrown);
  if (code === "log.folder-locked") return errors.folderLocked.with({ cause: thrown }, (thrown as Error).message);
  if (code === "EACCES" || code === "EROFS" || code === "EPERM") return errors.folderUnwritable.with({ cause: thrown }, folder, code);
  return thrown;
}

/** Why a port did not open. Packages below say it in codes of their own, with the system's as cause. */
export function asListenError(thrown: unknown, what: string, host: string, port: number, flag: string): unknown {
  const cause = thrown instanceof MillraceError ? thrown.cause : thrown;
  const code = codeOf(cause) ?? codeOf(thrown);
  if (code === "EADDRINUSE" || codeOf(thrown) === "kafka.port-in-use")
    return errors.portTaken.with({ cause: thrown }, what, host, port, flag);
  if (code === "EACCES" || code === "EADDRNOTAVAIL" || code === "ERR_SOCKET_BAD_PORT")
    return errors.portUnavailable.with({ cause: thrown }, what, host, port, code);
  return thrown;
}
