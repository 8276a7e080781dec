// Elements are created only here, from names and texts, so that text from a document never becomes HTML.

interface Options {
  readonly class?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly onClick?: () => void;
}

/** Creates an element with a class, text, attributes and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  options: Options = {},
  ...children: readonly Node[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (options.class !== undefined) element.className = options.class;
  if (options.text !== undefined) element.textContent = options.text;
  for (const [name, value] of Object.entries(options.attributes ?? {})) element.setAttribute(name, value);
  if (options.onClick !== undefined) element.addEventListener('click', options.onClick);
  element.append(...children);
  return element;
}

/** Creates an element of a drawing with attributes and children. */
export function drawn<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Node[]
): SVGElementTagNameMap[K] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Creates a button with a text, after an optional icon. */
export function button(
  text: string,
  onClick: () => void,
  { icon, ...options }: Options & { readonly icon?: SVGElement } = {},
): HTMLButtonElement {
  return element(
    'button',
    { class: 'vscode-button secondary', ...options, attributes: { type: 'button', ...options.attributes }, onClick },
    ...(icon === undefined ? [] : [icon]),
    element('span', { text }),
  );
}

/** Shows or hides an element, for assistive technology too. */
export function show(made: HTMLElement, isShown: boolean): void {
  made.hidden = !isShown;
}

/** Replaces {0}, {1}… with values. */
export function filled(words: string, ...values: readonly (string | number)[]): string {
  return words.replaceAll(/\{(\d)\}/g, (place, index: string) => String(values[Number(index)] ?? place));
}

/** Sets an element's text if it differs, because screen readers announce text that is set again. */
export function write(made: Element, text: string): void {
  if (made.textContent !== text) made.textContent = text;
}
