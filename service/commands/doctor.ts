import type { Command } from './command.js';

export const doctor: Command = async ({ terminal }) => {
  terminal.print('…');
  return 1;
};
