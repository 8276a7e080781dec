// The forms in which a spec is handed to another engine; a new one is a new row.
import { type ExportFormId, exportFormIds } from './formIds.ts';
import { writeAirflow } from './airflow.ts';
import { writeWorkflow } from './githubActions.ts';
import { writeSchedule } from './scheduler.ts';
import { writeShell } from './shell.ts';
import type { ExportSource, Exported } from './source.ts';
import { writeStateMachine } from './stepFunctions.ts';

export interface ExportForm {
  /** As it is named on the command line. */
  readonly id: ExportFormId;
  /** The engine's name; not localized. */
  readonly title: string;
  /** What is written. */
  readonly description: string;
  readonly icon: string;
  readonly write: (source: ExportSource) => Exported;
}

const forms: Readonly<Record<ExportFormId, Omit<ExportForm, 'id'>>> = {
  'step-functions': {
    title: 'AWS Step Functions',
    description: 'starts the job and waits for its end; with the policies of the role',
    icon: 'type-hierarchy-sub',
    write: writeStateMachine,
  },
  scheduler: {
    title: 'Amazon EventBridge Scheduler',
    description: 'starts the job by the clock; with the policies of the role',
    icon: 'clock',
    write: writeSchedule,
  },
  airflow: {
    title: 'Apache Airflow',
    description: 'a DAG in Python that starts the job and waits for its end',
    icon: 'symbol-event',
    write: writeAirflow,
  },
  'github-actions': {
    title: 'GitHub Actions',
    description: 'a workflow that checks the spec, starts its job and waits for its end',
    icon: 'github-action',
    write: writeWorkflow,
  },
  shell: {
    title: 'Shell script',
    description: 'POSIX sh with the AWS CLI',
    icon: 'terminal-bash',
    write: writeShell,
  },
};

/** In the order in which they are offered. */
export const exportForms: readonly ExportForm[] = exportFormIds.map(id => ({ id, ...forms[id] }));
