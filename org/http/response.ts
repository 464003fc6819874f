import { randomBytes } from 'node:crypto';
import type Koa from 'koa';

/** Requests per minute, as recorded from a developer org (docs/okta-facts.md, section 5.5). */
const RATE_LIMITS: [path: RegExp, limit: number][] = [
  [/^\/oauth2\/v1\/token$/, 150],
  [/^\/api\/v1\/users(\/|$)/, 50],
  [/^\/api\/v1\/apps(\/|$)/, 10],
  [/^\/api\/v1\//, 100],
];

/** Seconds until a client that got a 429 may try again. At Okta it is the rest of the minute. */
const RETRY_AFTER = 5;

/** Okta's headers for answers that must not be cached. */
export const NO_STORE = { 'Cache-Control': 'no-cache, no-store', 'Pragma': 'no-cache', 'Expires': '0' } as const;

/** Sets {@link NO_STORE}. */
export const noStore: Koa.Middleware = (ctx, next) => {
  ctx.set(NO_STORE);
  return next();
};

/**
 * Sets the headers that all answers of Okta have: a request id, the rate limit, and those security headers that have a
 * meaning without https. The rate limit is not enforced: each request counts as the first of its minute, unless a switch
 * made it fail with a 429.
 */
export function responseHeaders({ now }: { now: () => number }): Koa.Middleware {
  return async (ctx, next) => {
    const time = now();
    ctx.set({
      // The org's clock: clients compare the reset of the rate limit, and their own clock, with this header.
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
        'x-rate-limit-reset': String(now() + RETRY_AFTER),
      });
    }
  };
}

/** Answers with JSON under Okta's plain media type. Koa would add a charset. */
export function json(ctx: Koa.ParameterizedContext, body: unknown): void {
  ctx.set('Content-Type', 'application/json');
  ctx.body = JSON.stringify(body);
}

/** Answers with 204 and an empty body. */
export function noContent(ctx: Koa.ParameterizedContext): void {
  ctx.body = null;
  ctx.status = 204;
}
