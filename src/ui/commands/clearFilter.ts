import type { RunCommand } from './command.ts';

export const run: RunCommand = ({ ports: { list }, view }) => {
  view.ask({ ...list.query, filter: {} });
};
