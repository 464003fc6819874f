import { keysFolder } from '../../configuration/local-configuration.js';
import { isConfigured } from '../../configuration/variable-names.js';
import { generateKeys, keyFile, loadKeys, type KeyUse, type SigningKeys } from '../../keys/key-files.js';
import { usageError } from '../options.js';
import type { SigningKey } from '../../keys/signing-key.js';
import { printableJson, sanitize, wrap } from '../terminal/text.js';
import { noticeExposedKeys, printJson, type Command, type CommandContext } from './command.js';

/** Creates the service's keys, or shows the public ones. */
export const keys: Command = async (context) => {
  const [action = '', ...rest] = context.options.operands;
  if (rest.length > 0 || !['generate', 'show'].includes(action))
    throw usageError('keys expects generate or show, such as: keys show');
  if (action === 'generate') await generate(context);
  else await show(context);
  return 0;
};

/** A key to print. */
interface KeyEntry {
  use: KeyUse;
  file: string;
  key: SigningKey;
}

async function generate(context: CommandContext): Promise<void> {
  const { options, variables, terminal } = context;
  const folder = keysFolder(variables);
  const created = await generateKeys(folder, options.alg ?? 'ES256', options.replace);
  terminal.log(`Created two keys in ${sanitize(folder)}. Only your user can read them.`);
  printKeys(context, entriesIn(folder, created));
}

async function show(context: CommandContext): Promise<void> {
  const { options, variables } = context;
  if (options.alg || options.replace) throw usageError('--alg and --replace apply to keys generate only.');
  if (options.local || !isConfigured(variables)) {
    const folder = keysFolder(variables);
    const entries = entriesIn(folder, await loadKeys(folder));
    noticeExposedKeys(
      context,
      entries.map(({ file }) => file),
    );
    printKeys(context, entries);
    return;
  }
  const { clientKey, proofKey, keyFiles } = await context.configuration();
  noticeExposedKeys(context, Object.values(keyFiles));
  const entries: KeyEntry[] = [{ use: 'client', file: keyFiles.client, key: clientKey }];
  if (proofKey) entries.push({ use: 'proof', file: keyFiles.proof!, key: proofKey });
  printKeys(context, entries);
}

function entriesIn(folder: string, { client, proof }: SigningKeys): KeyEntry[] {
  return [
    { use: 'client', file: keyFile(folder, 'client'), key: client },
    { use: 'proof', file: keyFile(folder, 'proof'), key: proof },
  ];
}

const PURPOSE: Record<KeyUse, string> = {
  client:
    'authenticates the client. Register it: Admin Console → Applications → the app → General → Client Credentials → Edit → Add key, paste it, choose Done, then Save.',
  proof: 'signs proofs. It is not registered anywhere.',
};

function printKeys(context: CommandContext, entries: readonly KeyEntry[]): void {
  const { options, terminal } = context;
  const shown = entries.map(({ use, file, key: { jwk, kid, alg, jkt } }) => ({
    use,
    file,
    thumbprint: jkt,
    // The members that the Admin Console expects.
    publicKey: { ...jwk, ...(kid !== undefined && { kid }), use: 'sig', alg },
  }));
  if (options.json) {
    printJson(context, shown);
    return;
  }
  for (const { use, file, thumbprint, publicKey } of shown) {
    terminal.print();
    terminal.print(wrap(`${terminal.paint('bold', `${use} key`)}  `, PURPOSE[use], Math.min(terminal.width, 100)));
    terminal.print(terminal.paint('dim', `  file        ${sanitize(file)}`));
    terminal.print(terminal.paint('dim', `  thumbprint  ${thumbprint}`));
    for (const line of printableJson(publicKey, 2).split('\n')) terminal.print(`  ${line}`);
  }
}
