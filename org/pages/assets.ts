import { readFileSync } from 'node:fs';
import type { Middleware } from 'koa';

/**
 * The files that the org's pages load. Not served by `sirv`, because that writes to the response behind Koa's back (past
 * error handling and System Log), answers every method, omits the charset, and throws on some ranges.
 */
const ASSETS: Record<string, { type: string; content: string }> = {
  '/assets/org.css': { type: 'text/css', content: read('org.css') },
  '/assets/admin.css': { type: 'text/css', content: read('../console/console.css') },
  '/assets/copy.js': { type: 'text/javascript', content: read('../console/copy.js') },
  '/assets/icon.svg': { type: 'image/svg+xml', content: read('icon.svg') },
  '/assets/post-message.js': { type: 'text/javascript', content: read('post-message.js') },
};

export const assets: Middleware = (ctx, next) => {
  const asset = Object.hasOwn(ASSETS, ctx.path) ? ASSETS[ctx.path] : undefined;
  if (!asset || !['GET', 'HEAD'].includes(ctx.method)) return next();
  ctx.type = asset.type;
  ctx.set('Cache-Control', 'no-cache');
  ctx.body = asset.content;
  return undefined;
};

function read(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}
