import type { ServiceClient } from '../client.js';
import { table } from '../terminal/table.js';
import { printJson, type CommandContext } from './command.js';

/** A list of the org, and how it is shown. */
interface Listing<Item> {
  what: string;
  pages: (client: ServiceClient, options: { limit?: number }) => AsyncGenerator<Item[]>;
  header: readonly string[];
  row: (item: Item) => string[];
  /** What it means when there are none. */
  empty: string;
}

/** Prints a list when all of its pages are there: a part of it would look like the whole. */
export async function list<Item>(
  { client, options: { limit, json }, terminal }: CommandContext,
  { what, pages, header, row, empty }: Listing<Item>,
): Promise<number> {
  const items: Item[] = [];
  let count = 0;
  for await (const page of pages(await client(), limit === undefined ? {} : { limit })) {
    items.push(...page);
    count++;
    terminal.progress(`${items.length} ${what}, page ${count} …`);
  }
  terminal.clearProgress();
  if (json) printJson(terminal, items);
  else if (items.length > 0) {
    const [head, ...lines] = table(header, items.map(row), terminal.width);
    terminal.print(terminal.paint('bold', head!));
    for (const line of lines) terminal.print(line);
  }
  if (items.length === 0) terminal.say(terminal.paintError('yellow', `No ${what}. ${empty}`));
  else terminal.say(terminal.paintError('dim', `${items.length} ${what}${count > 1 ? ` on ${count} pages` : ''}`));
  return 0;
}
