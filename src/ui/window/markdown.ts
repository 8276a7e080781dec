// Markdown for hovers and tooltips. Only what this folder writes is markup; everything else is escaped.
import * as vscode from 'vscode';
import { markdownCode, markdownText } from '../../domain/markdown.ts';

/** Formats facts, one per line: a name in bold, which may be empty, and a text. */
export function factsMarkdown(facts: readonly (readonly [string, string])[]): vscode.MarkdownString {
  return new vscode.MarkdownString(
    facts.map(([name, text]) => `${name === '' ? '' : `**${markdownText(name)}** `}${markdownText(text)}`).join('  \n'),
  );
}

/** Wraps Markdown from the schema of specs, which is part of the extension and contains nothing from outside. */
export function schemaMarkdown(text: string): vscode.MarkdownString {
  return new vscode.MarkdownString(text);
}

/** Formats sentences, one per paragraph, after the value as code if there is one. */
export function hoverMarkdown(sentences: readonly string[], value?: string): vscode.MarkdownString {
  return new vscode.MarkdownString(
    [...(value === undefined ? [] : [markdownCode(value)]), ...sentences.map(markdownText)].join('\n\n'),
  );
}

/** A paragraph: words in bold, a text, and a link that runs a command. */
export interface LinkedParagraph {
  readonly strong?: string;
  readonly text: string;
  readonly link?: { readonly title: string; readonly command: string; readonly args: readonly unknown[] };
}

/**
 * Formats paragraphs. Only the commands that they link can be run from them. The editor decodes arguments twice, so a
 * percent sign in them is written as JSON's escape.
 */
export function linkedMarkdown(paragraphs: readonly LinkedParagraph[]): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString(
    paragraphs
      .map(({ strong, text, link }) =>
        [
          ...(strong === undefined || strong === '' ? [] : [`**${markdownText(strong)}**`]),
          ...(text === '' ? [] : [markdownText(text)]),
          ...(link === undefined
            ? []
            : [
                `[${markdownText(link.title)}](command:${link.command}?${encodeURIComponent(JSON.stringify(link.args).replaceAll('%', '\\u0025')).replaceAll(/[()']/g, character => `%${character.charCodeAt(0).toString(16)}`)})`,
              ]),
        ].join(' '),
      )
      .join('\n\n'),
  );
  const commands = paragraphs.flatMap(({ link }) => link?.command ?? []);
  if (commands.length > 0) markdown.isTrusted = { enabledCommands: commands };
  return markdown;
}
