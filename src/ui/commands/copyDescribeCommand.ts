import { endpointsIn } from '../../domain/endpoints.ts';
import { defined } from '../../domain/defined.ts';
import { l10n } from '../l10n.ts';
import { describeCommand } from '../../domain/spec/awsCliCommand.ts';
import type { Ports } from '../ports.ts';
import { terminalShell } from '../terminalShell.ts';
import type { RunCommand } from './command.ts';
import { copyText } from './copyText.ts';

/** Copies the AWS CLI command that describes a job, quoted for the default terminal shell. */
export const run: RunCommand = (context, target, targets) => {
  const shell = terminalShell();
  return copyText(
    context,
    target,
    targets,
    job =>
      job.partition === 'sandbox' ? undefined : describeCommand(job, shell, optionsOf(job.service, context.ports)),
    job =>
      job.partition === 'sandbox'
        ? l10n.t('a local sandbox job, which only this window can reach')
        : l10n.t('its kind or workflow cannot be named in a command'),
  );
};

function optionsOf(
  service: 'comprehendmedical' | 'entityresolution',
  { settings: { connection, endpoints } }: Ports,
): { profile?: string; endpointUrl?: string } {
  const endpointUrl = endpointsIn(endpoints)[service];
  return {
    ...(connection === undefined || connection.sandbox === true || connection.profile === undefined
      ? {}
      : { profile: connection.profile }),
    ...defined({ endpointUrl }),
  };
}
