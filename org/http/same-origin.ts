import type Koa from 'koa';

/**
 * Whether a form was sent from a page of the org itself. Other ports of localhost are the same site, so cookies with
 * `SameSite` come along from there; only these two headers, which scripts cannot set, tell.
 *
 * @param origin the org's address
 */
export function isSameOrigin(ctx: Koa.ParameterizedContext, origin: string): boolean {
  const { origin: from = origin, 'sec-fetch-site': site = 'same-origin' } = ctx.headers;
  return from === origin && site === 'same-origin';
}
