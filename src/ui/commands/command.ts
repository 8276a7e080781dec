import { type CommandId } from '../../ids.ts';
import { type SpecDiagnostics } from '../diagnostics.ts';
import { type Ports } from '../ports.ts';
import { type StartRoom } from '../startSpec.ts';
import { type JobsView } from '../tree/view.ts';

/** What every command is given. */
export interface CommandRoom extends StartRoom {
  readonly ports: Ports;
  readonly diagnostics: SpecDiagnostics;
  readonly view: JobsView;
}

/** One command: its id, and what it does. The first argument is what the menu was opened on; the palette gives none. */
export interface Command {
  readonly id: CommandId;
  readonly run: (room: CommandRoom, target?: unknown) => unknown;
}
