// Says so, calmly, while Millrace does not answer. Everything on the page asks again by itself, so nothing is to be
// done: what was seen last stays, and the line goes when an answer comes.
import { unreachable } from "../api/http.ts";
import { useOverview } from "../api/queries.ts";

export function Connection() {
  const { error, data } = useOverview();
  const lost = error?.error.code === unreachable;
  return (
    <div className="connection" role="status" aria-live="polite">
      {lost && (
        <p>
          <strong>Millrace does not answer.</strong> {data === undefined ? "" : "Shown is what was seen last. "}This page goes on by itself
          when it is back.
        </p>
      )}
    </div>
  );
}
