// Elements are made here and nowhere else, from names and texts: what a document says never becomes HTML.

interface Options {
  readonly class?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly onClick?: () => void;
}

/** An element with its class, text, attributes and children. */
export function element<K extends keyof HTMLElementTagNameMap>(tag: K, options: Options = {}, ...children: readonly Node[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (options.class !== undefined) made.className = options.class;
  if (options.text !== undefined) made.textContent = options.text;
  for (const [name, value] of Object.entries(options.attributes ?? {})) made.setAttribute(name, value);
  if (options.onClick !== undefined) made.addEventListener('click', options.onClick);
  made.append(...children);
  return made;
}

/** A button with a word on it, and an icon before it if there is one. */
export function button(text: string, onClick: () => void, { icon, ...options }: Options & { readonly icon?: SVGElement } = {}): HTMLButtonElement {
  return element('button', { class: 'vscode-button secondary', ...options, attributes: { type: 'button', ...options.attributes }, onClick }, ...(icon === undefined ? [] : [icon]), element('span', { text }));
}

/** Shows an element or takes it out of everybody's sight. */
export function show(made: HTMLElement, isShown: boolean): void {
  made.hidden = !isShown;
}

/** Puts words in the places of {0}, {1}… */
export function filled(words: string, ...values: readonly (string | number)[]): string {
  return words.replaceAll(/\{(\d)\}/g, (place, index: string) => String(values[Number(index)] ?? place));
}

/** Writes a text if it is another: what is written anew is read out anew. */
export function write(made: Element, text: string): void {
  if (made.textContent !== text) made.textContent = text;
}
