// The small parts that every page is made of.
import type { ErrorJson } from "@millrace/core";
import { useId, type KeyboardEvent, type ReactNode } from "react";
import { ApiError, unreachable } from "../api/http.ts";
import { useTitle } from "../router.ts";

export function Page({
  title,
  subtitle,
  actions,
  children,
  fill = false,
}: {
  readonly title: string;
  readonly subtitle?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly fill?: boolean;
}) {
  useTitle(title);
  return (
    <section className={fill ? "page page-fill" : "page"}>
      <header className="page-head">
        <div>
          <h1>{title}</h1>
          {subtitle !== undefined && <p className="muted">{subtitle}</p>}
        </div>
        {actions !== undefined && <div className="actions">{actions}</div>}
      </header>
      {children}
    </section>
  );
}

export function Panel({
  title,
  aside,
  children,
  flush = false,
}: {
  readonly title?: ReactNode;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly flush?: boolean;
}) {
  return (
    <div className={flush ? "panel panel-flush" : "panel"}>
      {title !== undefined && (
        <div className="panel-head">
          <h2>{title}</h2>
          {aside}
        </div>
      )}
      {children}
    </div>
  );
}

export function Stat({
  label,
  value,
  note,
  tone,
}: {
  readonly label: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
  readonly tone?: "warn" | "bad";
}) {
  return (
    <div className="stat">
      <span className="stat-label">{label}</span>
      <span className={`stat-value ${tone ?? ""}`}>{value}</span>
      {note !== undefined && <span className="stat-note">{note}</span>}
    </div>
  );
}

const tones: Readonly<Record<string, string>> = {
  running: "good",
  ok: "good",
  finished: "calm",
  stopped: "calm",
  failed: "bad",
  error: "bad",
  warning: "warn",
};

/** `quiet`: only the dot, and the word for who does not see it, while all is well. */
export function StateDot({ state, quiet = false }: { readonly state: string; readonly quiet?: boolean }) {
  const tone = tones[state] ?? "warn";
  return (
    <span className={`state ${tone}`}>
      <i aria-hidden />
      {quiet && tone === "good" ? <span className="unseen">{state}</span> : state}
    </span>
  );
}

/** Nothing here yet: says what would be, and what to do. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <Wheel />
      <h3>{title}</h3>
      <div className="muted">{children}</div>
    </div>
  );
}

/** Why a page could not be read. A lost connection is said once, at the foot of the window, not on every page. */
export function LoadFailure({ error }: { readonly error: Error | null }) {
  return error instanceof ApiError && error.error.code === unreachable ? null : <Failure error={error} />;
}

export function Failure({ error, text }: { readonly error: ErrorJson | Error | null; readonly text?: string }) {
  if (error === null) return null;
  const shown: ErrorJson =
    error instanceof ApiError
      ? error.error
      : error instanceof Error
        ? { code: "console.unexpected", message: error.message, retriable: false }
        : error;
  const line = shown.position === undefined ? undefined : text?.split("\n")[shown.position.line - 1];
  return (
    <div className="failure" role="alert">
      <strong>{shown.message}</strong>
      {line !== undefined && shown.position !== undefined && (
        <pre>
          {line}
          {"\n"}
          {" ".repeat(Math.max(0, shown.position.column - 1))}
          {"^".repeat(
            Math.max(1, shown.position.endLine === shown.position.line ? shown.position.endColumn - shown.position.column + 1 : 1),
          )}
        </pre>
      )}
      {shown.hint !== undefined && <p>{shown.hint}</p>}
    </div>
  );
}

export function Code({ children }: { readonly children: string }) {
  return (
    <div className="code">
      <pre>{children}</pre>
      <button className="quiet" onClick={() => void navigator.clipboard.writeText(children)} title="Copy">
        copy
      </button>
    </div>
  );
}

/** Arrow keys go from tab to tab, as the pattern for tabs has it. */
export function Tabs<T extends string>({
  label,
  tabs,
  chosen,
  onChoose,
}: {
  readonly label: string;
  readonly tabs: readonly { readonly id: T; readonly title: ReactNode }[];
  readonly chosen: T;
  readonly onChoose: (id: T) => void;
}) {
  const prefix = useId();
  const pressed = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = tabs[(tabs.findIndex((tab) => tab.id === chosen) + step + tabs.length) % tabs.length]!;
    onChoose(next.id);
    document.getElementById(`${prefix}${next.id}`)?.focus();
  };
  return (
    <div className="tabs" role="tablist" aria-label={label} onKeyDown={pressed}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          id={`${prefix}${tab.id}`}
          role="tab"
          aria-selected={tab.id === chosen}
          tabIndex={tab.id === chosen ? 0 : -1}
          onClick={() => onChoose(tab.id)}
        >
          {tab.title}
        </button>
      ))}
    </div>
  );
}

/** The mark: a mill wheel over running water. */
export function Wheel({ size = 32 }: { readonly size?: number }) {
  return (
    <svg
      className="wheel"
      width={size}
      height={size}
      viewBox="0 0 32 32"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      aria-hidden
    >
      <g className="wheel-turn">
        <circle cx="16" cy="13" r="8.500" />
        <circle cx="16" cy="13" r="2" />
        <path d="M16 4.500v6.500M16 15v6.500M7.500 13h6.500M18 13h6.500M10 7l4.600 4.600M17.400 14.400 22 19M22 7l-4.600 4.600M14.600 14.400 10 19" />
      </g>
      <path d="M2 28c3.500 0 3.500-2.500 7-2.500s3.500 2.500 7 2.500 3.500-2.500 7-2.500 3.500 2.500 7 2.500" />
    </svg>
  );
}
