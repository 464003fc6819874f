import { parseArgs } from 'node:util';
import { CliError } from '../cli/cli-error.js';
import { isLoopback } from '../cli/loopback.js';
import type { Attack } from '../dpop/attacks/attack.js';
import { ATTACKS } from '../dpop/attacks/catalogue.js';
import { TOKEN_ATTACKS, type TokenAttack } from '../dpop/attacks/token-endpoint.js';

/** Requests a second to a server that is not on this machine, unless said otherwise. */
const DEFAULT_RATE = 5;

/** What `npm run attack` was asked for. */
export interface Options {
  help: boolean;
  list: boolean;
  json: boolean;
  junit: boolean;
  /** The attacks to run on a resource server; all of them if none was named. */
  attacks: readonly Attack[];
  /** Those on an authorization server, which is the practice org; none with another target. */
  tokenAttacks: readonly TokenAttack[];
  /** Another target than the practice org. */
  target?: Target;
}

/** An API of the user's own. */
export interface Target {
  resource: URL;
  /** Requests a second; undefined: as many as there are. */
  rate?: number;
  /** Where token and key come from. */
  credentials:
    | { from: 'files'; token: string; key: string }
    | { from: 'issuer'; issuer: URL; clientId: string; clientKey: string; scope?: string };
}

/**
 * Reads the arguments.
 *
 * @throws CliError `ERR_ARGUMENT` that says what was expected
 */
export function readOptions(args: string[]): Options {
  const { values, positionals } = parse(args);
  const unknown = positionals.filter((id) => ![...ATTACKS, ...TOKEN_ATTACKS].some((attack) => attack.id === id));
  if (unknown.length > 0) {
    throw wrong(`There is no attack "${unknown[0]}". See them all: npm run attack -- --list`);
  }
  const target = readTarget(values);
  const isWanted = ({ id }: { id: string }): boolean => positionals.length === 0 || positionals.includes(id);
  const tokenAttacks = TOKEN_ATTACKS.filter(isWanted);
  if (target && positionals.length > 0 && tokenAttacks.length > 0) {
    throw wrong(`"${tokenAttacks[0]!.id}" is an attack on an authorization server. It runs on the practice org only.`);
  }
  return {
    help: values.help,
    list: values.list,
    json: values.json,
    junit: values.junit,
    attacks: ATTACKS.filter(isWanted),
    tokenAttacks: target ? [] : tokenAttacks,
    ...(target && { target }),
  };
}

type Values = ReturnType<typeof parse>['values'];

function parse(args: string[]) {
  const flag = { type: 'boolean', default: false } as const;
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        'help': { ...flag, short: 'h' },
        'list': flag,
        'json': flag,
        'junit': flag,
        'resource': text,
        'mine': flag,
        'rate': text,
        'token': text,
        'key': text,
        'issuer': text,
        'client-id': text,
        'client-key': text,
        'scope': text,
      },
    });
  } catch (cause) {
    throw new CliError('ERR_ARGUMENT', `${(cause as Error).message}. See: npm run attack -- --help`, { cause });
  }
}

function readTarget(values: Values): Target | undefined {
  const { resource: address, token, key, issuer, scope } = values;
  const [clientId, clientKey] = [values['client-id'], values['client-key']];
  if (address === undefined) {
    const given = (['token', 'key', 'issuer', 'client-id', 'client-key', 'scope', 'rate'] as const).find(
      (name) => values[name] !== undefined,
    );
    if (given) throw wrong(`--${given} is for an API of your own, which --resource names.`);
    return undefined;
  }
  const resource = addressOf('resource', address);
  const isHere = isLoopback(resource.hostname);
  if (!isHere && !values.mine) {
    throw wrong(
      `${resource.host} is not on this machine. Attack only what is yours: repeat the command with --mine if it is.`,
    );
  }
  const rate = values.rate === undefined ? (isHere ? undefined : DEFAULT_RATE) : Number(values.rate);
  if (rate !== undefined && !(rate > 0))
    throw wrong(`--rate is "${values.rate}". Expected requests a second, such as 5.`);
  return { resource, ...(rate !== undefined && { rate }), credentials: credentials() };

  function credentials(): Target['credentials'] {
    if (token !== undefined && key !== undefined) return { from: 'files', token, key };
    if (issuer !== undefined && clientId !== undefined && clientKey !== undefined) {
      return {
        from: 'issuer',
        issuer: addressOf('issuer', issuer),
        clientId,
        clientKey,
        ...(scope !== undefined && { scope }),
      };
    }
    throw wrong(
      'An API needs a token: expected --token and --key (files with an access token and the private JWK that it is bound to), or --issuer, --client-id and --client-key.',
    );
  }
}

function addressOf(option: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.hash === '') return url;
  throw wrong(`--${option} is "${text}". Expected an address such as https://api.example.com/orders`);
}

function wrong(message: string): CliError {
  return new CliError('ERR_ARGUMENT', message);
}
