// Every message between a form's page and the extension, in both directions. Of the extension, the page imports only
// these types and `domain/plural`. `fromPage.ts` validates everything that the page sends.
import type { FormView } from '../../domain/form/view.ts';

export type { Paragraph } from '../../domain/form/markdown.ts';
export type {
  ChoiceNode,
  FormNode,
  FormShape,
  GroupNode,
  ListNode,
  ReadonlyNode,
  Section,
  TextNode,
} from '../../domain/form/shape.ts';
export type { ShownProblem } from '../../domain/form/view.ts';

/** The formats that a preview can be copied in. */
export const copyables = ['request', 'posix', 'powershell'] as const;
export type Copyable = (typeof copyables)[number];

/**
 * A change of the text. `seq`: the page's own sequence number; `version`: the version of the text that the page last
 * showed, which is what the user was looking at; `key`: the field, as a JSON pointer.
 */
interface Change {
  readonly seq: number;
  readonly version: number;
  readonly key: string;
}

/** A question. The answer is a message with the same `id`. */
interface Question {
  readonly id: number;
  readonly key: string;
}

export type FromPage =
  | { readonly type: 'ready' }
  /** `text` is the field's new text. `run` is the same for all edits in one run of typing, which is one undo step. */
  | (Change & { readonly type: 'edit'; readonly text: string; readonly run: number })
  /** Removes the member or the list entry. */
  | (Change & { readonly type: 'remove' })
  | (Change & { readonly type: 'add' })
  | { readonly type: 'fix'; readonly version: number; readonly problem: number; readonly fix: number }
  /** Sets the kind of job (`action`) of an empty file. */
  | { readonly type: 'begin'; readonly version: number; readonly action: string }
  | { readonly type: 'start' }
  /** Checks before a start, which reads the account and starts nothing. */
  | { readonly type: 'check' }
  | { readonly type: 'openText'; readonly problem?: number }
  | { readonly type: 'connect' }
  | { readonly type: 'selectConnection' }
  | { readonly type: 'copy'; readonly what: Copyable }
  | (Question & { readonly type: 'choices'; readonly text: string })
  | (Question & { readonly type: 'about'; readonly text: string })
  /** `text`: the field's text for the folder to list. */
  | (Question & { readonly type: 'browse'; readonly text: string; readonly next?: string })
  | (Question & { readonly type: 'measure'; readonly text: string })
  /** The answer to a question is no longer needed. */
  | { readonly type: 'cancel'; readonly id: number };

/** A suggested value from the account. */
export interface LiveChoice {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  /** Whether the value only leads to others, such as a folder. */
  readonly isPartial: boolean;
}

/** A folder or an object. `value`: the field's text for it. */
export interface BrowseRow {
  readonly value: string;
  readonly label: string;
  readonly isFolder: boolean;
  readonly size?: string;
  readonly modified?: string;
}

/**
 * A page of a folder. `here`: the field's text for this folder; `up`: the same for the parent folder; `next`: the token
 * of the next page.
 */
export interface Browsed {
  readonly title: string;
  readonly here: string;
  readonly up?: string;
  readonly rows: readonly BrowseRow[];
  readonly next?: string;
  readonly note?: string;
}

/** Where the job would be started, and whether it can be. */
export interface Header {
  readonly kind?: string;
  readonly connection: {
    readonly state: 'none' | 'idle' | 'connecting' | 'connected' | 'failed';
    readonly words: string;
  };
  /** Whether there are no errors and nothing else prevents a start. */
  readonly canStart: boolean;
  /** Why no job can be started, regardless of the fields. */
  readonly whyNot?: string;
}

export interface Preview {
  /** The request as it would be sent, or as much of it as is known. */
  readonly request: string;
  /** A note about the request, if it is not what would be sent. */
  readonly note?: string;
  readonly commands?: { readonly posix: string; readonly powershell: string };
  readonly remarks: readonly string[];
  /** Rows of name and value: account, endpoint. */
  readonly target: readonly (readonly [name: string, value: string])[];
}

/** A view without its shape if the page already has that shape. */
export type SentView = FormView extends infer V
  ? V extends { readonly shape: unknown }
    ? Omit<V, 'shape'> & Partial<Pick<V, 'shape'>>
    : V
  : never;

export type ToPage =
  | { readonly type: 'words'; readonly words: Readonly<Record<FormWord, string>> }
  /** `ack`: the sequence number of the page's last change that was applied or refused. */
  | {
      readonly type: 'show';
      readonly version: number;
      readonly ack: number;
      readonly view: SentView;
      readonly header: Header;
      readonly preview: Preview;
    }
  /** A change was refused. `message` says why. */
  | { readonly type: 'refused'; readonly seq: number; readonly key: string; readonly message: string }
  | { readonly type: 'choices'; readonly id: number; readonly choices: readonly LiveChoice[]; readonly note?: string }
  | { readonly type: 'about'; readonly id: number; readonly text: string }
  | ({ readonly type: 'browsed'; readonly id: number } & Browsed)
  /** Sent repeatedly; `isDone` is true in the last message. */
  | { readonly type: 'measured'; readonly id: number; readonly text: string; readonly isDone: boolean };

/** The texts of the page, which the extension localizes. */
export type FormWord =
  | 'what'
  | 'input'
  | 'output'
  | 'access'
  | 'advanced'
  | 'preview'
  | 'required'
  | 'moreAbout'
  | 'ready'
  | 'incomplete'
  | 'errors'
  | 'warnings'
  | 'notes'
  | 'choose'
  | 'notSet'
  | 'asWritten'
  | 'remove'
  | 'add'
  | 'start'
  | 'check'
  | 'openText'
  | 'connect'
  | 'changeConnection'
  | 'selectConnection'
  | 'browse'
  | 'copy'
  | 'request'
  | 'posix'
  | 'powershell'
  | 'problems'
  | 'error'
  | 'warning'
  | 'information'
  | 'standsFor'
  | 'notKnown'
  | 'broken'
  | 'brokenHelp'
  | 'line'
  | 'emptyTitle'
  | 'emptyHelp'
  | 'typed'
  | 'loading'
  | 'noChoices'
  | 'choicesCount'
  | 'moreChoices'
  | 'showChoices'
  | 'useFolder'
  | 'useThis'
  | 'up'
  | 'bucketTop'
  | 'loadMore'
  | 'close'
  | 'nothingHere'
  | 'folder'
  | 'object'
  | 'browseTitle'
  | 'goTo'
  | 'commandsLater'
  | 'copied'
  | 'allOfIt';
