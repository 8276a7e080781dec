import type { KnownWorkflow, WorkflowLookup } from '../domain/spec/checked.ts';
import * as vscode from 'vscode';
import type { Ports } from './ports.ts';

/**
 * Resolves with what the account knows about the workflow that a check asks about, or undefined if that is not known:
 * not connected, workspace not trusted, call refused, or no answer in time. Never rejects.
 */
export async function knownWorkflow(
  { live, log }: Pick<Ports, 'live' | 'log'>,
  { kind, name, region }: WorkflowLookup,
): Promise<KnownWorkflow | undefined> {
  try {
    const answer = vscode.workspace.isTrusted ? await live.port?.workflow(kind, region, name) : undefined;
    const isIncremental = answer?.ok === true ? answer.value.isIncremental : undefined;
    return isIncremental === undefined ? undefined : { name, region, isIncremental };
  } catch (fault) {
    log.fault('workflow not readable', fault);
    return undefined;
  }
}
