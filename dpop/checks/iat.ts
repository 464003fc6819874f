import type { Check, Fault } from './check.js';
import { shown } from './shown.js';

/** The proof was made a short time ago. */
export const iat: Check<'claims'> = {
  name: 'iat',
  title: 'when the proof was made',
  section: 'RFC 9449 section 4.3 (11)',
  why: 'A stolen proof must soon stop working, and a server cannot remember every used proof forever.',
  needs: ['claims'],
  run: ({ claims: { iat }, request: { now }, options: { lifetime, leeway } }) => {
    const expected = { from: now - lifetime, to: now + leeway };
    let fault: Fault | undefined;
    if (typeof iat !== 'number' || !Number.isFinite(iat)) fault = 'no-iat';
    else if (iat > expected.to) fault = 'issued-in-future';
    else if (iat < expected.from) fault = 'issued-too-long-ago';
    return { expected, actual: shown(iat), fault };
  },
};
