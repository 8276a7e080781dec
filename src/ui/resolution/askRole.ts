// Asks what a column of an output stands for, where its name does not say it, or says it wrongly.
import { type Role, roleNames, rolesOf } from '../../domain/resolution/roles.ts';
import type { Cells } from '../../domain/tables/records.ts';
import { l10n } from '../l10n.ts';
import { pageAction, pageFact } from '../results/pageParts.ts';
import type { Page } from '../results/protocol.ts';
import { type Choice, pick } from '../window/pick.ts';
import type { ColumnRoles } from './columnRoles.ts';
import { columnName } from './tableTexts.ts';

/** The action of a page that asks. */
export function roleAction(isPrimary = false): Page['actions'][number] {
  return pageAction('role', l10n.t('Set Column Role…'), isPrimary);
}

/** What the columns stand for, as a fact of a page. */
export function roleFact(header: Cells, roles: Readonly<Partial<Record<Role, number>>>): Page['facts'] {
  const named = roleNames.flatMap(role => {
    const column = roles[role];
    return column === undefined ? [] : [l10n.t('{0} is {1}', columnName(header, column), roleText(role))];
  });
  return pageFact(l10n.t('Column roles'), named.join(', '));
}

/** Asks for a column and its role, and sets it. */
export async function askRole(header: Cells, columnRoles: ColumnRoles): Promise<void> {
  const title = l10n.t('Set Column Role');
  const chosen = await columnRoles.of(header);
  const roles = rolesOf(header, chosen);
  const roleOf = (column: number): Role | undefined => roleNames.find(role => roles[role] === column);
  const columns = header.map((_, column) => {
    const role = roleOf(column);
    return {
      column,
      label: columnName(header, column),
      ...(role === undefined ? {} : { description: roleText(role) }),
    };
  });
  const picked = await pick(columns, { title, placeHolder: l10n.t('Select a column') });
  if (picked === undefined) return;
  const { column, label } = picked;
  const choices: (Choice & { readonly role: Role | 'none' | 'byName' })[] = roleNames.map(role => {
    const current = roles[role];
    return {
      role,
      label: roleText(role),
      ...(current === undefined
        ? {}
        : {
            description: current === column ? l10n.t('current') : l10n.t('currently {0}', columnName(header, current)),
          }),
    };
  });
  choices.push({ role: 'none', label: l10n.t('None'), description: l10n.t('an ordinary column') });
  if (chosen.has(column)) choices.push({ role: 'byName', label: l10n.t('Recognize by Name') });
  const answer = await pick(choices, { title, placeHolder: l10n.t('Select what “{0}” contains', label) });
  if (answer !== undefined) await columnRoles.set(header, column, answer.role);
}

function roleText(role: Role): string {
  switch (role) {
    case 'match':
      return l10n.t('Match ID');
    case 'rule':
      return l10n.t('Match rule');
    case 'confidence':
      return l10n.t('Confidence');
    case 'source':
      return l10n.t('Source ID');
    case 'target':
      return l10n.t('Target ID');
    case 'error':
      return l10n.t('Error message');
    case 'input':
      return l10n.t('Input source');
    case 'id':
      return l10n.t('Record ID');
  }
}
