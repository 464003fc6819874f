import { randomInt } from 'node:crypto';
import { listenOnLoopback, PortTakenError } from '../http/loopback.js';

/**
 * A free port, for a program that a test starts. Systems hand out ports from 32768 (Linux) or 49152 on: one
 * below those is given to no server or connection of another test before that program has it.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    try {
      await (await listenOnLoopback(() => undefined, port)).close();
      return port;
    } catch (error) {
      if (!(error instanceof PortTakenError)) throw error;
    }
  }
}
