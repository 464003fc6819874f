import type Koa from 'koa';

/**
 * Refuses requests for another address than the org's own, with 400 or 421 and the reason.
 *
 * Must be the first middleware: code that builds a URL from the `Host` header (oidc-provider does, for discovery and
 * `htu`) would otherwise accept a proof for `evil.example` together with `Host: evil.example`. It also stops web pages
 * that reach this machine by DNS rebinding. A request target with its own host takes precedence over the header (RFC 9112
 * section 3.2.2), so it is refused too.
 *
 * The name of a host is case-insensitive (RFC 9110 section 4.2.3).
 *
 * @param origin the org's address
 */
export function checkHost(origin: string): Koa.Middleware {
  const { host } = new URL(origin);
  return async (ctx, next) => {
    const hosts = ctx.req.headersDistinct['host'] ?? [];
    if (hosts.length !== 1 || !ctx.req.url?.startsWith('/')) {
      refuse(ctx, 400, `Expected a path and one Host header, "Host: ${host}".`);
    } else if (hosts[0]!.toLowerCase() !== host) {
      const actual = hosts[0]!.slice(0, 100);
      refuse(ctx, 421, `This org answers at ${origin} only, but the request was for "${actual}". Use ${origin}.`);
    } else {
      await next();
    }
  };
}

function refuse(ctx: Koa.Context, status: number, reason: string): void {
  ctx.status = status;
  ctx.set('X-Content-Type-Options', 'nosniff');
  ctx.type = 'text/plain';
  ctx.body = `${reason}\n`;
}
