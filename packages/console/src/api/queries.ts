// What the pages read, each asked again every second or so while it is on screen.
import type {
  AccessRules,
  CatalogView,
  ConnectionView,
  GroupDetail,
  GroupSummary,
  JobView,
  Overview,
  PipelineGraph,
  QuotaView,
  SessionView,
  TopicDetail,
  TopicSummary,
  UserView,
} from "@millrace/platform/api";
import { type QueryClient, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { get, type ApiError } from "./http.ts";

const polled = <T>(key: string, path: string, everyMs = 1000): UseQueryResult<T, ApiError> =>
  useQuery<T, ApiError>({
    queryKey: [key, path],
    queryFn: () => get<T>(path),
    refetchInterval: everyMs,
    refetchIntervalInBackground: false,
  });

export const sessionKey = ["session"] as const;

/** Asked once, and again when an answer says that a login is needed. */
export const useSession = (): UseQueryResult<SessionView, ApiError> =>
  useQuery<SessionView, ApiError>({ queryKey: sessionKey, queryFn: () => get<SessionView>("/session"), retry: true, retryDelay: 1000 });

/** Somebody logged in or out: what was seen before is not shown to who comes now. */
export function settleSession(queries: QueryClient, session: SessionView): void {
  queries.setQueryData(sessionKey, session);
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
}

export const useOverview = (): UseQueryResult<Overview, ApiError> => polled("overview", "/overview");
export const useTopics = (internal: boolean): UseQueryResult<readonly TopicSummary[], ApiError> =>
  polled("topics", `/topics?internal=${internal}`);
export const useTopic = (name: string): UseQueryResult<TopicDetail, ApiError> =>
  polled("topic", `/topics/${encodeURIComponent(name)}`, 2000);
export const useGroups = (): UseQueryResult<readonly GroupSummary[], ApiError> => polled("groups", "/groups");
export const useGroup = (name: string): UseQueryResult<GroupDetail, ApiError> => polled("group", `/groups/${encodeURIComponent(name)}`);
export const useConnections = (): UseQueryResult<readonly ConnectionView[], ApiError> => polled("connections", "/connections");
export const useRules = (): UseQueryResult<AccessRules, ApiError> => polled("rules", "/acls", 5000);
export const useUsers = (): UseQueryResult<readonly UserView[], ApiError> => polled("users", "/users", 5000);
export const useQuotas = (): UseQueryResult<readonly QuotaView[], ApiError> => polled("quotas", "/quotas", 5000);
export const useJobs = (): UseQueryResult<readonly JobView[], ApiError> => polled("jobs", "/jobs");
export const useGraph = (): UseQueryResult<PipelineGraph, ApiError> => polled("graph", "/graph");
export const useCatalog = (): UseQueryResult<CatalogView, ApiError> => polled("catalog", "/catalog", 10_000);
