import { isConfigured, ownKeysFolder } from '../configuration.js';
import { usage } from '../options.js';
import { generateKeys, OWN_KEY_FILES, ownKeys } from '../own-keys.js';
import type { SigningKey } from '../signing-key.js';
import { join } from 'node:path';
import { printJson, type Command, type CommandContext } from './command.js';

/** Makes the service's keys, or shows their public halves. */
export const keys: Command = async (context) => {
  const [what = '', ...rest] = context.options.operands;
  if (rest.length > 0 || !['generate', 'show'].includes(what)) throw usage('keys expects generate or show.');
  if (what === 'generate') await generate(context);
  else await show(context);
  return 0;
};

async function generate(context: CommandContext): Promise<void> {
  const { options, variables, terminal } = context;
  const folder = ownKeysFolder(variables);
  const pairs = await generateKeys(folder, options.alg ?? 'ES256', options.replace);
  terminal.say(`Made two keys in ${folder}, readable by you alone.`);
  print(context, [
    ['client', pairs.client, join(folder, OWN_KEY_FILES.client)],
    ['proof', pairs.proof, join(folder, OWN_KEY_FILES.proof)],
  ]);
}

async function show(context: CommandContext): Promise<void> {
  const { options, variables } = context;
  if (options.alg || options.replace) throw usage('--alg and --replace are for keys generate.');
  if (!isConfigured(variables)) {
    const folder = ownKeysFolder(variables);
    const { client, proof } = await ownKeys(folder);
    print(context, [
      ['client', client, join(folder, OWN_KEY_FILES.client)],
      ['proof', proof, join(folder, OWN_KEY_FILES.proof)],
    ]);
    return;
  }
  const { clientKey, proofKey, keyFiles } = await context.configuration();
  print(context, [
    ['client', clientKey, keyFiles.client],
    ...(proofKey ? [['proof', proofKey, keyFiles.proof!] as const] : []),
  ]);
}

const MEANT = {
  client:
    'authenticates the client: in the Admin Console → the app → General → Client Credentials → Edit → Add key, paste it, Done, Save',
  proof: 'signs proofs: it is registered nowhere',
};

function print(
  { options, terminal }: CommandContext,
  pairs: (readonly [keyof typeof MEANT, SigningKey, string])[],
): void {
  const shown = pairs.map(([use, { jwk, kid, alg, jkt }, file]) => ({
    use,
    file,
    thumbprint: jkt,
    // As the Admin Console takes it.
    publicKey: { ...jwk, ...(kid !== undefined && { kid }), use: 'sig', alg },
  }));
  if (options.json) {
    printJson(terminal, shown);
    return;
  }
  for (const { use, file, thumbprint, publicKey } of shown) {
    terminal.print();
    terminal.print(`${terminal.paint('bold', `${use} key`)}  ${MEANT[use]}`);
    terminal.print(terminal.paint('dim', `  file        ${file}`));
    terminal.print(terminal.paint('dim', `  thumbprint  ${thumbprint}`));
    for (const line of JSON.stringify(publicKey, undefined, 2).split('\n')) terminal.print(`  ${line}`);
  }
}
