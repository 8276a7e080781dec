import type { RunCommand } from './command.ts';

export const run: RunCommand = ({ report }) => report.show();
