// Builds the form from its shape: sections, groups, lists and fields. An unchanged field keeps its element, and so the
// text that is being typed in it.
import type { FormNode, GroupNode, ListNode, Section } from '../../ui/form/protocol.ts';
import { button, element, filled } from '../shared/dom.ts';
import { choiceField, readonlyField, textField } from './field.ts';
import { icon } from './icons.ts';
import * as model from './model.ts';
import { type Part, details, idOf, named, problemList, titled } from './parts.ts';
import { word } from './words.ts';

interface Kept {
  readonly signature: string;
  readonly part: Part;
}

let fields = new Map<string, Kept>();
let parts: Part[] = [];
/** The list to which an entry was just added. The entry gets the focus once it is on the page. */
let addedTo: string | undefined;

/** Creates the elements of all sections, reusing those of unchanged fields. */
export function build(sections: readonly Section[]): readonly HTMLElement[] {
  const before = fields;
  fields = new Map();
  parts = [];
  return sections.map(({ id, nodes }) => {
    const children = fieldsOf(nodes.map(node => elementOf(node, before)));
    const title = element('h2', { text: word(id), attributes: { id: `section-${id}` } });
    return id === 'advanced'
      ? element(
          'section',
          { attributes: { 'aria-labelledby': `section-${id}` } },
          details(
            `section-${id}`,
            title,
            nodes.some(({ type }) => type === 'readonly'),
            children,
          ),
        )
      : element('section', { attributes: { 'aria-labelledby': `section-${id}` } }, title, children);
  });
}

/** Updates every part. */
export function update(): void {
  for (const part of parts) part.update();
  const first = addedTo === undefined ? undefined : [...fields].find(([key]) => key.startsWith(`${addedTo ?? ''}/`));
  if (first === undefined) return;
  addedTo = undefined;
  first[1].part.focusable?.focus();
}

/** Returns the control of a field, or of the first field in a group. */
export function controlOf(key: string): HTMLElement | undefined {
  const own = fields.get(key) ?? [...fields].find(([each]) => each.startsWith(`${key}/`))?.[1];
  return own?.part.focusable ?? document.getElementById(idOf(key, 'field')) ?? undefined;
}

/** Returns the key of the field that a control belongs to. */
export function keyOf(control: EventTarget | null): string | undefined {
  return control === null ? undefined : [...fields].find(([, { part }]) => part.focusable === control)?.[0];
}

/** Returns the key of the field that has the focus. */
export const focusedKey = (): string | undefined => keyOf(document.activeElement);

function elementOf(node: FormNode, before: ReadonlyMap<string, Kept>): HTMLElement {
  switch (node.type) {
    case 'group':
      return groupOf(node, before);
    case 'list':
      return listOf(node, before);
    default: {
      const signature = JSON.stringify(node);
      const kept = before.get(node.key);
      const part =
        kept?.signature === signature
          ? kept.part
          : node.type === 'text'
            ? textField(node)
            : node.type === 'choice'
              ? choiceField(node)
              : readonlyField(node);
      fields.set(node.key, { signature, part });
      parts.push(part);
      return part.element;
    }
  }
}

/** Lays out fields side by side if there is room. */
const fieldsOf = (children: readonly HTMLElement[]): HTMLElement => element('div', { class: 'fields' }, ...children);

function groupOf(node: GroupNode, before: ReadonlyMap<string, Kept>, ...more: readonly HTMLElement[]): HTMLElement {
  const problems = problemList(node);
  parts.push(problems);
  return element(
    'fieldset',
    {},
    element('legend', { class: 'unseen', text: node.label }),
    ...titled(node, element('h3', {}, ...named(node))),
    problems.element,
    fieldsOf(node.nodes.map(child => elementOf(child, before))),
    ...more,
  );
}

function listOf(node: ListNode, before: ReadonlyMap<string, Kept>): HTMLElement {
  const { key, label, required, entries, canAdd } = node;
  const problems = problemList(node);
  parts.push(problems);
  const only = entries.length === 1 ? entries[0] : undefined;
  const removeButton = (entry: GroupNode): HTMLElement =>
    button(
      word('remove'),
      () => {
        model.remove(entry.key);
      },
      { icon: icon('trash'), attributes: { 'aria-label': `${word('remove')}: ${entry.label}` } },
    );
  const canRemove = !required || entries.length > 1;
  // A list that always has exactly one entry is shown as that entry.
  const shown =
    only !== undefined && !canAdd
      ? [fieldsOf(only.nodes.map(child => elementOf(child, before)))]
      : entries.map((entry, index) =>
          groupOf(
            { ...entry, label: `${entry.label} ${index + 1}` },
            before,
            ...(canRemove ? [removeButton(entry)] : []),
          ),
        );
  return element(
    'fieldset',
    {},
    element('legend', { class: 'unseen', text: label }),
    ...titled(node, element('h3', {}, ...named(node))),
    problems.element,
    ...shown,
    ...(only !== undefined && !canAdd && canRemove ? [removeButton(only)] : []),
    ...(canAdd
      ? [
          button(
            word('add'),
            () => {
              addedTo = key;
              model.add(key);
            },
            { icon: icon('add'), attributes: { 'aria-label': filled(`${word('add')}: {0}`, label) } },
          ),
        ]
      : []),
  );
}
