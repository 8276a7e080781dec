const parsed = new Map<string, Node>();

/**
 * Creates an icon from its SVG. It is hidden from screen readers, because there is always text beside it. A drawing is
 * parsed once: that takes half a millisecond, and a page has dozens of icons.
 */
export function iconOf(drawing: string, name: string): SVGElement {
  const known = parsed.get(drawing) ?? new DOMParser().parseFromString(drawing, 'image/svg+xml').documentElement;
  parsed.set(drawing, known);
  const made = document.importNode(known, true) as unknown as SVGElement;
  made.setAttribute('aria-hidden', 'true');
  made.classList.add('icon', name);
  return made;
}
