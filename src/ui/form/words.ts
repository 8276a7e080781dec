import { l10n } from 'vscode';
import type { FormWord } from './protocol.ts';

/** The words of the page, in the person's language. */
export function formWords(): Readonly<Record<FormWord, string>> {
  return {
    what: l10n.t('What'), input: l10n.t('Input'), output: l10n.t('Output'), access: l10n.t('Access'), advanced: l10n.t('Advanced'), preview: l10n.t('Preview'),
    required: l10n.t('required'), more: l10n.t('More'), moreAbout: l10n.t('More about {0}'),
    choose: l10n.t('Choose…'), notSet: l10n.t('Not set'), asWritten: l10n.t('{0} (as written)'),
    remove: l10n.t('Remove'), add: l10n.t('Add'), start: l10n.t('Start Job…'), openText: l10n.t('Open as Text'),
    connect: l10n.t('Connect'), changeConnection: l10n.t('Change Connection…'), selectConnection: l10n.t('Select Connection…'),
    browse: l10n.t('Browse…'), copy: l10n.t('Copy'),
    request: l10n.t('Request JSON'), posix: l10n.t('AWS CLI, POSIX shell'), powershell: l10n.t('AWS CLI, PowerShell'),
    problems: l10n.t('Problems'), error: l10n.t('Error'), warning: l10n.t('Warning'), information: l10n.t('Note'),
    standsFor: l10n.t('Stands for “{0}”.'), notKnown: l10n.t('The form does not know this member and leaves it as it is written.'),
    broken: l10n.t('The text of this file cannot be shown as a form'), brokenHelp: l10n.t('The form changes nothing until the text is mended.'),
    line: l10n.t('Line {0}: {1}'), emptyTitle: l10n.t('A new job'), emptyHelp: l10n.t('The file is empty. Choose a kind of job to begin with.'),
    typed: l10n.t('You had typed: {0}'), loading: l10n.t('Asking AWS…'), noChoices: l10n.t('Nothing found. Any value can be typed.'),
    choicesCount: l10n.t('{0} suggestions'), moreChoices: l10n.t('There are more: type to narrow them down.'), showChoices: l10n.t('Show suggestions for {0}'),
    useFolder: l10n.t('Use This Folder'), useThis: l10n.t('Use'), up: l10n.t('One folder up'), bucketTop: l10n.t('Whole bucket'), loadMore: l10n.t('Load More…'), close: l10n.t('Close'),
    nothingHere: l10n.t('Nothing lies here yet.'), folder: l10n.t('Folder'), object: l10n.t('Object'), browseTitle: l10n.t('Browse {0}'), goTo: l10n.t('Go to {0}'),
    copied: l10n.t('Copied'), allOfIt: l10n.t('All of it: {0}'),
    commandsLater: l10n.t('The AWS CLI command is shown once no error is left.'),
  };
}
