// The shell: navigation, theme, keyboard, and the page that the address names.
import { lazy, Suspense, useEffect, useState, type ReactNode } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { loginNeeded } from "./api/http.ts";
import { sessionKey, useOverview, useSession } from "./api/queries.ts";
import { Icon, type IconName } from "./parts/icons.tsx";
import { Connection } from "./parts/connection.tsx";
import { Dialog } from "./parts/dialog.tsx";
import { Empty, Page, Wheel } from "./parts/parts.tsx";
import { rate } from "./parts/format.ts";
import { GroupPage, GroupsPage } from "./pages/groups/groups.tsx";
import { HomePage } from "./pages/home/home.tsx";
import { LoginPage } from "./pages/login/login.tsx";
import { JobsPage } from "./pages/jobs/jobs.tsx";
import { TopicPage } from "./pages/topics/topic.tsx";
import { TopicsPage } from "./pages/topics/topics.tsx";
import { Who } from "./parts/who.tsx";
import { go, to, useRoute } from "./router.ts";

// The graph and the editor bring their own libraries, and the pages of administrators are seldom needed; they load
// when first opened.
const PipelinesPage = lazy(async () => ({ default: (await import("./pages/pipelines/pipelines.tsx")).PipelinesPage }));
const AccessPage = lazy(async () => ({ default: (await import("./pages/access/access.tsx")).AccessPage }));
const SchemasPage = lazy(async () => ({ default: (await import("./pages/schemas/schemas.tsx")).SchemasPage }));
const SubjectPage = lazy(async () => ({ default: (await import("./pages/schemas/subject.tsx")).SubjectPage }));
const SqlPage = lazy(async () => ({ default: (await import("./pages/sql/sql.tsx")).SqlPage }));

const places: readonly { readonly id: string; readonly title: string; readonly icon: IconName; readonly key: string }[] = [
  { id: "", title: "Home", icon: "home", key: "h" },
  { id: "pipelines", title: "Pipelines", icon: "pipelines", key: "p" },
  { id: "topics", title: "Topics", icon: "topics", key: "t" },
  { id: "groups", title: "Groups", icon: "groups", key: "c" },
  { id: "schemas", title: "Schemas", icon: "schemas", key: "m" },
  { id: "access", title: "Access", icon: "access", key: "a" },
  { id: "sql", title: "SQL", icon: "sql", key: "s" },
  { id: "jobs", title: "Jobs", icon: "jobs", key: "j" },
];

/** Nothing is asked for before it is known that it may be. */
export function App() {
  const { data } = useSession();
  const theme = useTheme();
  const queries = useQueryClient();
  useEffect(() => {
    const ask = (): void => void queries.invalidateQueries({ queryKey: sessionKey });
    addEventListener(loginNeeded, ask);
    return () => removeEventListener(loginNeeded, ask);
  }, [queries]);
  if (data === undefined) return null;
  return data.required && data.principal === null ? <LoginPage /> : <Shell theming={theme} />;
}

function Shell({ theming: [theme, setTheme] }: { readonly theming: Theming }) {
  const { path } = useRoute();
  const [help, setHelp] = useState(false);
  useKeys(
    () => setTheme(theme === "dark" ? "light" : "dark"),
    () => setHelp((shown) => !shown),
  );
  return (
    <div className="shell">
      <button className="skip" onClick={() => document.querySelector("main")?.focus()}>
        Skip to the page
      </button>
      <nav className="rail" aria-label="Pages">
        <a className="brand" href={to()}>
          <Wheel size={26} />
          <span>Millrace</span>
        </a>
        {places.map((place) => (
          <a
            key={place.id}
            href={to(...(place.id === "" ? [] : [place.id]))}
            aria-current={(path[0] ?? "") === place.id ? "page" : undefined}
            title={`${place.title} (g ${place.key})`}
          >
            <Icon name={place.icon} />
            <span>{place.title}</span>
          </a>
        ))}
        <div className="rail-foot">
          <Heartbeat />
          <Who />
          <a href="/docs" target="_blank" rel="noreferrer">
            <Icon name="book" />
            <span>API</span>
          </a>
          <button className="quiet" onClick={() => setHelp(true)} title="Keyboard (?)">
            <Icon name="keys" />
            <span>Keyboard</span>
          </button>
          <button className="quiet" onClick={() => setTheme(theme === "dark" ? "light" : "dark")} title="Light or dark (d)">
            <Icon name={theme === "dark" ? "sun" : "moon"} />
            <span>{theme === "dark" ? "Light" : "Dark"}</span>
          </button>
        </div>
      </nav>
      <main tabIndex={-1}>
        <Suspense fallback={null}>{pageOf(path)}</Suspense>
      </main>
      <Connection />
      {help && <Shortcuts onClose={() => setHelp(false)} />}
    </div>
  );
}

function pageOf(path: readonly string[]): ReactNode {
  switch (path[0]) {
    case undefined:
      return <HomePage />;
    case "pipelines":
      return <PipelinesPage />;
    case "topics":
      return path[1] === undefined ? <TopicsPage /> : <TopicPage key={path[1]} name={path[1]} />;
    case "groups":
      return path[1] === undefined ? <GroupsPage /> : <GroupPage key={path[1]} name={path[1]} />;
    case "schemas":
      return path[1] === undefined ? <SchemasPage /> : <SubjectPage key={path[1]} subject={path[1]} />;
    case "access":
      return <AccessPage />;
    case "sql":
      return <SqlPage />;
    case "jobs":
      return <JobsPage chosen={path[1]} />;
    default:
      return (
        <Page title="Not found">
          <Empty title="There is no such page">
            <a href={to()}>Home</a>
          </Empty>
        </Page>
      );
  }
}

/** Whether Millrace answers, and what flows in: at the foot of every page. */
function Heartbeat() {
  const { data, isError } = useOverview();
  if (isError)
    return (
      <div className="heartbeat bad">
        <i aria-hidden />
        not answering
      </div>
    );
  return (
    <div className="heartbeat" title="Records a second into all topics">
      <i aria-hidden />
      {data === undefined ? "…" : rate(data.recordsInPerSecond)}
    </div>
  );
}

type Theming = readonly [string, (theme: string) => void];

function useTheme(): Theming {
  const [theme, setTheme] = useState(
    () => localStorage.getItem("theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"),
  );
  useEffect(() => void (document.documentElement.dataset["theme"] = theme), [theme]);
  return [
    theme,
    (next) => {
      localStorage.setItem("theme", next);
      setTheme(next);
    },
  ];
}

function useKeys(toggleTheme: () => void, toggleHelp: () => void): void {
  useEffect(() => {
    let leader = 0;
    const pressed = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement;
      if (document.querySelector("dialog[open]") !== null && event.key !== "?") return;
      if (event.ctrlKey || event.metaKey || event.altKey || target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
        return;
      const place = places.find((candidate) => candidate.key === event.key);
      if (event.timeStamp - leader < 1000 && place !== undefined) go(to(...(place.id === "" ? [] : [place.id])));
      else if (event.key === "d") toggleTheme();
      else if (event.key === "?") toggleHelp();
      else if (event.key === "/") {
        event.preventDefault();
        document.querySelector<HTMLInputElement>("input[type=search]")?.focus();
      }
      leader = event.key === "g" ? event.timeStamp : 0;
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  });
}

function Shortcuts({ onClose }: { readonly onClose: () => void }) {
  const keys = [
    ...places.map((place) => [`g ${place.key}`, place.title] as const),
    ["/", "Search"],
    ["d", "Light or dark"],
    ["Ctrl Enter", "Run SQL"],
    ["Esc", "Stop a query"],
    ["?", "This list"],
  ] as const;
  return (
    <Dialog title="Keyboard" onClose={onClose}>
      <dl className="keys">
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
