import { randomBytes } from 'node:crypto';
import type Koa from 'koa';

/** Requests a minute, as recorded of a developer org (docs/okta-facts.md, section 5.5). */
const RATE_LIMITS: [path: RegExp, limit: number][] = [
  [/^\/oauth2\/v1\/token$/, 150],
  [/^\/api\/v1\/users(\/|$)/, 50],
  [/^\/api\/v1\/apps(\/|$)/, 10],
  [/^\/api\/v1\//, 100],
];

/** Seconds after which a client that was refused may come again. At Okta it is the rest of a minute. */
const WAIT = 5;

/**
 * Puts on every answer what Okta puts there: an id to find the request by, the rate limit (shown, not enforced: each
 * request counts as the first of its minute, unless it was refused for being one too many), and the security headers that mean something without https.
 */
export function requestId({ now }: { now: () => number }): Koa.Middleware {
  return async (ctx, next) => {
    const time = now();
    ctx.set({
      // Clients measure the reset of the rate limit, and how far off their own clock is, against this one.
      'Date': new Date(time * 1000).toUTCString(),
      'x-okta-request-id': randomBytes(16).toString('hex'),
      'x-content-type-options': 'nosniff',
      'x-xss-protection': '0',
      'referrer-policy': 'strict-origin-when-cross-origin',
    });
    const limit = RATE_LIMITS.find(([path]) => path.test(ctx.path))?.[1];
    if (limit !== undefined) {
      ctx.set({
        'x-rate-limit-limit': String(limit),
        'x-rate-limit-remaining': String(limit - 1),
        // Seconds since the epoch.
        'x-rate-limit-reset': String(time + 60),
      });
    }
    await next();
    if (ctx.status === 429) {
      ctx.set({
        'x-rate-limit-limit': String(limit ?? 100),
        'x-rate-limit-remaining': '0',
        'x-rate-limit-reset': String(now() + WAIT),
      });
    }
  };
}
