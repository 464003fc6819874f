import { setTimeout as sleep } from 'node:timers/promises';
import type Koa from 'koa';
import { TOKEN_PATH, USERINFO_PATH } from '../../http/paths.js';
import { OktaError } from '../../http/errors.js';
import type { Switches } from './switches.js';

/** What programs call; the pages stay as they are, so that people can switch back. */
const CALLS = new RegExp(`^/+api/+v1(/|$)|^(${TOKEN_PATH}|${USERINFO_PATH})$`);

/**
 * Refuses a call while a switch says so.
 *
 * @throws OktaError with Okta's 429 or 503
 */
export function refuseIfSwitchedOn(switches: Switches): void {
  if (switches.take('tooManyRequests')) throw new OktaError('E0000047');
  if (switches.take('serverErrors')) throw new OktaError('E0000010');
}

/**
 * Refuses token requests while a switch says so, before anything is looked at. Calls of the API are refused by the guard, after
 * the proof was taken: at Okta, who repeats a call after a 429 needs a new proof (docs/okta-facts.md, section 3.4).
 */
export function refuseTokenRequests(switches: Switches): Koa.Middleware {
  return async (ctx, next) => {
    if (ctx.path === TOKEN_PATH && ctx.method === 'POST') refuseIfSwitchedOn(switches);
    await next();
  };
}

/** Delays what is ready to be answered, so that a client that gave up and repeats itself meets what it has done. */
export function delayAnswers(switches: Switches): Koa.Middleware {
  return async (ctx, next) => {
    await next();
    const { delay: milliseconds } = switches.settings;
    if (milliseconds > 0 && CALLS.test(ctx.path)) await sleep(milliseconds, undefined, { ref: false });
  };
}
