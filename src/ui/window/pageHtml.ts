/** The values in the page's head. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** The webview's `cspSource`, from which the editor serves the extension's files. */
  readonly cspSource: string;
  readonly nonce: string;
  readonly language: string;
  readonly title: string;
}

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);

/**
 * Returns the page's HTML. Its content security policy allows only its one script and the extension's styles, and no
 * requests or form submissions.
 */
export function pageHtml({ script, style, cspSource, nonce, language, title }: PageParts): string {
  const policy = `default-src 'none'; style-src ${cspSource}; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="${escaped(style)}">
</head>
<body>
<script nonce="${escaped(nonce)}" type="module" src="${escaped(script)}"></script>
</body>
</html>
`;
}
