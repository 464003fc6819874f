import { randomBytes } from 'node:crypto';
import type Koa from 'koa';

/** Requests a minute, as recorded of a developer org (okta-facts, section 5.5). */
const RATE_LIMITS: [path: RegExp, limit: number][] = [
  [/^\/oauth2\/v1\/token$/, 150],
  [/^\/api\/v1\/users(\/|$)/, 50],
  [/^\/api\/v1\/apps(\/|$)/, 10],
];

/**
 * Puts on every answer what Okta puts there: an id to find the request by, the rate limit (shown, not enforced: each
 * request counts as the first of its minute), and the security headers that mean something without https.
 */
export function requestId(): Koa.Middleware {
  return (ctx, next) => {
    ctx.set({
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
        'x-rate-limit-reset': String(Math.floor(Date.now() / 1000) + 60),
      });
    }
    return next();
  };
}
