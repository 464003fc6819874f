import type { Surroundings } from '../dpop/attacks/run-attacks.js';
import { send } from './send.js';

interface Decision {
  checks: { check: string; passed: boolean }[];
}

/**
 * The practice org as a target. It tells which check stopped a request (docs/practice-switches.md).
 *
 * @param origin the org's address
 */
export function practiceOrg(origin: string, signal: AbortSignal): Surroundings {
  return {
    send: (request) => send(request, signal),
    checkThatStopped: async ({ headers }) => {
      const id = headers['x-okta-request-id'];
      if (typeof id !== 'string') return undefined;
      const response = await fetch(`${origin}/practice/v1/decisions?request=${encodeURIComponent(id)}`, { signal });
      if (!response.ok) return undefined;
      const { checks } = (await response.json()) as Decision;
      // It stops at the first that fails, unless that is the one that it ignores.
      const last = checks.at(-1);
      return last?.passed === false ? last.check : undefined;
    },
  };
}
