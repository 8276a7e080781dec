// Matches the names of a request, as languages and services spell them, to those of a kind's request.
import { maxOf } from '../extremes.ts';
import { type JobKind, jobKinds } from '../jobs/kinds.ts';
import { type JsonObject, type JsonValue, isJsonObject } from '../json.ts';
import { members, required } from '../spec/validate.generated.js';
import { plain } from './operations.ts';
import type { Variables } from './variables.ts';

const membersOf = (place: string): readonly string[] => members[place] ?? [];

/** Returns the member at a place that a name means: the name itself, or the one that differs only in case and marks. */
export function memberMeant(name: string, place: string): string | undefined {
  const known = membersOf(place);
  if (known.includes(name)) return name;
  const meant = plain(name);
  return known.find(each => plain(each) === meant);
}

/**
 * Returns the kinds of job that a request with these members may be meant for: those that have the most of them. The five kinds of
 * Comprehend Medical take the same request, so either all or none of them match; a member that no kind has excludes
 * none.
 */
export function kindsFitting(names: readonly string[]): readonly JobKind[] {
  const known = ({ definition }: JobKind): number =>
    names.filter(name => memberMeant(name, definition) !== undefined).length;
  const most = maxOf(jobKinds, known);
  return most === 0 ? [] : jobKinds.filter(kind => known(kind) === most);
}

/** A request with its names matched, and the pairs that differed. */
export interface Matched {
  readonly request: JsonObject;
  /** `found → AWS's name`, once each. */
  readonly renamed: readonly string[];
}

/**
 * Matches the names of a kind's request. Names that match none are kept, so that the check reports them; so is one
 * whose match is there, too.
 */
export function matchMembers(kind: JobKind, request: JsonValue, variables: Variables): Matched {
  const renamed = new Set<string>();
  /** Stands for an object that the text only names: of a request, the members it must have; of a part, all. */
  const asObject = (mark: string, place: string): JsonObject =>
    Object.fromEntries(
      ((place === kind.definition ? required : members)[place] ?? []).map(name => [
        name,
        match(variables.mark(`${variables.sourceOf(mark)}.${name}`, name), `${place}/${name}`),
      ]),
    );
  const match = (value: JsonValue, place: string): JsonValue => {
    const inList = `${place}/*`;
    if (Array.isArray(value)) return (value as readonly JsonValue[]).map(entry => match(entry, inList));
    if (variables.isMark(value)) {
      if (members[place] !== undefined) return asObject(value, place);
      return members[inList] === undefined ? value : [asObject(value, inList)];
    }
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, member]) => {
        if (member === undefined) return [];
        const meant = memberMeant(name, place) ?? name;
        const free = meant === name || !Object.hasOwn(value, meant);
        if (free && meant !== name) renamed.add(`${name} → ${meant}`);
        return [[free ? meant : name, match(member, `${place}/${free ? meant : name}`)]];
      }),
    );
  };
  const matched = match(request, kind.definition);
  return { request: isJsonObject(matched) ? matched : {}, renamed: [...renamed] };
}
