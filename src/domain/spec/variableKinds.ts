// The kinds of variables, in VS Code's notation; everything that differs is in a kind's row here.
import { type NoOverlay, type Overlay, overlayNames, overlayValue } from './overlay.ts';
import type { Message } from './problem.ts';
import { namesSecret } from './secrets.ts';
import { nearest } from './suggest.ts';

/** The sources of values. If a source is absent, its variables have no value, which is not a problem. */
export interface VariableSources {
  /** Reads the environment; `withheld`: not read, because the workspace is not trusted. */
  readonly env?: ((name: string) => string | undefined) | 'withheld';
  /** The name of the workspace folder that contains the spec; `none`: it is in none. */
  readonly folder?: { readonly name: string } | 'none';
  /** Milliseconds since 1970 UTC. */
  readonly now?: number;
  /** The user's inputs, by prompt. */
  readonly inputs?: ReadonlyMap<string, string>;
  /** Values of `${var:…}` that precede those of the overlay, by name. */
  readonly values?: ReadonlyMap<string, string>;
  readonly overlay?: Overlay | NoOverlay;
  /** Whether a text contains a known secret, such as a credential of the connection. */
  readonly holdsSecret?: (text: string) => boolean;
}

/** Why a variable has no value, as the code and message of a problem. */
export type Unresolved =
  | { readonly code: 'AJ080' | 'AJ081' | 'AJ083'; readonly told: Message }
  | { readonly code: 'AJ082'; readonly told: string };

/** The value, or why there is none; undefined if the source is absent. */
export type Lookup = { readonly value: string } | Unresolved | undefined;

export interface VariableKind {
  readonly name: string;
  /** Its notation, for display. */
  readonly form: string;
  /** The meaning of the part after the colon; absent if there is no colon. */
  readonly argument?: string;
  readonly lookup: (argument: string, sources: VariableSources) => Lookup;
}

const unresolved = (what: string, next: string): Unresolved => ({ code: 'AJ081', told: { what, next } });

const dateForm = /^(?:YYYY|MM|DD|HH|mm)(?:[-/_T]?(?:YYYY|MM|DD|HH|mm))*$/;

/** Formats a time in UTC with YYYY, MM, DD, HH and mm. `now`: milliseconds since 1970 UTC. */
function dateText(form: string, now: number): string {
  const date = new Date(now);
  const parts: Readonly<Record<string, number>> = {
    YYYY: date.getUTCFullYear(),
    MM: date.getUTCMonth() + 1,
    DD: date.getUTCDate(),
    HH: date.getUTCHours(),
    mm: date.getUTCMinutes(),
  };
  return form.replaceAll(/YYYY|MM|DD|HH|mm/g, token => String(parts[token]).padStart(token.length, '0'));
}

function fromOverlay(name: string, overlay: Overlay | NoOverlay): Lookup {
  if ('problem' in overlay) return unresolved(overlay.problem, overlay.next);
  const found = overlayValue(overlay, name);
  if ('value' in found) return found;
  const meant = Object.hasOwn(overlay.members, name) ? undefined : nearest(name, overlayNames(overlay));
  return unresolved(meant === undefined ? found.problem : `${found.problem} Did you mean "${meant}"?`, found.next);
}

function fromValues(name: string, { overlay, values }: VariableSources): Lookup {
  const value = values?.get(name);
  return value === undefined ? overlay && fromOverlay(name, overlay) : { value };
}

/** Shortens a name for a message. */
const shortened = (name: string): string => (name.length <= 60 ? name : `${name.slice(0, 59)}…`);

function fromEnvironment(name: string, env: NonNullable<VariableSources['env']>): Lookup {
  if (namesSecret(name))
    return {
      code: 'AJ083',
      told: {
        what: `By its name, ${shortened(name)} holds a secret, and a request is kept and shown. It is not read.`,
        next: 'Use another variable.',
      },
    };
  if (env === 'withheld')
    return {
      code: 'AJ082',
      told: 'In a workspace that is not trusted the environment is not read, so the value is not checked.',
    };
  const value = env(name);
  return value === undefined
    ? unresolved(
        `The environment variable ${shortened(name)} is not set.`,
        'Set it and start the editor from where it is set.',
      )
    : { value };
}

function fromDate(form: string, now: number | undefined): Lookup {
  if (!dateForm.test(form))
    return {
      code: 'AJ080',
      told: {
        next: 'Write a date with YYYY, MM, DD, HH and mm, with - / _ or T between them, as in ${date:YYYY-MM-DD}. It is in UTC.',
      },
    };
  return now === undefined ? undefined : { value: dateText(form, now) };
}

function fromInput(prompt: string, inputs: ReadonlyMap<string, string> | undefined): Lookup {
  const value = inputs?.get(prompt);
  return value === undefined ? undefined : { value };
}

function fromFolder(folder: NonNullable<VariableSources['folder']>): Lookup {
  return folder === 'none'
    ? unresolved('The file is in no folder of the workspace.', 'Open its folder, or write the name itself.')
    : { value: folder.name };
}

/** Every kind of variable, in completion order. */
export const variableKinds: readonly VariableKind[] = [
  {
    name: 'var',
    form: '${var:name}',
    argument: 'a name of the variables overlay',
    lookup: fromValues,
  },
  {
    name: 'date',
    form: '${date:YYYY-MM-DD}',
    argument: 'YYYY, MM, DD, HH and mm, with - / _ or T between them',
    lookup: (form, { now }) => fromDate(form, now),
  },
  {
    name: 'input',
    form: '${input:prompt text}',
    argument: 'the question to ask at the start',
    lookup: (prompt, { inputs }) => fromInput(prompt, inputs),
  },
  {
    name: 'env',
    form: '${env:NAME}',
    argument: 'the name of an environment variable',
    lookup: (name, { env }) => (env === undefined ? undefined : fromEnvironment(name, env)),
  },
  {
    name: 'workspaceFolderBasename',
    form: '${workspaceFolderBasename}',
    lookup: (_, { folder }) => (folder === undefined ? undefined : fromFolder(folder)),
  },
];
