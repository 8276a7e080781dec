import type { RunCommand } from './command.ts';

export const run: RunCommand = ({ ports }) => {
  ports.log.show();
};
