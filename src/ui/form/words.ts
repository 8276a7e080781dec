import { l10n } from 'vscode';
import type { FormWord } from './protocol.ts';

/** Returns the texts of the page, localized. */
export function formWords(): Readonly<Record<FormWord, string>> {
  return {
    what: l10n.t('Job'), input: l10n.t('Input'), output: l10n.t('Output'), access: l10n.t('Access'), advanced: l10n.t('Advanced'), preview: l10n.t('Preview'),
    required: l10n.t('required'), moreAbout: l10n.t('More about {0}'),
    ready: l10n.t('Ready to start'), incomplete: l10n.t('Fill in the required fields'),
    errors: l10n.t('{0, plural, one {# error} other {# errors}}'), warnings: l10n.t('{0, plural, one {# warning} other {# warnings}}'), notes: l10n.t('{0, plural, one {# note} other {# notes}}'),
    choose: l10n.t('Select…'), notSet: l10n.t('Not set'), asWritten: l10n.t('{0} (as written)'),
    remove: l10n.t('Remove'), add: l10n.t('Add'), start: l10n.t('Start Job…'), openText: l10n.t('Open as Text'),
    connect: l10n.t('Connect'), changeConnection: l10n.t('Change Connection…'), selectConnection: l10n.t('Select Connection…'),
    browse: l10n.t('Browse…'), copy: l10n.t('Copy'),
    request: l10n.t('Request JSON'), posix: l10n.t('AWS CLI (bash, zsh)'), powershell: l10n.t('AWS CLI (PowerShell)'),
    problems: l10n.t('Problems'), error: l10n.t('Error'), warning: l10n.t('Warning'), information: l10n.t('Note'),
    standsFor: l10n.t('Value: {0}'), notKnown: l10n.t('Unknown member. The form leaves it unchanged.'),
    broken: l10n.t('This file cannot be shown as a form'), brokenHelp: l10n.t('Fix the JSON to continue. The form does not change the file until then.'),
    line: l10n.t('Line {0}: {1}'), emptyTitle: l10n.t('New job'), emptyHelp: l10n.t('This file is empty. Select the kind of job to create.'),
    typed: l10n.t('You typed: {0}'), loading: l10n.t('Loading…'), noChoices: l10n.t('No matches. You can enter any value.'),
    choicesCount: l10n.t('{0, plural, one {# suggestion} other {# suggestions}}'), moreChoices: l10n.t('More results available. Type to filter.'), showChoices: l10n.t('Show suggestions for {0}'),
    useFolder: l10n.t('Use This Folder'), useThis: l10n.t('Use'), up: l10n.t('Parent Folder'), bucketTop: l10n.t('Whole bucket'), loadMore: l10n.t('Load More…'), close: l10n.t('Close'),
    nothingHere: l10n.t('This folder is empty.'), folder: l10n.t('Folder'), object: l10n.t('Object'), browseTitle: l10n.t('Browse {0}'), goTo: l10n.t('Go to {0}'),
    copied: l10n.t('Copied'), allOfIt: l10n.t('Total: {0}'),
    commandsLater: l10n.t('The AWS CLI command appears here when the form has no errors.'),
  };
}
