import type { PageOptions, ServiceClient } from '../../client/service-client.js';
import { table } from '../terminal/table.js';
import { openClient, printJson, type CommandContext } from './command.js';

/** A list of the org, and how to show it. */
interface Listing<Item> {
  /** The plural, such as `users`. */
  name: string;
  pages: (client: ServiceClient, options: PageOptions) => AsyncGenerator<Item[]>;
  header: readonly string[];
  row: (item: Item) => string[];
}

/** Prints a list once all of its pages are read, since a part would look complete. */
export async function printList<Item>(
  context: CommandContext,
  { name, pages, header, row }: Listing<Item>,
): Promise<number> {
  const { terminal, options } = context;
  const items: Item[] = [];
  let pageCount = 0;
  const { limit } = options;
  for await (const page of pages(await openClient(context), limit === undefined ? {} : { limit })) {
    items.push(...page);
    pageCount++;
    terminal.showProgress(`${items.length} ${name}, page ${pageCount} …`);
  }
  terminal.clearProgress();
  if (options.json) printJson(context, items);
  else if (items.length > 0) {
    const [head, ...lines] = table(header, items.map(row), terminal.width);
    terminal.print(terminal.paint('bold', head!));
    for (const line of lines) terminal.print(line);
  }
  if (items.length > 0) {
    const pagesRead = pageCount > 1 ? ` on ${pageCount} pages` : '';
    terminal.log(terminal.paintLog('dim', `${items.length} ${name}${pagesRead}`));
  } else {
    // Without an admin role, Okta returns an empty list for users, and 403 for apps.
    const remedy = 'Admin Console → Applications → the app → Admin roles.';
    terminal.log(terminal.paintLog('yellow', `No ${name}: the org has none, or the app has no admin role. ${remedy}`));
  }
  return 0;
}
