// CodeMirror with Flink's words; completion and errors come from the server, which knows the catalog and the language.
import { autocompletion, completionStatus, type Completion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { sql, SQLDialect } from "@codemirror/lang-sql";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { linter, type Diagnostic } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { CompleteAnswer, ValidateAnswer } from "@millrace/platform/api";
import { useEffect, useRef } from "react";
import { post } from "../../api/http.ts";

const dialect = SQLDialect.define({
  keywords:
    "select from where group by having as and or not null is in between like escape case when then else end cast try_cast distinct all union values insert into create table view drop alter temporary if exists or replace with watermark for interval second minute hour day month year descriptor tumble hop cumulate session partition over order asc desc limit rows range filter explain plan describe show tables views functions jobs set reset execute statement begin stop job drain savepoint primary key enforced metadata virtual comment true false extract timestamp date time",
  types:
    "boolean tinyint smallint int integer bigint float double decimal numeric char varchar string binary varbinary bytes timestamp timestamp_ltz date time array map row",
  backslashEscapes: false,
  identifierQuotes: "`",
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--code-keyword)", fontWeight: "550" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
  { tag: tags.typeName, color: "var(--code-type)" },
  { tag: tags.comment, color: "var(--muted)", fontStyle: "italic" },
]);

const kinds: Readonly<Record<string, string>> = { table: "class", view: "class", column: "property", option: "constant" };

/** While typing, only within a word or behind a dot; anywhere with Ctrl Space. */
async function completions(context: CompletionContext): Promise<CompletionResult | null> {
  if (!context.explicit && context.matchBefore(/[\w`'.]$/) === null) return null;
  try {
    const answer = await post<CompleteAnswer>("/sql/complete", { sql: context.state.doc.toString(), offset: context.pos });
    const typed = context.state.sliceDoc(answer.from, answer.to).toLowerCase();
    // Nothing to add to a word that is already whole.
    const whole = answer.items.length === 1 && answer.items[0]!.label.toLowerCase() === typed;
    if (context.aborted || answer.items.length === 0 || whole) return null;
    return {
      from: answer.from,
      to: answer.to,
      // The server has them in order: nearest first.
      options: answer.items.map(({ label, kind, detail }, index): Completion => ({
        label,
        type: kinds[kind] ?? kind,
        boost: 99 - Math.min(index, 198),
        ...(detail === undefined ? {} : { detail }),
      })),
      validFor: /^[\w`]*$/,
    };
  } catch {
    return null;
  }
}

/** The words that the error is about; its statement when it names none. */
function placeOf(view: EditorView, { position, start, end }: ValidateAnswer["errors"][number]): { from: number; to: number } {
  const { doc } = view.state;
  const offset = (line: number, column: number): number => {
    const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines));
    return Math.min(from + Math.max(column, 0), to);
  };
  const from = position === undefined ? Math.min(start, doc.length) : offset(position.line, position.column - 1);
  const to = position === undefined ? Math.min(end, doc.length) : offset(position.endLine, position.endColumn);
  // At the end of the text there is nothing to underline but what stands before it.
  return to > from ? { from, to } : { from: Math.max(0, from - 1), to: from };
}

async function diagnose(view: EditorView): Promise<Diagnostic[]> {
  const text = view.state.doc.toString();
  if (text.trim() === "") return [];
  try {
    const { errors } = await post<ValidateAnswer>("/sql/validate", { sql: text });
    return errors.map((error) => ({
      ...placeOf(view, error),
      severity: "error",
      message: error.hint === undefined ? error.message : `${error.message}\n${error.hint}`,
    }));
  } catch {
    return [];
  }
}

export interface EditorProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly onRun: () => void;
  readonly onStop: () => void;
}

export function Editor({ text, onChange, onRun, onStop }: EditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  // The editor outlives renders: it calls whatever the handlers are now.
  const handlers = useRef({ onChange, onRun, onStop });
  handlers.current = { onChange, onRun, onStop };
  useEffect(() => {
    const editor = new EditorView({
      parent: place.current!,
      state: EditorState.create({
        doc: text,
        extensions: [
          Prec.highest(
            keymap.of([
              { key: "Mod-Enter", run: () => (handlers.current.onRun(), true) },
              // The first press closes a list of completions; only without one does it stop the query.
              { key: "Escape", run: (editor) => (completionStatus(editor.state) === null && handlers.current.onStop(), false) },
            ]),
          ),
          lineNumbers(),
          history(),
          drawSelection(),
          highlightActiveLine(),
          bracketMatching(),
          keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
          syntaxHighlighting(colours),
          placeholder("SELECT … FROM …   (Ctrl Enter runs)"),
          sql({ dialect, upperCaseKeywords: true }),
          autocompletion({ override: [completions], activateOnTypingDelay: 60 }),
          linter(diagnose, { delay: 350 }),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": "SQL" }),
          EditorView.updateListener.of((update) => update.docChanged && handlers.current.onChange(update.state.doc.toString())),
        ],
      }),
    });
    view.current = editor;
    editor.focus();
    return () => editor.destroy();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- made once
  }, []);
  useEffect(() => {
    const editor = view.current;
    if (editor !== null && editor.state.doc.toString() !== text)
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  }, [text]);
  return <div className="editor" ref={place} />;
}
