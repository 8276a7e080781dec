// What hovers and tooltips show: Markdown in which nothing but what this room writes is markup.
import * as vscode from 'vscode';
import { markdownCode, markdownText } from '../../domain/markdown.ts';

/** Facts, a line each: a name in bold, which may be empty, and a text. */
export function factsMarkdown(facts: readonly (readonly [string, string])[]): vscode.MarkdownString {
  return new vscode.MarkdownString(facts.map(([name, text]) => `${name === '' ? '' : `**${markdownText(name)}** `}${markdownText(text)}`).join('  \n'));
}

/** What the schema of specs says: Markdown that the extension carries, and that nothing from outside is part of. */
export function schemaMarkdown(text: string): vscode.MarkdownString {
  return new vscode.MarkdownString(text);
}

/** Sentences, each a paragraph of its own; of a value, first its text as code. */
export function hoverMarkdown(sentences: readonly string[], value?: string): vscode.MarkdownString {
  return new vscode.MarkdownString([...(value === undefined ? [] : [markdownCode(value)]), ...sentences.map(markdownText)].join('\n\n'));
}
