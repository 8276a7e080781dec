// Every message between a form's page and the extension, both ways. The page imports these types, `domain/plural` and nothing else of the
// extension; what it sends is checked by `fromPage.ts`, whatever it is.
import type { FormView } from '../../domain/form/view.ts';

export type { Paragraph } from '../../domain/form/markdown.ts';
export type { ChoiceNode, FormNode, FormShape, GroupNode, ListNode, ReadonlyNode, Section, TextNode } from '../../domain/form/shape.ts';
export type { ShownProblem } from '../../domain/form/view.ts';

/** What a preview can be copied as. */
export const copyables = ['request', 'posix', 'powershell'] as const;
export type Copyable = typeof copyables[number];

/**
 * A change of the text. `seq`: the page's own count of its changes; `version`: the version of the text that the page last
 * showed, and so what the person was looking at; `key`: the field, by its JSON pointer.
 */
interface Change {
  readonly seq: number;
  readonly version: number;
  readonly key: string;
}

/** A question that is answered by a message with the same id. */
interface Question {
  readonly id: number;
  readonly key: string;
}

export type FromPage =
  | { readonly type: 'ready' }
  /** The field now reads so. `run` is the same for all edits of one run of typing, which is one step of undo. */
  | Change & { readonly type: 'edit'; readonly text: string; readonly run: number }
  /** The member, or the entry of a list, is taken out. */
  | Change & { readonly type: 'remove' }
  | Change & { readonly type: 'add' }
  | { readonly type: 'fix'; readonly version: number; readonly problem: number; readonly fix: number }
  /** Of a file in which nothing stands: the kind of job it becomes. */
  | { readonly type: 'begin'; readonly version: number; readonly action: string }
  | { readonly type: 'start' }
  | { readonly type: 'openText'; readonly problem?: number }
  | { readonly type: 'connect' }
  | { readonly type: 'selectConnection' }
  | { readonly type: 'copy'; readonly what: Copyable }
  | Question & { readonly type: 'choices'; readonly text: string }
  | Question & { readonly type: 'about'; readonly text: string }
  /** `text`: what the field would hold for the folder that is looked into. */
  | Question & { readonly type: 'browse'; readonly text: string; readonly next?: string }
  | Question & { readonly type: 'measure'; readonly text: string }
  /** The answer of a question is not wanted any more. */
  | { readonly type: 'cancel'; readonly id: number };

/** A value that the account has. */
export interface LiveChoice {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  /** Whether it is only the way to others. */
  readonly goesOn: boolean;
}

/** A folder or an object; `value`: what the field would hold for it. */
export interface BrowseRow {
  readonly value: string;
  readonly label: string;
  readonly isFolder: boolean;
  readonly size?: string;
  readonly modified?: string;
}

/** A page of a folder; `here`: what the field would hold for it, `up`: for the one around it, `next`: the token of the next page. */
export interface Browsed {
  readonly title: string;
  readonly here: string;
  readonly up?: string;
  readonly rows: readonly BrowseRow[];
  readonly next?: string;
  readonly note?: string;
}

/** Where a start would go, and whether one can be made. */
export interface Header {
  readonly kind?: string;
  readonly connection: { readonly state: 'none' | 'idle' | 'connecting' | 'connected' | 'failed'; readonly words: string };
  /** No error and nothing else stands against a start. */
  readonly canStart: boolean;
  /** Why no start can be made, whatever the fields hold. */
  readonly whyNot?: string;
}

export interface Preview {
  /** The request as it would be sent, or as far as it is known. */
  readonly request: string;
  /** What is to be said of the request, when it is not what would be sent. */
  readonly note?: string;
  readonly commands?: { readonly posix: string; readonly powershell: string };
  readonly remarks: readonly string[];
  /** Rows of name and value: account, endpoint. */
  readonly target: readonly (readonly [name: string, value: string])[];
}

/** A view whose shape is left out when it is the one that the page has. */
export type SentView = FormView extends infer V ? V extends { readonly shape: unknown } ? Omit<V, 'shape'> & Partial<Pick<V, 'shape'>> : V : never;

export type ToPage =
  | { readonly type: 'words'; readonly words: Readonly<Record<FormWord, string>> }
  /** `ack`: the last of the page's changes that the text has taken in, or that was refused. */
  | { readonly type: 'show'; readonly version: number; readonly ack: number; readonly view: SentView; readonly header: Header; readonly preview: Preview }
  /** A change that was not made: why, and what the person had typed. */
  | { readonly type: 'refused'; readonly seq: number; readonly key: string; readonly message: string }
  | { readonly type: 'choices'; readonly id: number; readonly choices: readonly LiveChoice[]; readonly note?: string }
  | { readonly type: 'about'; readonly id: number; readonly text: string }
  | { readonly type: 'browsed'; readonly id: number } & Browsed
  /** Comes more than once: `isDone` with the last. */
  | { readonly type: 'measured'; readonly id: number; readonly text: string; readonly isDone: boolean };

/** The page's own words, which the extension translates. */
export type FormWord =
  | 'what' | 'input' | 'output' | 'access' | 'advanced' | 'preview' | 'required' | 'moreAbout' | 'ready' | 'incomplete' | 'errors' | 'warnings' | 'notes' | 'choose' | 'notSet' | 'asWritten' | 'remove' | 'add'
  | 'start' | 'openText' | 'connect' | 'changeConnection' | 'selectConnection' | 'browse' | 'copy' | 'request' | 'posix' | 'powershell' | 'problems'
  | 'error' | 'warning' | 'information' | 'standsFor' | 'notKnown' | 'broken' | 'brokenHelp' | 'line' | 'emptyTitle' | 'emptyHelp' | 'typed'
  | 'loading' | 'noChoices' | 'choicesCount' | 'moreChoices' | 'showChoices' | 'useFolder' | 'useThis' | 'up' | 'bucketTop' | 'loadMore' | 'close' | 'nothingHere' | 'folder' | 'object' | 'browseTitle' | 'goTo' | 'commandsLater' | 'copied' | 'allOfIt';
