import type { Note, Relation } from '../../domain/results/note.ts';
import type { PlacedEntity } from '../../domain/results/spans.ts';
import { percentText } from './texts.ts';

/** A relation of the selected entity in words. */
export interface RelationRow {
  readonly relation: Relation;
  /** The kind of relation, with an arrow to the other end. */
  readonly label: string;
  readonly text: string;
}

/** Returns the relations of an entity, each with its other end: an attribute, or the entity it is an attribute of. */
export function relationRows(note: Note, selected: PlacedEntity): readonly RelationRow[] {
  return note.relationsOf(selected).map(relation => {
    const { from, attribute } = relation;
    const isOwn = from === selected;
    const kind =
      attribute.relation === undefined || attribute.relation === attribute.type
        ? attribute.type
        : `${attribute.type} (${attribute.relation})`;
    const scores = [attribute.score, attribute.relationScore].flatMap(score =>
      score === undefined ? [] : [percentText(score)],
    );
    const other = isOwn ? (attribute.text ?? '') : (from.entity.text ?? '');
    return { relation, label: isOwn ? `${kind} →` : `${kind} ←`, text: [other, ...scores].join(' · ') };
  });
}
