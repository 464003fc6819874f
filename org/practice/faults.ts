import { setTimeout as sleep } from 'node:timers/promises';
import type Koa from 'koa';
import { OktaError } from '../http/errors.js';
import { TOKEN_PATH, USERINFO_PATH } from '../http/paths.js';
import type { Switches } from './switches/switches.js';

/** What programs call. Pages are not delayed, so that users can switch back. */
const CALLS = new RegExp(`^/+api/+v1(/|$)|^(${TOKEN_PATH}|${USERINFO_PATH})$`);

/**
 * Refuses token requests while a switch says so, before any check. Calls of the API are refused by the guard, after the
 * proof was used up: at Okta, repeating a call after a 429 needs a new proof (docs/okta-facts.md, section 3.4).
 */
export function refuseTokenRequests(switches: Switches): Koa.Middleware {
  return async (ctx, next) => {
    const failure = ctx.path === TOKEN_PATH && ctx.method === 'POST' ? switches.takeFailure() : undefined;
    if (failure) throw new OktaError(failure);
    await next();
  };
}

/** Delays answers that are ready, so that a client that times out and repeats a request meets what the first one did. */
export function delayAnswers(switches: Switches): Koa.Middleware {
  return async (ctx, next) => {
    await next();
    const { delay: milliseconds } = switches.settings;
    if (milliseconds > 0 && CALLS.test(ctx.path)) await sleep(milliseconds, undefined, { ref: false });
  };
}
