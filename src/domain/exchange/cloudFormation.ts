// The functions of CloudFormation in templates. Nothing resolves them here, so they become variables.
import { type JsonValue, isJsonObject } from '../json.ts';
import type { Variables } from './variables.ts';

/** `${Name}`, `${Resource.Attribute}`, `${AWS::Region}`; `${!x}` is a literal `${x}`. */
const substitution = /\$\{(!?)([\w.:]{1,100})\}/g;

const withoutPrefix = (name: string): string => name.replace(/^AWS::/, '');

/** Replaces the `${Name}` of a text by variables. */
export function substituted(text: string, variables: Variables): string {
  return text.replaceAll(substitution, (_, literal: string, name: string) =>
    literal === '' ? variables.mark(withoutPrefix(name)) : `\${${name}}`,
  );
}

function textOf(name: string, argument: JsonValue, member: string, variables: Variables): string {
  if (name === 'Ref' && typeof argument === 'string') return variables.mark(withoutPrefix(argument), member);
  if (name === 'Fn::GetAtt') {
    const path = Array.isArray(argument)
      ? (argument as readonly JsonValue[]).filter(each => typeof each === 'string').join('.')
      : argument;
    if (typeof path === 'string') return variables.mark(path, member);
  }
  const list: readonly JsonValue[] = Array.isArray(argument) ? (argument as readonly JsonValue[]) : [argument];
  if (name === 'Fn::Sub' && typeof list[0] === 'string') return substituted(list[0], variables);
  const [separator, parts] = list;
  if (name === 'Fn::Join' && typeof separator === 'string' && Array.isArray(parts)) {
    const texts = (parts as readonly JsonValue[]).filter(part => typeof part === 'string');
    if (texts.length === parts.length) return texts.join(separator);
  }
  return variables.mark(`${name} ${JSON.stringify(argument)}`, member);
}

/** Replaces the functions in a value by texts with variables. The value is not nested deeper than a hundred levels. */
export function withoutFunctions(value: JsonValue, variables: Variables, member = ''): JsonValue {
  if (Array.isArray(value))
    return (value as readonly JsonValue[]).map(entry => withoutFunctions(entry, variables, member));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).flatMap(([name, each]): [string, JsonValue][] =>
    each === undefined ? [] : [[name, withoutFunctions(each, variables, name)]],
  );
  const [only] = entries;
  return entries.length === 1 && only !== undefined && /^(?:Ref|Fn::\w{1,40})$/.test(only[0])
    ? textOf(only[0], only[1], member, variables)
    : Object.fromEntries(entries);
}
