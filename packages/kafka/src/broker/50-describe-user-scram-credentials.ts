// DescribeUserScramCredentials (50), version 0: which mechanisms users can log in with, never what they are kept as.
// No users named: all of them.
import { apis, type DescribeUserScramCredentialsRequest, type DescribeUserScramCredentialsResponseInput } from "../generated/index.ts";
import { kafkaError } from "../protocol/error-codes.ts";
import { clusterName } from "../security/authorization.ts";
import { scramMechanisms } from "../security/sasl/scram-credential.ts";
import { codecOf } from "./codec-of.ts";
import { defineHandler, type RequestContext } from "./handler.ts";

function describeUserScramCredentials(
  { users }: DescribeUserScramCredentialsRequest,
  { broker, may }: RequestContext,
): DescribeUserScramCredentialsResponseInput {
  if (!may("describe", "cluster", clusterName)) {
    return { errorCode: kafkaError.clusterAuthorizationFailed, errorMessage: "not authorized to describe the cluster", results: [] };
  }
  const known = broker.security.users;
  const named = users === null || users.length === 0 ? known.names() : users.map(({ name }) => name);
  const seen = new Set<string>();
  const doubled = new Set(named.filter((name) => seen.size === seen.add(name).size));
  const results = [...seen].map((user) => {
    const refuse = (errorCode: number, errorMessage: string) => ({ user, errorCode, errorMessage, credentialInfos: [] });
    if (doubled.has(user)) {
      return refuse(kafkaError.duplicateResource, `"${user}" stands more than once in the request`);
    }
    const credentials = known.of(user);
    if (credentials === undefined) return refuse(kafkaError.resourceNotFound, `there is no user "${user}" with a password`);
    const credentialInfos = [...credentials].map(([name, { iterations }]) => ({ mechanism: scramMechanisms[name].number, iterations }));
    return { user, errorCode: kafkaError.none, credentialInfos };
  });
  return { errorCode: kafkaError.none, results };
}

export const describeUserScramCredentialsHandler = defineHandler(codecOf(apis, 50), describeUserScramCredentials);
