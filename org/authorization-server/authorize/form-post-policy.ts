import { createHash } from 'node:crypto';
import type { Middleware } from 'koa';

/** The page of oidc-provider for the response mode `form_post`: a script that sends a form. */
const PAGE = /<script>([^<]*)<\/script>[^]*<form method="post" action="([^"]*)"/;

/** Gives that page, which has none, a Content-Security-Policy: only its script may run, and only the app gets the form. */
export const formPostPolicy: Middleware = async (ctx, next) => {
  await next();
  const [, script, action] = typeof ctx.body === 'string' ? (PAGE.exec(ctx.body) ?? []) : [];
  if (script === undefined || action === undefined) return;
  const hash = createHash('sha256').update(script).digest('base64');
  ctx.set(
    'Content-Security-Policy',
    `default-src 'none'; script-src 'sha256-${hash}'; form-action ${new URL(action).origin}; base-uri 'none'; frame-ancestors 'none'`,
  );
};
