import type Koa from 'koa';

/**
 * Lets only requests for the org's own address pass; everything else is answered with 400 or 421 and the reason.
 *
 * It must be the first of all: whoever builds an address from the `Host` header (discovery, the `htu` that a proof is
 * held against) would otherwise accept a proof for `evil.example` that comes with `Host: evil.example`. It also stops
 * pages that reach this machine by DNS rebinding. A request target with a host of its own (RFC 9112 section 3.2.2)
 * would go before the header, so it is refused.
 *
 * @param origin the org's address
 */
export function checkHost(origin: string): Koa.Middleware {
  const { host } = new URL(origin);
  return async (ctx, next) => {
    const hosts = ctx.req.headersDistinct['host'] ?? [];
    if (hosts.length !== 1 || !ctx.req.url?.startsWith('/')) {
      refuse(ctx, 400, `Expected a path and one Host header, "Host: ${host}".`);
    } else if (hosts[0] !== host) {
      const came = hosts[0]!.slice(0, 100);
      refuse(ctx, 421, `This org answers at ${origin} only, but the request was for "${came}". Use ${origin}.`);
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
