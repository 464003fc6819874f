import { connect } from 'node:net';
import { CliError } from './cli-error.js';

/** Where the app and the org listen unless `APP_PORT` and `ORG_PORT` say otherwise. */
export const DEFAULT_PORTS = { APP_PORT: 4200, ORG_PORT: 4280 } as const;

export type PortVariable = keyof typeof DEFAULT_PORTS;

/**
 * Reads a port from the environment.
 *
 * @param shown names the variable in the error, where it may come from a file
 * @throws CliError `ERR_PORT_INVALID` when the variable holds anything but a port
 */
export function readPort(variable: PortVariable, env: NodeJS.ProcessEnv, shown: string = variable): number {
  const value = env[variable];
  if (value === undefined || value === '') return DEFAULT_PORTS[variable];
  const port = /^\d{1,5}$/.test(value) ? Number(value) : 0;
  if (port >= 1 && port <= 65535) return port;
  throw new CliError(
    'ERR_PORT_INVALID',
    `${shown} is "${value}". Set it to a port from 1 to 65535, or leave it out for ${DEFAULT_PORTS[variable]}.`,
  );
}

/**
 * Reads both ports.
 *
 * @throws CliError `ERR_PORT_INVALID`, also when both are the same
 */
export function readPorts(env: NodeJS.ProcessEnv): { app: number; org: number } {
  const app = readPort('APP_PORT', env);
  const org = readPort('ORG_PORT', env);
  if (app !== org) return { app, org };
  throw new CliError('ERR_PORT_INVALID', `APP_PORT and ORG_PORT are both ${app}. Give each a port of its own.`);
}

/**
 * Makes sure that nobody answers at a port, in either address family. To listen is no sufficient test: some systems
 * let one program listen at 127.0.0.1 while another has the same port at all addresses.
 *
 * @throws CliError `ERR_PORT_TAKEN` when somebody does
 */
export async function expectFree(variable: PortVariable, port: number): Promise<void> {
  const answers = await Promise.all(['127.0.0.1', '::1'].map((host) => isAnswered(host, port)));
  if (answers.includes(true)) throw portTaken(variable, port);
}

/** The error about a taken port: it names the port and the variable that changes it. */
export function portTaken(variable: PortVariable, port: number): CliError {
  return new CliError('ERR_PORT_TAKEN', `Port ${port} is taken by another program. ${otherPort(variable, port)}`);
}

/** What to do about a taken port. */
export function otherPort(variable: PortVariable, port: number): string {
  const other = port < 65535 ? port + 1 : port - 1;
  return `End that program, or choose another port: ${variable}=${other}`;
}

function isAnswered(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (answered: boolean): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.once('connect', () => settle(true)).once('error', () => settle(false));
  });
}
