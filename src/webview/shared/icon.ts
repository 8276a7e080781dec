/** Creates an icon from its SVG. It is hidden from screen readers, because there is always text beside it. */
export function iconOf(drawing: string, name: string): SVGElement {
  const parsed = new DOMParser().parseFromString(drawing, 'image/svg+xml').documentElement;
  const made = document.importNode(parsed, true) as unknown as SVGElement;
  made.setAttribute('aria-hidden', 'true');
  made.classList.add('icon', name);
  return made;
}
