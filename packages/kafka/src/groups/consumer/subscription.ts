// What a member of a consumer group wants to read: topics by name, and those whose whole name a regular expression
// matches. Expressions are Google's RE2, as in Kafka: matching takes time in proportion to the name whatever a client
// sends (no backtracking), and what would need more (look-around, back references) is refused.
import { RE2JS, RE2JSException } from "re2js";
import type { KnownTopic, TopicsPicture } from "./topics.ts";

/** A longer expression is refused: compiling it costs memory in proportion. */
const expressionLengthMax = 1_024;

export interface TopicSubscription {
  readonly topicNames: readonly string[];
  readonly topicRegex: string | null;
  readonly sees?: ((topic: string) => boolean) | undefined;
}

/** undefined: it is no expression. */
function compile(expression: string): RE2JS | undefined {
  if (expression.length > expressionLengthMax) return undefined;
  try {
    return RE2JS.compile(expression);
  } catch (error) {
    if (error instanceof RE2JSException) return undefined;
    throw error;
  }
}

export const isTopicExpression = (expression: string): boolean => compile(expression) !== undefined;

/** Which topics the expressions of a group match; each is compiled once and asked anew when topics have changed. */
export class TopicExpressions {
  readonly #topics: TopicsPicture;
  #matches = new Map<string, readonly KnownTopic[]>();
  #version = -1;

  constructor(topics: TopicsPicture) {
    this.#topics = topics;
  }

  matching(expression: string): readonly KnownTopic[] {
    if (this.#version !== this.#topics.version) this.#matches.clear();
    this.#version = this.#topics.version;
    const known = this.#matches.get(expression);
    if (known !== undefined) return known;
    const compiled = compile(expression);
    const found = [...this.#topics.byName.values()].filter(({ name }) => compiled?.matches(name) === true);
    this.#matches.set(expression, found);
    return found;
  }

  /** Forgets expressions that no member has any more. */
  keep(expressions: ReadonlySet<string>): void {
    for (const expression of this.#matches.keys()) if (!expressions.has(expression)) this.#matches.delete(expression);
  }
}

export function subscribedTopics(subscription: TopicSubscription, topics: TopicsPicture, expressions: TopicExpressions) {
  const { topicNames, topicRegex, sees = () => true } = subscription;
  const found = new Map<string, KnownTopic>();
  for (const name of topicNames) {
    const topic = topics.byName.get(name);
    if (topic !== undefined) found.set(topic.key, topic);
  }
  if (topicRegex !== null && topicRegex !== "") {
    for (const topic of expressions.matching(topicRegex)) if (sees(topic.name)) found.set(topic.key, topic);
  }
  return found as ReadonlyMap<string, KnownTopic>;
}
