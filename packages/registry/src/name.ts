// Subjects live in contexts: `:.staging:orders-value` is the subject `orders-value` of the context `.staging`; a name
// without one is of the default context, `.`. A context of its own has ids of its own.
import { errors } from "./errors.ts";

export const defaultContext = ".";
const nameMost = 500;

export interface SubjectName {
  readonly context: string;
  /** Empty: the context itself, whose settings stand for all its subjects. */
  readonly subject: string;
  /** How it is written: without the context when that is the default. */
  readonly full: string;
}

export function fullName(context: string, subject: string): string {
  return context === defaultContext ? subject : `:${context}:${subject}`;
}

/** `outer`: the context that a name without one belongs to. */
export function subjectName(text: string, outer = defaultContext): SubjectName {
  const match = /^:(\.[^:]*):(.*)$/s.exec(text);
  const [context, subject] = match === null ? [outer, text] : [match[1]!, match[2]!];
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  if (text.length > nameMost || /[\u0000-\u001f\u007f]/.test(text) || (text.startsWith(":") && match === null))
    throw errors.subjectInvalid(text);
  return { context, subject, full: fullName(context, subject) };
}

/** A name that must be of a subject, not of a whole context. */
export function ownSubject(text: string, outer?: string): SubjectName {
  const name = subjectName(text, outer);
  if (name.subject === "") throw errors.subjectInvalid(text);
  return name;
}
